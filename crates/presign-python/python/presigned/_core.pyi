from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NoReturn, Protocol, Self, TypeAlias, final

from presigned._classes import Explanation, Form, GitLogin, Presigned, SignedRequest, Token, Verified
from presigned._sources import SessionSource, Source

__all__ = [
    "Bucket",
    "Column",
    "Credentials",
    "Signer",
    "bedrock",
    "codecommit",
    "dsql",
    "eks",
    "elasticache",
    "explain",
    "fetch_credentials",
    "memorydb",
    "msk",
    "rds",
    "verify",
]

_Duration: TypeAlias = int | timedelta
_Credentials: TypeAlias = Credentials | Callable[[], Credentials]
_Body: TypeAlias = bytes | bytearray | str

class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: Any = None) -> tuple[Any, Any]: ...

class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...

@final
class Credentials:
    """The keys that sign. Their secret is not shown, cannot be read again and is not pickled.

    >>> Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    Credentials('AKIDEXAMPLE')
    """
    def __new__(
        cls,
        access_key_id: str,
        secret_access_key: str,
        session_token: str | None = None,
        *,
        expires_at: datetime | None = None,
    ) -> Self: ...
    @staticmethod
    def from_env() -> Credentials:
        """Reads AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and if they are set AWS_SESSION_TOKEN and
        AWS_CREDENTIAL_EXPIRATION.
        """
    @staticmethod
    def from_profile(profile: str | None = None) -> Source:
        """Returns a function that finds credentials as AWS's tools do, and renews them: those of a profile, or without a
        name those of the environment, the default profile, a role, the container or the instance.
        """
    @staticmethod
    def from_boto3(session: Any) -> SessionSource:
        """Returns a function that has the credentials of a session of boto3 or botocore, and follows its renewal."""
    @property
    def access_key_id(self) -> str:
        """The access key ID, which is not a secret."""
    @property
    def expires_at(self) -> datetime | None:
        """When they expire, in UTC; None if that is not known, or never."""
    @property
    def is_temporary(self) -> bool:
        """Whether they have a session token, as those of roles do."""
    def __reduce__(self) -> NoReturn: ...

