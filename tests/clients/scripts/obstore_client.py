"""obstore, that is the crate object_store, which has a signer of its own."""

import datetime
import os

import obstore
from common import BUCKET, ENDPOINT, KEYS, REGION, check, content, send
from obstore.store import S3Store

# object_store refuses these: a path of its has no empty segments and no dots.
KEYS = [key for key in KEYS if not {"", ".", ".."} & set(key.split("/"))]

# The credentials are those of the environment.
store = S3Store(
    BUCKET,
    endpoint=ENDPOINT,
    region=REGION,
    virtual_hosted_style_request=False,
    client_options={"allow_http": True},
)
MINUTE = datetime.timedelta(minutes=1)

for key in KEYS:
    obstore.put(store, key, content(key))
    check(bytes(obstore.get(store, key).bytes()), content(key), key)
    check(obstore.head(store, key)["size"], len(content(key)), key)
    send("PUT", obstore.sign(store, "PUT", key, MINUTE), content(key))
    check(send("GET", obstore.sign(store, "GET", key, MINUTE)), content(key), key)
    obstore.copy(store, key, f"copy of {key}")
    obstore.delete(store, key)
for prefix in ["copy", "a b"]:
    try:
        check(sum(len(rows) for rows in obstore.list(store, prefix=prefix)), 0, "a folder that is not there")
    except obstore.exceptions.BaseError as error:
        # It writes a space as +, which the test knows.
        check(prefix == "a b" and "bare +" in str(error), True, str(error))
obstore.put(store, "in parts", bytes(6 << 20), chunk_size=5 << 20)
