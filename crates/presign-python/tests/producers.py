"""Arrow columns made by hand: right ones that no library makes, and malformed ones. Counts what is released."""

import ctypes
from collections.abc import Sequence

Pointer = ctypes.c_void_p


class Schema(ctypes.Structure):
    pass


class Array(ctypes.Structure):
    pass


class Stream(ctypes.Structure):
    pass


ReleaseSchema = ctypes.CFUNCTYPE(None, ctypes.POINTER(Schema))
ReleaseArray = ctypes.CFUNCTYPE(None, ctypes.POINTER(Array))
ReleaseStream = ctypes.CFUNCTYPE(None, ctypes.POINTER(Stream))
GetSchema = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Stream), ctypes.POINTER(Schema))
GetNext = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(Stream), ctypes.POINTER(Array))
GetLastError = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.POINTER(Stream))

Schema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", ctypes.c_char_p),
    ("flags", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("children", Pointer),
    ("dictionary", Pointer),
    ("release", ReleaseSchema),
    ("private_data", Pointer),
]
Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(Pointer)),
    ("children", Pointer),
    ("dictionary", Pointer),
    ("release", ReleaseArray),
    ("private_data", Pointer),
]
Stream._fields_ = [
    ("get_schema", GetSchema),
    ("get_next", GetNext),
    ("get_last_error", GetLastError),
    ("release", ReleaseStream),
    ("private_data", Pointer),
]

_new = ctypes.pythonapi.PyCapsule_New
_new.restype = ctypes.py_object
_new.argtypes = [Pointer, ctypes.c_char_p, Pointer]


def capsule(struct: ctypes.Structure, name: bytes) -> object:
    """A capsule without a destructor: what is not taken stays as it is."""
    return _new(ctypes.addressof(struct), name, None)


class Producer:
    """One array from raw buffers (bytes, or None for a null pointer). Each argument can be made wrong."""

    def __init__(
        self,
        format: bytes | None,
        buffers: Sequence[bytes | None] | None,
        length: int,
        *,
        offset: int = 0,
        n_buffers: int | None = None,
        dictionary: bool = False,
        is_released: bool = False,
    ) -> None:
        self.released: list[str] = []
        self.kept = [
            None if buffer is None else ctypes.create_string_buffer(buffer, len(buffer)) for buffer in buffers or ()
        ]
        addresses = (Pointer * len(self.kept))(*[None if b is None else ctypes.addressof(b) for b in self.kept])
        self.schema = Schema(format=format, name=b"", release=ReleaseSchema(self._release_schema))
        if dictionary:
            self.schema.dictionary = ctypes.addressof(self.schema)
        self.array = Array(
            length=length,
            null_count=-1,
            offset=offset,
            n_buffers=len(self.kept) if n_buffers is None else n_buffers,
            release=ReleaseArray() if is_released else ReleaseArray(self._release_array),
        )
        if buffers is not None:
            self.array.buffers = addresses
        self.addresses = addresses

    def _release_schema(self, schema: "ctypes._Pointer[Schema]") -> None:
        self.released.append("schema")
        schema.contents.release = ReleaseSchema()

    def _release_array(self, array: "ctypes._Pointer[Array]") -> None:
        self.released.append("array")
        array.contents.release = ReleaseArray()

    def __arrow_c_array__(self, requested_schema: object = None) -> tuple[object, object]:
        return capsule(self.schema, b"arrow_schema"), capsule(self.array, b"arrow_array")


class StreamProducer:
    """Several arrays, one after another; then, with `error`, a failure."""

    def __init__(self, chunks: Sequence[Producer], *, error: bytes | None = None, functions: bool = True) -> None:
        self.released: list[str] = []
        self.chunks = list(chunks)
        self.first = chunks[0]
        self.error = None if error is None else ctypes.create_string_buffer(error)
        self.stream = Stream(release=ReleaseStream(self._release))
        if functions:
            self.stream.get_schema = GetSchema(self._get_schema)
            self.stream.get_next = GetNext(self._get_next)
            self.stream.get_last_error = GetLastError(lambda _: ctypes.addressof(self.error) if self.error else None)

    def _get_schema(self, stream: "ctypes._Pointer[Stream]", schema: "ctypes._Pointer[Schema]") -> int:
        schema[0] = self.first.schema
        return 0

    def _get_next(self, stream: "ctypes._Pointer[Stream]", array: "ctypes._Pointer[Array]") -> int:
        if self.chunks:
            array[0] = self.chunks.pop(0).array
            return 0
        if self.error is not None:
            return 5
        array[0] = Array()
        return 0

    def _release(self, stream: "ctypes._Pointer[Stream]") -> None:
        self.released.append("stream")
        stream.contents.release = ReleaseStream()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return capsule(self.stream, b"arrow_array_stream")