@final
class Bucket:
    """A bucket, where it is, and who signs for it. Make one and keep it: it may be used from all threads. With `session`
    the credentials are those that CreateSession has returned for a directory bucket.

    >>> from presigned import Bucket, Credentials
    >>> bucket = Bucket("photos", "eu-central-1", credentials=Credentials("AKIDEXAMPLE", "SECRETEXAMPLE"))
    >>> bucket.get("cats/tom 1.jpg")[:66]
    'https://photos.s3.eu-central-1.amazonaws.com/cats/tom%201.jpg?X-Am'
    """
    def __new__(
        cls,
        name: str,
        region: str | None = None,
        *,
        credentials: _Credentials | None = None,
        provider: str | None = None,
        account: str | None = None,
        endpoint: str | None = None,
        custom_domain: str | None = None,
        path_style: bool | None = None,
        accelerate: bool = False,
        dual_stack: bool = False,
        fips: bool = False,
        regional_endpoint: bool = False,
        full_lifetime: bool = False,
        session: bool = False,
    ) -> Self: ...
    def get(
        self,
        key: str,
        *,
        expires: _Duration | None = None,
        now: datetime | None = None,
        window: _Duration | None = None,
        filename: str | None = None,
        content_type: str | None = None,
        version_id: str | None = None,
    ) -> Presigned:
        """Returns the URL that downloads an object. With `filename` browsers save it under that name, and with `window`,
        in seconds, the URL stays the same for so long, so that what it names is cached.

        >>> from datetime import datetime, timedelta, timezone
        >>> url = bucket.get("a.txt", expires=timedelta(hours=1), now=datetime(2015, 8, 30, 12, 36, tzinfo=timezone.utc))
        >>> url.method, url.headers, url.expires_at.isoformat()
        ('GET', {}, '2015-08-30T13:36:00+00:00')
        """
    def put(
        self,
        key: str,
        *,
        content_type: str | None = None,
        content_length: int | None = None,
        checksum_sha256: bytes | bytearray | None = None,
        metadata: Mapping[str, str] | None = None,
        if_none_match: bool = False,
        expires: _Duration | None = None,
        now: datetime | None = None,
    ) -> Presigned:
        """Returns the URL that uploads an object. The client must send its `headers`. With `content_length` it uploads
        exactly so many bytes; for at most so many there is `post`. With `if_none_match` no object is replaced.

        >>> upload = bucket.put("a.txt", content_type="text/plain", if_none_match=True)
        >>> upload.method, upload.headers
        ('PUT', {'content-type': 'text/plain', 'if-none-match': '*'})
        """
    def delete(
        self,
        key: str,
        *,
        version_id: str | None = None,
        expires: _Duration | None = None,
        now: datetime | None = None,
    ) -> Presigned:
        """Returns the URL that deletes an object.

        >>> bucket.delete("a.txt").method
        'DELETE'
        """
    def part(
        self,
        key: str,
        upload_id: str,
        number: int,
        *,
        content_length: int | None = None,
        expires: _Duration | None = None,
        now: datetime | None = None,
    ) -> Presigned:
        """Returns the URL that uploads a part of a multipart upload. Sign each part when its turn has come. `upload_id` is
        in the answer to CreateMultipartUpload, which `sign` signs, as it does CompleteMultipartUpload.

        >>> "partNumber=2" in bucket.part("backup.tar", "VXBsb2FkIElE", 2)
        True
        """
    def post(
        self,
        key: str,
        *,
        max_length: int,
        min_length: int = 0,
        content_type: str | None = None,
        fields: Mapping[str, str] | None = None,
        starts_with: Mapping[str, str] | None = None,
        expires: _Duration | None = None,
        now: datetime | None = None,
    ) -> Form:
        """Returns a form with which browsers upload an object of `min_length` to `max_length` bytes. A key that ends with
        `${filename}` is completed by S3. `fields` are other fields with their values, and `starts_with` those whose
        value may only begin so.

        >>> form = bucket.post("uploads/${filename}", max_length=10_000_000, content_type="image/jpeg")
        >>> form.url
        'https://photos.s3.eu-central-1.amazonaws.com/'
        >>> sorted(form.fields)[:2]
        ['Content-Type', 'key']
        """
    def get_many(
        self,
        keys: Iterable[str],
        *,
        expires: _Duration | None = None,
        now: datetime | None = None,
        window: _Duration | None = None,
    ) -> list[str]:
        """Returns the URLs that download many objects, in the order of their keys. Other threads run meanwhile. If a key
        is refused, the exception has its `index`. URLs with a file name for each are made by `get`, one by one.

        >>> len(bucket.get_many(f"photos/{number}.jpg" for number in range(1000)))
        1000
        """
    def get_column(
        self,
        keys: _ArrowArray | _ArrowStream,
        *,
        expires: _Duration | None = None,
        now: datetime | None = None,
        null_if_refused: bool = False,
    ) -> Column:
        """Returns a column of URLs that download, for an Arrow column of keys: of pyarrow, polars, pandas, nanoarrow, or
        whatever else has `__arrow_c_array__` or `__arrow_c_stream__`. Nulls stay null, and with `null_if_refused` so
        do keys that no object can have; without it the exception has the `index` of the first. Other threads run
        meanwhile.

        The result is Arrow data too, without a copy: `pyarrow.array(column)`, `polars.Series(column)`. Its type is that
        of the keys, `string` or `large_string`, and `large_string` for keys in chunks or of type `string_view`.
        """
    def operation(
        self,
        name: str,
        key: str | None = None,
        parameters: Mapping[str, str] | None = None,
        *,
        expires: _Duration | None = None,
        now: datetime | None = None,
        window: _Duration | None = None,
    ) -> Presigned:
        """Returns the URL of any operation of S3, by its name. `parameters` are headers and parameters that S3 documents
        for it, by their names in the request: `prefix` and `uploadId`, not boto3's `Prefix` and `UploadId`.

        >>> bucket.operation("ListObjectsV2", parameters={"prefix": "cats/", "max-keys": "10"}).method
        'GET'
        """
    def sign(
        self,
        name: str,
        key: str | None = None,
        parameters: Mapping[str, str] | None = None,
        *,
        body: _Body | None = None,
        now: datetime | None = None,
    ) -> SignedRequest:
        """Signs an operation by its headers, to be sent now by the program that signs: with `method`, `url` and `headers`
        as they are returned, and the `body` that was given.

        >>> request = bucket.sign("PutObject", "a.txt", body=b"hello")
        >>> request.method, request.url
        ('PUT', 'https://photos.s3.eu-central-1.amazonaws.com/a.txt')
        >>> sorted(request.headers)
        ['authorization', 'x-amz-content-sha256', 'x-amz-date']
        """
    @property
    def name(self) -> str:
        """The name or the ARN."""
    @property
    def region(self) -> str:
        """The region that is signed for."""
    @property
    def host(self) -> str:
        """The host in the URLs."""
    def __reduce__(self) -> NoReturn: ...

