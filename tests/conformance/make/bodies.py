"""Cases of bodies in chunks: what is decoded, or that it is refused.

After Amazon S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple
Chunks (Chunked Upload) (AWS Signature Version 4)" and the page about trailing headers. The chunks are shorter than the
8 KiB that S3 demands of all but the last, so that the file is.
"""

import base64
import hashlib
import zlib

import referee
from signing import EXAMPLE, ONCE, TIME, TOKEN
from verifying import HOST, OTHER, base, later, sent

SIGNED = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
SIGNED_TRAILER = SIGNED + "-TRAILER"
UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
DATA = b"The quick brown fox jumps over the lazy dog. " * 3


def crc32(data):
    return base64.b64encode(zlib.crc32(data).to_bytes(4, "big")).decode()


def sha256(data):
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


CHECKSUMS = {"x-amz-checksum-crc32": crc32, "x-amz-checksum-sha256": sha256}


class Upload:
    """An upload in chunks, taken apart: each piece can be changed before it is joined."""

    def __init__(self, mode, data, size, trailers=(), token=None):
        pieces = [data[at : at + size] for at in range(0, len(data), size)]
        self.mode, self.data = mode, data
        headers = [["content-encoding", "aws-chunked"], ["x-amz-decoded-content-length", str(len(data))]]
        if trailers:
            headers.append(["x-amz-trailer", ",".join(trailers)])
        headers.append(["x-amz-content-sha256", mode])
        self.asked = base("header", method="PUT", url=f"https://{HOST}/big")
        self.asked |= {"credentials": EXAMPLE | ({"session_token": token} if token else {}), "payload": mode}
        self.asked["request"]["headers"] = headers
        self.key = referee.signing_key(EXAMPLE["secret_access_key"], TIME[:8], "us-east-1", "s3")
        self.previous = referee.authorized(self.asked)["signature"]
        self.chunks = [self.chunk(piece) for piece in [*pieces, b""]]
        self.trailers = [[name, CHECKSUMS[name](data)] for name in trailers]
        self.end = self.trailer_signature() if mode == SIGNED_TRAILER else None

    def link(self, kind, rest):
        scope = referee.scope(TIME, "us-east-1", "s3")
        text = "\n".join([f"AWS4-HMAC-SHA256-{kind}", TIME, scope, self.previous, *rest])
        self.previous = referee.mac(self.key, text).hex()
        return self.previous

    def chunk(self, data):
        size = f"{len(data):x}"
        if self.mode == UNSIGNED_TRAILER:
            return [size, "", data]
        return [size, ";chunk-signature=" + self.link("PAYLOAD", [referee.EMPTY, referee.sha256(data)]), data]

    def trailer_signature(self):
        return self.link("TRAILER", [referee.sha256("".join(f"{name}:{value}\n" for name, value in self.trailers))])

    def body(self):
        out = b""
        for size, extension, data in self.chunks[:-1]:
            out += f"{size}{extension}\r\n".encode() + data + b"\r\n"
        size, extension, _ = self.chunks[-1]
        out += f"{size}{extension}\r\n".encode()
        for name, value in self.trailers:
            out += f"{name}:{value}\r\n".encode()
        if self.end:
            out += f"x-amz-trailer-signature:{self.end}\r\n".encode()
        return out + b"\r\n"


def case(name, reason, upload, body, result, why=None):
    request = sent(upload.asked)
    request.headers.append(("content-length", str(len(body))))
    request.body = body
    made = {"id": f"chunks-{name}", "reason": reason, "flags": [upload.mode.lower()], "source": "made by the referee"}
    made |= {"result": result} | ({"why": why} if why else {})
    made |= {"now": later(TIME, 60), "region": "us-east-1", "service": "s3", "rules": ONCE}
    made |= {"keys": [upload.asked["credentials"], OTHER], "request": request.shown()}
    return made | ({"decoded": upload.data.hex()} if result == "valid" else {})


def uploads():
    for mode, trailers in (
        (SIGNED, ()),
        (SIGNED_TRAILER, ("x-amz-checksum-crc32",)),
        (SIGNED_TRAILER, ("x-amz-checksum-crc32", "x-amz-checksum-sha256")),
        (UNSIGNED_TRAILER, ("x-amz-checksum-crc32",)),
        (UNSIGNED_TRAILER, ("x-amz-checksum-sha256",)),
    ):
        kind = mode.lower().removeprefix("streaming-") + f"-{len(trailers)}{'s' if 'sha256' in str(trailers) else ''}"
        yield kind, lambda data=DATA, size=50, token=None, m=mode, t=trailers: Upload(m, data, size, t, token)


