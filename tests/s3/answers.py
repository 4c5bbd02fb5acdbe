"""Records what an S3-compatible server answers, as rows for answers.toml on standard output.

    python tests/s3/answers.py seaweedfs "SeaweedFS 4.48" http://127.0.0.1:8333 >> tests/s3/answers.toml

Wants boto3, and credentials in the environment that may create the bucket `photos`. What a row expects is what botocore
reads in the same answer. What the server does not answer as asked is told on standard error, and gives no row.
"""

import sys
import urllib.parse

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

BUCKET, PARTS_KEY, NO_PART = "photos", "in parts & more.bin", '"00000000000000000000000000000000"'


def toml(value):
    """A string or list of strings, as TOML has it."""
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def objects(answer):
    # The keys were asked for percent-encoded. Not every server does so, but those that do say so.
    key = urllib.parse.unquote_plus if answer.get("EncodingType") == "url" else str
    found = [f"{key(each['Key'])} {each.get('Size', '-')}" for each in answer.get("Contents", [])]
    row = {"objects": found, "next": answer.get("NextContinuationToken")}
    prefixes = [key(each["Prefix"]) for each in answer.get("CommonPrefixes", [])]
    return row | ({"prefixes": prefixes} if prefixes else {})


def parts(answer):
    found = [f"{each['PartNumber']} {each['ETag']} {each['Size']}" for each in answer.get("Parts", [])]
    marker = answer.get("NextPartNumberMarker") if answer.get("IsTruncated") else None
    return {"parts": found, "next": str(marker) if marker else None}


class Recorder:
    def __init__(self, server, version, endpoint):
        self.server = server
        self.source = f"{version}, recorded with boto3 {boto3.__version__}"
        config = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1})
        self.s3 = boto3.client("s3", endpoint_url=endpoint, config=config)
        self.s3.meta.events.register("before-parse.s3.*", self.keep)

    def keep(self, response_dict, **_):
        body = response_dict["body"]
        self.body = body.decode() if isinstance(body, bytes) else ""

    def row(self, document, fields, **request):
        """Asks, prints the row, and returns what botocore read."""
        operation, reader = fields
        try:
            answer = getattr(self.s3, operation)(Bucket=BUCKET, **request)
            expected = reader(answer)
        except ClientError as error:
            answer, expected = None, {"error": error.response["Error"]["Code"]}
        except KeyError as missing:
            print(f"{self.server}: the answer to {operation} lacks {missing}", file=sys.stderr)
            return answer
        if not self.body.strip() or "'''" in self.body:
            print(f"{self.server}: {operation} has no answer to keep", file=sys.stderr)
            return answer
        print(f'\n[[answers]]\nserver = "{self.server}"\nsource = {toml(self.source)}\ndocument = "{document}"')
        print(f"xml = '''\n{self.body.strip()}'''")
        for name, value in expected.items():
            # An empty element says no more than none.
            if value is not None and value != "":
                print(f"{name} = {toml(value)}")
        return answer

    def send(self, upload):
        def part(number, body):
            answer = self.s3.upload_part(Bucket=BUCKET, PartNumber=number, Body=body, **upload)
            return {"PartNumber": number, "ETag": answer["ETag"]}

        return [part(1, b"p" * (5 << 20)), part(2, b"end")]

    def multipart(self):
        begin = ("create_multipart_upload", lambda answer: {"upload_id": answer["UploadId"]})
        # What cannot be completed has an upload of its own, since some servers forget it then.
        lost = {"Key": PARTS_KEY, "UploadId": self.s3.create_multipart_upload(Bucket=BUCKET, Key=PARTS_KEY)["UploadId"]}
        upload = {"Key": PARTS_KEY, "UploadId": self.row("upload-id", begin, Key=PARTS_KEY)["UploadId"]}
        self.send(lost)
        sent = self.send(upload)
        self.row("parts", ("list_parts", parts), **upload)
        self.row("parts", ("list_parts", parts), MaxParts=1, **upload)
        end = (
            "complete_multipart_upload",
            lambda answer: {"entity_tag": answer["ETag"], "location": answer.get("Location")},
        )
        wrong = [sent[0], {"PartNumber": 2, "ETag": NO_PART}]
        self.row("completed", end, MultipartUpload={"Parts": wrong}, **lost)
        self.row("completed", end, MultipartUpload={"Parts": sent}, **upload)

    def run(self):
        self.s3.create_bucket(Bucket=BUCKET)
        for name, body in [("a b+c.txt", b"hello"), ("d/f.txt", b"hello"), ("d/é.txt", b"hello"), ("empty", b"")]:
            self.s3.put_object(Bucket=BUCKET, Key=name, Body=body)
        self.multipart()
        self.row("objects", ("list_objects_v2", objects), EncodingType="url")
        self.row("objects", ("list_objects_v2", objects), EncodingType="url", MaxKeys=2, Delimiter="/")
        copied = ("copy_object", lambda answer: {"entity_tag": answer["CopyObjectResult"]["ETag"]})
        self.row("copy", copied, Key="copy", CopySource={"Bucket": BUCKET, "Key": "empty"})
        deleted = ("delete_objects", lambda answer: {
            "failed": [f"{each['Key']} {each['Code']}" for each in answer.get("Errors", [])]
        })
        names = [{"Key": name} for name in ["a b+c.txt", "d/é.txt", "not there"]]
        self.row("deletions", deleted, Delete={"Objects": names})
        self.row("error", ("get_object", lambda _: {}), Key="not there")


if __name__ == "__main__":
    Recorder(*sys.argv[1:4]).run()
