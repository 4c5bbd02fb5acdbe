"""Presigned URLs for S3 and every other AWS service, without an SDK.

>>> from presigned import Bucket, Credentials
>>> bucket = Bucket("photos", "eu-central-1", credentials=Credentials("AKIDEXAMPLE", "SECRETEXAMPLE"))
>>> upload = bucket.put("cats/tom.jpg", content_type="image/jpeg")
>>> upload.method, upload.headers
('PUT', {'content-type': 'image/jpeg'})
"""

from presigned import tokens
from presigned._classes import (
    AddressError,
    CredentialsError,
    Difference,
    Explanation,
    Finding,
    Form,
    GitLogin,
    LimitError,
    Presigned,
    PresignError,
    Refused,
    RequestError,
    SignedRequest,
    SignerError,
    TimeError,
    Token,
    UnsupportedError,
    Verified,
)
from presigned._core import Bucket, Column, Credentials, Signer, explain, verify

__all__ = [
    "AddressError",
    "Bucket",
    "Column",
    "Credentials",
    "CredentialsError",
    "Difference",
    "Explanation",
    "Finding",
    "Form",
    "GitLogin",
    "LimitError",
    "PresignError",
    "Presigned",
    "Refused",
    "RequestError",
    "SignedRequest",
    "Signer",
    "SignerError",
    "TimeError",
    "Token",
    "UnsupportedError",
    "Verified",
    "explain",
    "tokens",
    "verify",
]