@final
class Column:
    """A column of URLs: what `Bucket.get_column` returns.

    It is Arrow data, which pyarrow, polars, nanoarrow and others take as it is, without a copy:
    `pyarrow.array(column)`, `polars.Series(column)`.
    """
    def __len__(self) -> int: ...
    @property
    def null_count(self) -> int:
        """The number of nulls."""
    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[Any, Any]: ...

@final
class Signer:
    """Who signs for a service in a region, by their names in the credential scope, such as `execute-api` and `eu-west-1`.

    >>> from presigned import Credentials, Signer
    >>> signer = Signer("execute-api", "eu-west-1", credentials=Credentials("AKIDEXAMPLE", "SECRETEXAMPLE"))
    >>> request = signer.sign("POST", "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod/orders", body=b"{}")
    >>> sorted(request.headers)
    ['authorization', 'x-amz-content-sha256', 'x-amz-date']
    """
    def __new__(
        cls,
        service: str,
        region: str | None = None,
        *,
        credentials: _Credentials | None = None,
        region_set: str | None = None,
        full_lifetime: bool = False,
    ) -> Self: ...
    def presign(
        self,
        method: str,
        url: str,
        *,
        query: Mapping[str, str] | Iterable[tuple[str, str]] | None = None,
        headers: Mapping[str, str] | Iterable[tuple[str, str]] | None = None,
        body: _Body | None = None,
        expires: _Duration | None = None,
        now: datetime | None = None,
        window: _Duration | None = None,
    ) -> Presigned:
        """Returns the presigned URL of a request. The URL is percent-encoded; `query` is added to it, decoded.

        >>> url = signer.presign("GET", "https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod/orders", expires=60)
        >>> url.method
        'GET'
        """
    def sign(
        self,
        method: str,
        url: str,
        *,
        query: Mapping[str, str] | Iterable[tuple[str, str]] | None = None,
        headers: Mapping[str, str] | Iterable[tuple[str, str]] | None = None,
        body: _Body | None = None,
        now: datetime | None = None,
    ) -> SignedRequest:
        """Signs a request by its headers, to be sent now. Send the `headers` that are returned, which have those that were
        given.
        """
    @property
    def service(self) -> str:
        """The service that is signed for."""
    @property
    def region(self) -> str:
        """The region that is signed for, or the set of regions."""
    def __reduce__(self) -> NoReturn: ...

def verify(
    method: str,
    target: str,
    headers: Mapping[str, str] | Iterable[tuple[str, str]],
    lookup: Callable[[str], str | Credentials | None],
    *,
    region: str,
    service: str = "s3",
    body: _Body | None = None,
    now: datetime | None = None,
    max_expires: _Duration | None = None,
    clock_skew: _Duration | None = None,
    request_id: str = "",
) -> Verified:
    """Verifies a request as it arrived: its method, its target (`/path?query`, percent-encoded, or a URL), and all its
    headers, `host` among them. `lookup` is given the access key ID and returns the secret access key, or `Credentials`,
    or None if there is no such key. A body that is handed in is compared with what was signed, and returned decoded.
    In WSGI `PATH_INFO` is decoded: `urllib.parse.quote(environ["PATH_INFO"].encode("latin-1"), safe="/~")` is the path.

    Raises `Refused`, whose `status` and `xml` are S3's answer.

    >>> from presigned import Bucket, Credentials, verify
    >>> bucket = Bucket("photos", "us-east-1", credentials=Credentials("AKIDEXAMPLE", "SECRETEXAMPLE"))
    >>> url = bucket.get("a b.txt")
    >>> headers = {"host": bucket.host}
    >>> verified = verify("GET", url, headers, {"AKIDEXAMPLE": "SECRETEXAMPLE"}.get, region="us-east-1")
    >>> verified.access_key_id, verified.path
    ('AKIDEXAMPLE', '/a b.txt')
    """
