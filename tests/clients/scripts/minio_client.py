"""MinIO's SDK for Python, which has a signer of its own."""

import datetime
import io
import os
from urllib.parse import urlsplit

import minio
from common import BUCKET, ENDPOINT, KEYS, REGION, check, content, send

# It refuses segments that are dots.
KEYS = [key for key in KEYS if not {".", ".."} & set(key.split("/"))]

client = minio.Minio(
    urlsplit(ENDPOINT).netloc,
    access_key=os.environ["AWS_ACCESS_KEY_ID"],
    secret_key=os.environ["AWS_SECRET_ACCESS_KEY"],
    session_token=os.environ.get("AWS_SESSION_TOKEN"),
    region=REGION,
    secure=False,
)
MINUTE = datetime.timedelta(minutes=1)

for key in KEYS:
    client.put_object(BUCKET, key, io.BytesIO(content(key)), len(content(key)), metadata={"a": "b  c"})
    check(client.get_object(BUCKET, key).read(), content(key), key)
    check(client.stat_object(BUCKET, key).size, len(content(key)), key)
    check([row.object_name for row in client.list_objects(BUCKET, prefix=key, recursive=True)], [key], key)
    send("PUT", client.presigned_put_object(BUCKET, key, expires=MINUTE), content(key))
    disposition = {"response-content-disposition": 'attachment; filename="a b&c=d+é.txt"'}
    check(send("GET", client.presigned_get_object(BUCKET, key, expires=MINUTE, response_headers=disposition)), content(key), key)
    client.remove_object(BUCKET, key)
client.put_object(BUCKET, "in parts", io.BytesIO(bytes(6 << 20)), -1, part_size=5 << 20)
