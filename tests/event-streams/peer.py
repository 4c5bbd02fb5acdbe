"""Signs event streams with AWS's package amazon-transcribe, or checks those that presign signed: see peers.rs.

The package has no verifier: what it reads in a frame it signs again, and the signature must be the one that was sent.
"""

import datetime
import sys

from amazon_transcribe.auth import Credentials
from amazon_transcribe.eventstream import EventSigner, EventStreamBuffer, EventStreamMessageSerializer

HEADERS = {":content-type": "application/octet-stream", ":event-type": "AudioEvent", ":message-type": "event"}
serializer = EventStreamMessageSerializer()


class Stream:
    def __init__(self, secret, region, service, previous):
        self.credentials = Credentials("AKIDEXAMPLE", secret, None)
        self.signer = EventSigner(service, region, lambda: self.now)
        self.previous = bytes.fromhex(previous)

    def sign(self, now, payload):
        self.now = now
        headers = self.signer.sign(payload, self.previous, self.credentials)
        self.previous = headers[":chunk-signature"]
        return headers

    def frame(self, milliseconds, payload):
        return serializer.serialize(self.sign(moment(int(milliseconds)), payload), payload).hex()

    def check(self, frame):
        signed = only(frame)
        assert sorted(signed.headers) == [":chunk-signature", ":date"], signed.headers
        headers = self.sign(moment(signed.headers[":date"]), signed.payload)
        assert headers[":chunk-signature"] == signed.headers[":chunk-signature"], "another signature"
        return only(signed.payload).payload.hex() if signed.payload else "end"


def moment(milliseconds):
    seconds, rest = divmod(milliseconds, 1000)
    # Half a millisecond more, since the package cuts a floating-point number off.
    rest = datetime.timedelta(milliseconds=rest, microseconds=500)
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc) + rest


def only(frame):
    """The one message in these bytes."""
    buffer = EventStreamBuffer()
    buffer.add_data(frame)
    [message] = buffer
    return message


for line in sys.stdin:
    match line.split():
        case ["stream", *parts]:
            stream = Stream(*parts)
        case ["message", milliseconds, *payload]:
            print(stream.frame(milliseconds, serializer.serialize(HEADERS, bytes.fromhex("".join(payload)))))
        case ["end", milliseconds]:
            print(stream.frame(milliseconds, b""))
        case ["frame", frame]:
            print(stream.check(bytes.fromhex(frame)))
