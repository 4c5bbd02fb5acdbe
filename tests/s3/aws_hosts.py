"""Writes s3-aws-hosts.toml: where botocore puts buckets when a host of S3 on AWS is given as the endpoint.

    python3 -m venv .venv && .venv/bin/pip install botocore==1.44.8
    .venv/bin/python tests/s3/aws_hosts.py > tests/vectors/s3-aws-hosts.toml

Nothing is sent.
"""

from urllib.parse import urlsplit

import botocore
import botocore.session
from botocore.config import Config

assert botocore.__version__ == "1.44.8"

HEAD = f"""\
# Where buckets are when a host of S3 on AWS is given as the endpoint.
#
# Written by tests/s3/aws_hosts.py; do not edit. Made by clients of botocore {botocore.__version__} in us-west-2 with
# `endpoint_url`: the addresses of the object `test.txt` in each of the buckets. `virtual` is that of the first bucket with the
# addressing style `virtual`. botocore does not look at the host, except for those of S3 Transfer Acceleration, and so has an address
# for buckets that are not there.
"""

HOSTS = [
    "s3.us-west-2.amazonaws.com",
    "s3.dualstack.us-west-2.amazonaws.com",
    "s3-fips.us-west-2.amazonaws.com",
    "s3-fips.dualstack.us-west-2.amazonaws.com",
    "s3-us-west-2.amazonaws.com",
    "s3.amazonaws.com",
    "s3-external-1.amazonaws.com",
    "s3.cn-north-1.amazonaws.com.cn",
    "s3.us-iso-east-1.c2s.ic.gov",
    "bucket.vpce-1a2b3c4d-5e6f.s3.us-west-2.vpce.amazonaws.com",
    "s3-accelerate.amazonaws.com",
    "s3-accelerate.dualstack.amazonaws.com",
    "s3-website-us-west-2.amazonaws.com",
    "s3-website.us-west-2.amazonaws.com",
    "s3-control.us-west-2.amazonaws.com",
    "123456789012.s3-control.us-west-2.amazonaws.com",
    "control.vpce-1a2b3c4d-5e6f.s3.us-west-2.vpce.amazonaws.com",
    "s3express-usw2-az1.us-west-2.amazonaws.com",
    "s3express-fips-usw2-az1.dualstack.us-west-2.amazonaws.com",
    "s3express-use1-az4.us-east-1.amazonaws.com",
    "s3express-control.us-west-2.amazonaws.com",
    "s3-accesspoint.us-west-2.amazonaws.com",
    "s3-accesspoint-fips.dualstack.us-west-2.amazonaws.com",
    "accesspoint.vpce-1a2b3c4d-5e6f.s3.us-west-2.vpce.amazonaws.com",
    "s3-object-lambda.us-west-2.amazonaws.com",
    "s3-outposts.us-west-2.amazonaws.com",
    "accesspoint.s3-global.amazonaws.com",
    "s3tables.us-west-2.amazonaws.com",
    "s3vectors.us-west-2.api.aws",
    "videos.s3.us-west-2.amazonaws.com",
    "videos.bucket.vpce-1a2b3c4d-5e6f.s3.us-west-2.vpce.amazonaws.com",
    "videos.s3-accelerate.amazonaws.com",
    # No hosts of S3.
    "ec2-192-0-2-1.us-west-2.compute.amazonaws.com",
    "s3-1234567890.us-west-2.elb.amazonaws.com",
    "a1b2c3d4e5.execute-api.us-west-2.amazonaws.com",
    "s3.us-west-2.amazonaws.com.example.com",
]

BUCKETS = [
    "photos",
    "my.dotted.bucket",
    "photos--usw2-az1--x-s3",
    "arn:aws:s3:us-west-2:123456789012:accesspoint/reports",
    "arn:aws:s3-object-lambda:us-west-2:123456789012:accesspoint/reports",
    "arn:aws:s3-outposts:us-west-2:123456789012:outpost/op-01234567890123456/accesspoint/reports",
]


def address(host, bucket, style):
    config = Config(signature_version="s3v4", s3={"addressing_style": style})
    keys = {"aws_access_key_id": "AKID", "aws_secret_access_key": "secret"}
    client = botocore.session.Session().create_client(
        "s3", region_name="us-west-2", endpoint_url=f"https://{host}", config=config, **keys
    )
    split = urlsplit(client.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "test.txt"}))
    return f"{split.scheme}://{split.netloc}{split.path}"


def main():
    print(HEAD, end="")
    print("\nbuckets = [", *(f"    '{bucket}'," for bucket in BUCKETS), "]", sep="\n")
    for host in HOSTS:
        addresses = [address(host, bucket, "auto") for bucket in BUCKETS]
        print(f"\n[[case]]\nhost = '{host}'\naddresses = [", *(f"    '{it}'," for it in addresses), "]", sep="\n")
        print(f"virtual = '{address(host, BUCKETS[0], 'virtual')}'")


main()