def explain(
    pasted: str | None = None,
    *,
    url: str | None = None,
    method: str | None = None,
    headers: Mapping[str, str] | Iterable[tuple[str, str]] | None = None,
    answer: str | None = None,
    now: datetime | None = None,
) -> Explanation:
    """Explains why a request was refused, or what is wrong with a presigned URL. `pasted` is all that there is: a URL, a
    curl command, a log, an error document, or several of them; what is known by itself is better given by name.

    >>> from presigned import explain
    >>> answer = "<Error><Code>RequestTimeTooSkewed</Code><Message>Too large a difference.</Message></Error>"
    >>> explain(answer).causes[0].kind
    'clock'
    """
def fetch_credentials(
    profile: str | None, send: Callable[[str, str, dict[str, str], bytes], tuple[int, bytes]]
) -> Credentials:
    """Asks a source for credentials, and has the requests sent by a function: `send(method, url, headers, body)` returns
    the status and the body.
    """
def rds(
    host: str,
    port: int,
    user: str,
    region: str,
    *,
    credentials: _Credentials | None = None,
    now: datetime | None = None,
) -> Token:
    """Returns the password for a database of Amazon RDS or Aurora, or for an RDS Proxy. It is accepted for 15 minutes,
    over TLS only: make one for each connection.

    >>> from presigned import Credentials, tokens
    >>> keys = Credentials("AKIDEXAMPLE", "SECRETEXAMPLE")
    >>> tokens.rds("db.a1b2.us-east-1.rds.amazonaws.com", 5432, "app", "us-east-1", credentials=keys)[:57]
    'db.a1b2.us-east-1.rds.amazonaws.com:5432/?Action=connect&'
    """
def dsql(
    host: str,
    region: str,
    *,
    admin: bool = False,
    expires: _Duration | None = None,
    credentials: _Credentials | None = None,
    now: datetime | None = None,
) -> Token:
    """Returns the password for an Aurora DSQL cluster: that of `admin`, or of another role."""
def elasticache(
    cache: str,
    user: str,
    region: str,
    *,
    serverless: bool = False,
    credentials: _Credentials | None = None,
    now: datetime | None = None,
) -> Token:
    """Returns the password for an ElastiCache cache, by its name. It is accepted for 15 minutes."""
def memorydb(
    cluster: str, user: str, region: str, *, credentials: _Credentials | None = None, now: datetime | None = None
) -> Token:
    """Returns the password for a MemoryDB cluster, by its name. It is accepted for 15 minutes."""
def eks(
    cluster: str, region: str, *, credentials: _Credentials | None = None, now: datetime | None = None
) -> Token:
    """Returns the bearer token for a Kubernetes cluster of Amazon EKS.

    >>> from presigned import Credentials, tokens
    >>> token = tokens.eks("my-cluster", "us-west-2", credentials=Credentials("AKIDEXAMPLE", "SECRETEXAMPLE"))
    >>> token[:18]
    'k8s-aws-v1.aHR0cHM'
    """
def msk(region: str, *, credentials: _Credentials | None = None, now: datetime | None = None) -> Token:
    """Returns the token for a cluster of Amazon MSK, for the mechanism OAUTHBEARER."""
def bedrock(
    region: str,
    *,
    expires: _Duration | None = None,
    credentials: _Credentials | None = None,
    now: datetime | None = None,
) -> Token:
    """Returns a short-term API key of Amazon Bedrock, for `AWS_BEARER_TOKEN_BEDROCK`; for 12 hours at most."""
def codecommit(
    repository: str, region: str, *, credentials: _Credentials | None = None, now: datetime | None = None
) -> GitLogin:
    """Returns the user name and the password with which git gets at a repository of AWS CodeCommit."""
