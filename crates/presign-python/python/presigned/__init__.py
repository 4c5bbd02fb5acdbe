"""Presigned URLs for S3 and every other AWS service, without an SDK."""

from presigned._core import Bucket, Credentials

__all__ = ["Bucket", "Credentials"]
