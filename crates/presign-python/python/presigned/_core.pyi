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
    def __new__(
        cls,
        access_key_id: str,
        secret_access_key: str,
        session_token: str | None = None,
        *,
        expires_at: datetime | None = None,
    ) -> Self: ...
    @staticmethod
    def from_env() -> Credentials: ...
    @staticmethod
    def from_profile(profile: str | None = None) -> Source: ...
    @staticmethod
    def from_boto3(session: Any) -> SessionSource: ...
    @property
    def access_key_id(self) -> str: ...
    @property
    def expires_at(self) -> datetime | None: ...
    @property
    def is_temporary(self) -> bool: ...
    def __reduce__(self) -> NoReturn: ...

@final
class Bucket:
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
    ) -> Presigned: ...
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
    ) -> Presigned: ...
    def delete(
        self,
        key: str,
        *,
        version_id: str | None = None,
        expires: _Duration | None = None,
        now: datetime | None = None,
    ) -> Presigned: ...
    def part(
        self,
        key: str,
        upload_id: str,
        number: int,
        *,
        content_length: int | None = None,
        expires: _Duration | None = None,
        now: datetime | None = None,
    ) -> Presigned: ...
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
    ) -> Form: ...
    def get_many(
        self,
        keys: Iterable[str],
        *,
        expires: _Duration | None = None,
        now: datetime | None = None,
        window: _Duration | None = None,
    ) -> list[str]: ...
    def get_column(
        self,
        keys: _ArrowArray | _ArrowStream,
        *,
        expires: _Duration | None = None,
        now: datetime | None = None,
        null_if_refused: bool = False,
    ) -> Column: ...
    def operation(
        self,
        name: str,
        key: str | None = None,
        parameters: Mapping[str, str] | None = None,
        *,
        expires: _Duration | None = None,
        now: datetime | None = None,
        window: _Duration | None = None,
    ) -> Presigned: ...
    def sign(
        self,
        name: str,
        key: str | None = None,
        parameters: Mapping[str, str] | None = None,
        *,
        body: _Body | None = None,
        now: datetime | None = None,
    ) -> SignedRequest: ...
    @property
    def name(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def host(self) -> str: ...
    def __reduce__(self) -> NoReturn: ...

@final
class Column:
    def __len__(self) -> int: ...
    @property
    def null_count(self) -> int: ...
    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[Any, Any]: ...

@final
class Signer:
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
    ) -> Presigned: ...
    def sign(
        self,
        method: str,
        url: str,
        *,
        query: Mapping[str, str] | Iterable[tuple[str, str]] | None = None,
        headers: Mapping[str, str] | Iterable[tuple[str, str]] | None = None,
        body: _Body | None = None,
        now: datetime | None = None,
    ) -> SignedRequest: ...
    @property
    def service(self) -> str: ...
    @property
    def region(self) -> str: ...
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
) -> Verified: ...
def explain(
    pasted: str | None = None,
    *,
    url: str | None = None,
    method: str | None = None,
    headers: Mapping[str, str] | Iterable[tuple[str, str]] | None = None,
    answer: str | None = None,
    now: datetime | None = None,
) -> Explanation: ...
def fetch_credentials(
    profile: str | None, send: Callable[[str, str, dict[str, str], bytes], tuple[int, bytes]]
) -> Credentials: ...
def rds(
    host: str,
    port: int,
    user: str,
    region: str,
    *,
    credentials: _Credentials | None = None,
    now: datetime | None = None,
) -> Token: ...
def dsql(
    host: str,
    region: str,
    *,
    admin: bool = False,
    expires: _Duration | None = None,
    credentials: _Credentials | None = None,
    now: datetime | None = None,
) -> Token: ...
def elasticache(
    cache: str,
    user: str,
    region: str,
    *,
    serverless: bool = False,
    credentials: _Credentials | None = None,
    now: datetime | None = None,
) -> Token: ...
def memorydb(
    cluster: str, user: str, region: str, *, credentials: _Credentials | None = None, now: datetime | None = None
) -> Token: ...
def eks(
    cluster: str, region: str, *, credentials: _Credentials | None = None, now: datetime | None = None
) -> Token: ...
def msk(region: str, *, credentials: _Credentials | None = None, now: datetime | None = None) -> Token: ...
def bedrock(
    region: str,
    *,
    expires: _Duration | None = None,
    credentials: _Credentials | None = None,
    now: datetime | None = None,
) -> Token: ...
def codecommit(
    repository: str, region: str, *, credentials: _Credentials | None = None, now: datetime | None = None
) -> GitLogin: ...