def changes():
    """Name, what it catches, and the change, which is of the pieces."""

    def of(index, place, change):
        def made(upload):
            before = upload.chunks[index][place]
            upload.chunks[index][place] = change(before)
            return upload.chunks[index][place] != before

        return made

    def swap(upload):
        upload.chunks[0], upload.chunks[1] = upload.chunks[1], upload.chunks[0]

    for index, label in ((0, "first"), (1, "second"), (-2, "last")):
        yield f"{label}-data", "body", of(index, 2, lambda data: b"#" + data[1:])
        yield f"{label}-signature", "signature", of(index, 1, lambda text: text[:-1] + ("0" if text[-1:] != "0" else "1") if text else text)
        yield f"{label}-no-signature", "malformed", of(index, 1, lambda _: "")
        yield f"{label}-size-more", "malformed", of(index, 0, lambda size: f"{int(size, 16) + 1:x}")
        yield f"{label}-size-less", "malformed", of(index, 0, lambda size: f"{int(size, 16) - 1:x}")
        yield f"{label}-dropped", "body", lambda upload, i=index: upload.chunks.pop(i)
        yield f"{label}-repeated", "body", lambda upload, i=index: upload.chunks.insert(i, upload.chunks[i])
    for label, spelled in (("sign", "+"), ("prefix", "0x"), ("space", " "), ("minus", "-")):
        yield f"size-{label}", "malformed", of(0, 0, lambda size, s=spelled: s + size)
    yield "size-not-hex", "malformed", of(0, 0, lambda _: "zz")
    yield "size-empty", "malformed", of(0, 0, lambda _: "")
    yield "size-huge", "malformed", of(0, 0, lambda _: "f" * 40)
    yield "final-signature", "signature", of(-1, 1, lambda text: text[:-1] + ("0" if text[-1:] != "0" else "1") if text else text)
    yield "final-missing", "truncated", lambda upload: upload.chunks.pop()
    yield "swapped", "body", swap
    yield "empty-in-the-middle", "malformed", lambda upload: upload.chunks.insert(1, upload.chunks[-1])
    yield "trailer-changed", "body", lambda upload: bool(upload.trailers) and upload.trailers[0].__setitem__(1, "AAAAAA==")
    yield "trailer-renamed", "malformed", lambda upload: bool(upload.trailers) and upload.trailers[0].__setitem__(
        0, "x-amz-checksum-crc32c"
    )
    yield "trailer-missing", "malformed", lambda upload: bool(upload.trailers) and upload.trailers.pop()
    yield "trailer-twice", "malformed", lambda upload: bool(upload.trailers) and upload.trailers.append(upload.trailers[0])
    yield "trailer-not-announced", "malformed", lambda upload: upload.trailers.append(["x-amz-meta-late", "x"])
    yield "trailer-signature", "signature", lambda upload: upload.end and setattr(upload, "end", "0" * 64)
    yield "trailer-no-signature", "malformed", lambda upload: upload.end and setattr(upload, "end", None)


def damaged(body):
    yield "cut-in-half", "truncated", body[: len(body) // 2]
    yield "cut-last-byte", "truncated", body[:-1]
    yield "cut-last-line", "truncated", body[:-2]
    yield "cut-to-nothing", "truncated", b""
    yield "bytes-after", "malformed", body + b"more"
    yield "second-body-after", "malformed", body + body
    yield "no-carriage-returns", "malformed", body.replace(b"\r\n", b"\n")
    yield "not-chunked", "malformed", DATA


def cases():
    for kind, upload in uploads():
        for label, data, size in (("three", DATA, 50), ("one", DATA, 1000), ("bytes", DATA[:20], 1), ("empty", b"", 10)):
            made = upload(data, size)
            yield case(f"{kind}-{label}", f"{len(data)} bytes in chunks of {size}", made, made.body(), "valid")
        made = upload(token=TOKEN)
        yield case(f"{kind}-token", "Signed with a session token", made, made.body(), "valid")
        made = upload()
        made.chunks = [[size.upper(), *rest] for size, *rest in made.chunks]
        yield case(f"{kind}-upper-case-size", "Sizes in upper-case digits", made, made.body(), "open")
        for label, why, change in changes():
            made = upload()
            before = made.body()
            if change(made) is False or made.body() == before:
                continue
            reason = f"After signing: {label.replace('-', ' ')}"
            if label.endswith("no-signature") and made.mode == UNSIGNED_TRAILER:
                continue
            yield case(f"{kind}-{label}", reason, made, made.body(), "refuse", why)
        for label, why, body in damaged(upload().body()):
            yield case(f"{kind}-{label}", f"On the wire: {label.replace('-', ' ')}", upload(), body, "refuse", why)
        for label, length in (("one-more", len(DATA) + 1), ("one-less", len(DATA) - 1), ("not-a-number", "many")):
            made = Upload.__new__(Upload)
            good = upload()
            made.__dict__.update(good.__dict__)
            # Signed as such, so that only the count tells.
            headers = [[n, str(length) if n == "x-amz-decoded-content-length" else v] for n, v in made.asked["request"]["headers"]]
            made.asked = made.asked | {"request": made.asked["request"] | {"headers": headers}}
            made.previous = referee.authorized(made.asked)["signature"]
            made.chunks = [made.chunk(data) for _, _, data in good.chunks]
            made.end = made.trailer_signature() if made.mode == SIGNED_TRAILER else None
            yield case(f"{kind}-length-{label}", f"The decoded length is said to be {length}", made, made.body(), "refuse", "body")
