"""Tokens of databases, clusters and other services: what they accept instead of a password.

Each function signs with ``credentials``: ``Credentials``, a function that returns them, or, without any, those that
AWS's tools would find.
"""

from presigned._core import bedrock, codecommit, dsql, eks, elasticache, memorydb, msk, rds

__all__ = ["bedrock", "codecommit", "dsql", "eks", "elasticache", "memorydb", "msk", "rds"]
