from presigned import Bucket, Credentials


def test_get() -> None:
    bucket = Bucket("examplebucket", "us-east-1", credentials=Credentials("AKIDEXAMPLE", "secret"))
    assert bucket.get("a b.txt").startswith("https://examplebucket.s3.us-east-1.amazonaws.com/a%20b.txt?X-Amz-Algorithm=")
