//! Arrow's C structs and the PyCapsules that carry them: columns from other libraries and to them, without a copy.
//!
//! The one file with unsafe code. What a producer says of its memory cannot be checked: as any consumer of this interface,
//! it trusts that buffers are as long as the lengths and offsets say, and refuses everything that contradicts itself.
//!
//! Source: Apache Arrow, "The Arrow C data interface", "The Arrow C stream interface", "The Arrow PyCapsule Interface",
//! "Arrow Columnar Format".
#![allow(unsafe_code, reason = "the C structs of another library are read through raw pointers")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::ptr;
use std::sync::Arc;

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

/// A column's flag: it may have nulls.
const NULLABLE: i64 = 2;
/// The bytes of a string view, and the longest string that is inside of it.
const VIEW: usize = 16;
const INLINE: usize = 12;

/// The type of a column.
#[repr(C)]
struct Schema {
    format: *const c_char,
    name: *const c_char,
    metadata: *const c_char,
    flags: i64,
    n_children: i64,
    children: *mut *mut Schema,
    dictionary: *mut Schema,
    release: Option<unsafe extern "C" fn(*mut Schema)>,
    private_data: *mut c_void,
}

/// A column, or a chunk of it.
#[repr(C)]
struct Array {
    length: i64,
    null_count: i64,
    offset: i64,
    n_buffers: i64,
    n_children: i64,
    buffers: *mut *const c_void,
    children: *mut *mut Array,
    dictionary: *mut Array,
    release: Option<unsafe extern "C" fn(*mut Array)>,
    private_data: *mut c_void,
}

/// The chunks of a column, one after another.
#[repr(C)]
struct Stream {
    get_schema: Option<unsafe extern "C" fn(*mut Stream, *mut Schema) -> c_int>,
    get_next: Option<unsafe extern "C" fn(*mut Stream, *mut Array) -> c_int>,
    get_last_error: Option<unsafe extern "C" fn(*mut Stream) -> *const c_char>,
    release: Option<unsafe extern "C" fn(*mut Stream)>,
    private_data: *mut c_void,
}

/// What the three structs have in common: who holds one calls `release` once, and then it is none.
macro_rules! owned {
    ($($name:ident in $capsule:literal;)*) => {$(
        impl $name {
            /// One that was released, which a producer fills.
            const fn released() -> Self {
                // SAFETY: zeros are null pointers, numbers, and functions that are not there.
                unsafe { std::mem::zeroed() }
            }

            /// Moves the struct out of its capsule, whose destructor then finds nothing to release.
            fn take(capsule: &Bound<'_, PyAny>) -> PyResult<Self> {
                let place = capsule.cast::<PyCapsule>()?.pointer_checked(Some($capsule))?.cast::<Self>();
                // SAFETY: the capsule's name says that the pointer is to this struct, which nobody else changes while
                // the interpreter is held.
                let taken = unsafe { ptr::replace(place.as_ptr(), Self::released()) };
                if taken.release.is_some() {
                    Ok(taken)
                } else {
                    Err(PyValueError::new_err("the Arrow column was used already: its capsule is empty"))
                }
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                if let Some(release) = self.release {
                    // SAFETY: the struct is held here alone, and was not released.
                    unsafe { release(self) }
                }
            }
        }

        // SAFETY: the interface lets any thread read and release what it was given.
        unsafe impl Send for $name {}
    )*};
}

owned! {
    Schema in c"arrow_schema";
    Array in c"arrow_array";
    Stream in c"arrow_array_stream";
}

/// How a column keeps its strings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// All are null.
    Null,
    /// Offsets of 32 bits.
    Utf8,
    /// Offsets of 64 bits.
    LargeUtf8,
    /// Pointers to several buffers.
    Utf8View,
}

impl Schema {
    fn layout(&self) -> PyResult<Layout> {
        if !self.dictionary.is_null() {
            return Err(PyTypeError::new_err("the column is dictionary-encoded: cast it to strings first"));
        }
        if self.format.is_null() {
            return Err(PyValueError::new_err("the Arrow column has no type"));
        }
        // SAFETY: a string with a zero at its end, which lives as long as the schema.
        match unsafe { CStr::from_ptr(self.format) }.to_bytes() {
            b"n" => Ok(Layout::Null),
            b"u" => Ok(Layout::Utf8),
            b"U" => Ok(Layout::LargeUtf8),
            b"vu" => Ok(Layout::Utf8View),
            b"+s" => Err(PyTypeError::new_err("that is a table: give its column with the keys")),
            other => Err(PyTypeError::new_err(format!(
                "the column is not one of strings: its Arrow format is {}",
                other.escape_ascii()
            ))),
        }
    }
}

/// A chunk of strings in another library's memory.
pub(crate) struct Strings {
    array: Array,
    layout: Layout,
    length: usize,
    offset: usize,
}

// SAFETY: it is read, and nothing in it changes until it is released.
unsafe impl Sync for Strings {}

impl Strings {
    fn new(array: Array, layout: Layout) -> PyResult<Self> {
        let malformed = |what: &str| Err(PyValueError::new_err(format!("the Arrow column is malformed: {what}")));
        let (Ok(length), Ok(offset)) = (usize::try_from(array.length), usize::try_from(array.offset)) else {
            return malformed("its length or its offset is negative");
        };
        // The place of the last view must be one in memory.
        if length.checked_add(offset).and_then(|end| end.checked_add(1)?.checked_mul(VIEW)).is_none() {
            return malformed("its length is larger than any memory");
        }
        let buffers_fit = match layout {
            Layout::Null => true,
            Layout::Utf8 | Layout::LargeUtf8 => array.n_buffers == 3,
            Layout::Utf8View => array.n_buffers >= 3,
        };
        if !buffers_fit || (layout != Layout::Null && array.buffers.is_null()) {
            return malformed("its buffers are not those of its type");
        }
        let strings = Self { array, layout, length, offset };
        if layout != Layout::Null && length > 0 && strings.buffer(1).is_null() {
            return malformed("it has a length and no strings");
        }
        Ok(strings)
    }

    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// The string at an index that is less than the length, and nothing where it is null.
    pub(crate) fn get(&self, index: usize) -> Result<Option<&str>, &'static str> {
        assert!(index < self.length, "the caller counts to the length");
        let index = self.offset + index;
        if self.layout == Layout::Null || !self.is_valid(index) {
            return Ok(None);
        }
        let bytes = match self.layout {
            Layout::Utf8 => {
                // SAFETY: there is an offset more than there are strings.
                let [start, end] = unsafe { self.read::<[i32; 2]>(1, index * size_of::<i32>()) };
                self.slice(2, start.into(), end.into())?
            }
            Layout::LargeUtf8 => {
                // SAFETY: as above.
                let [start, end] = unsafe { self.read::<[i64; 2]>(1, index * size_of::<i64>()) };
                self.slice(2, start, end)?
            }
            Layout::Utf8View | Layout::Null => self.viewed(index)?,
        };
        str::from_utf8(bytes).map(Some).map_err(|_| "the string is not UTF-8")
    }

    fn is_valid(&self, index: usize) -> bool {
        // SAFETY: the bitmap, where there is one, has a bit for each string.
        self.buffer(0).is_null() || unsafe { self.read::<u8>(0, index / 8) } >> (index % 8) & 1 == 1
    }

    /// A string that is inside of its view, or where the view says.
    fn viewed(&self, index: usize) -> Result<&[u8], &'static str> {
        // SAFETY: there is a view for each string.
        let [length, _, buffer, start] = unsafe { self.read::<[i32; 4]>(1, index * VIEW) };
        let length = usize::try_from(length).map_err(|_| "the string has a negative length")?;
        if length <= INLINE {
            // SAFETY: the string is in the view, after its length.
            return Ok(unsafe { std::slice::from_raw_parts(self.buffer(1).add(index * VIEW + 4), length) });
        }
        let buffers = usize::try_from(self.array.n_buffers - 3).unwrap_or_default();
        let buffer =
            usize::try_from(buffer).ok().filter(|buffer| *buffer < buffers).ok_or("the string has no buffer")?;
        if self.buffer(buffers + 2).is_null() {
            return Err("the lengths of the buffers are missing");
        }
        // SAFETY: the last buffer has the lengths of those between it and the views.
        let size = unsafe { self.read::<i64>(buffers + 2, buffer * size_of::<i64>()) };
        let end = i64::from(start) + i64::try_from(length).unwrap_or(i64::MAX);
        if end > size { Err("the string ends after its buffer") } else { self.slice(buffer + 2, start.into(), end) }
    }

    fn slice(&self, buffer: usize, start: i64, end: i64) -> Result<&[u8], &'static str> {
        let (Ok(start), Ok(end)) = (usize::try_from(start), usize::try_from(end)) else {
            return Err("the string has a negative offset");
        };
        let length = end.checked_sub(start).ok_or("the string ends before it begins")?;
        let data = self.buffer(buffer);
        match length {
            0 => Ok(&[]),
            _ if data.is_null() => Err("the string has no buffer"),
            // SAFETY: the offsets are within the buffer, which lives as long as the array. Nobody changes it.
            _ => Ok(unsafe { std::slice::from_raw_parts(data.add(start), length) }),
        }
    }

    /// A buffer's address. The index is less than the number of buffers.
    fn buffer(&self, index: usize) -> *const u8 {
        // SAFETY: `new` has seen that there are so many.
        unsafe { self.array.buffers.add(index).read() }.cast()
    }

    /// What a buffer, which is not null, has at a place. Producers need not align their buffers.
    unsafe fn read<T: Copy>(&self, buffer: usize, at: usize) -> T {
        // SAFETY: the caller knows that the buffer reaches so far.
        unsafe { self.buffer(buffer).add(at).cast::<T>().read_unaligned() }
    }
}

/// Takes the chunks of what has `__arrow_c_array__` or `__arrow_c_stream__`, and their layout: for a stream, whose chunks
/// have no number that is known, the one with the large offsets.
pub(crate) fn import(keys: &Bound<'_, PyAny>) -> PyResult<(Vec<Strings>, Layout)> {
    if keys.hasattr("__arrow_c_array__")? {
        let pair = keys.call_method0("__arrow_c_array__")?;
        let (schema, array) = pair.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()?;
        let layout = Schema::take(&schema)?.layout()?;
        return Ok((vec![Strings::new(Array::take(&array)?, layout)?], layout));
    }
    if keys.hasattr("__arrow_c_stream__")? {
        let mut stream = Stream::take(&keys.call_method0("__arrow_c_stream__")?)?;
        // Others may need the interpreter to get on: it is let go.
        return keys.py().detach(|| stream.read_all()).map(|chunks| (chunks, Layout::LargeUtf8));
    }
    Err(PyTypeError::new_err(
        "the keys are not an Arrow column: they have neither __arrow_c_array__ nor __arrow_c_stream__",
    ))
}

impl Stream {
    fn read_all(&mut self) -> PyResult<Vec<Strings>> {
        let (Some(get_schema), Some(get_next)) = (self.get_schema, self.get_next) else {
            return Err(PyValueError::new_err("the Arrow stream is malformed: it has no functions"));
        };
        let mut schema = Schema::released();
        // SAFETY: the stream was not released, and the schema is free to be filled.
        let status = unsafe { get_schema(self, &raw mut schema) };
        self.check(status)?;
        let layout = schema.layout()?;
        let mut chunks = Vec::new();
        loop {
            let mut array = Array::released();
            // SAFETY: as above.
            let status = unsafe { get_next(self, &raw mut array) };
            self.check(status)?;
            if array.release.is_none() {
                return Ok(chunks);
            }
            chunks.push(Strings::new(array, layout)?);
        }
    }

    fn check(&mut self, status: c_int) -> PyResult<()> {
        if status == 0 {
            return Ok(());
        }
        // SAFETY: the last call failed, which is when this may be asked for.
        let sentence = self.get_last_error.map_or(ptr::null(), |get| unsafe { get(self) });
        if sentence.is_null() {
            return Err(PyValueError::new_err(format!("the Arrow stream failed with error {status}")));
        }
        // SAFETY: a string with a zero at its end, until the stream's next call.
        let sentence = unsafe { CStr::from_ptr(sentence) }.to_string_lossy();
        Err(PyValueError::new_err(format!("the Arrow stream failed: {sentence}")))
    }
}

/// The buffers of a column of strings.
pub(crate) struct Buffers {
    pub(crate) length: usize,
    pub(crate) null_count: usize,
    /// A bit for each string, where there are nulls.
    pub(crate) validity: Option<Vec<u8>>,
    pub(crate) offsets: Offsets,
    pub(crate) data: String,
}

/// Where each string begins, and where the last one ends.
pub(crate) enum Offsets {
    Utf8(Vec<i32>),
    LargeUtf8(Vec<i64>),
}

/// What an exported array keeps alive.
struct Exported {
    _buffers: Arc<Buffers>,
    addresses: [*const c_void; 3],
}

/// Returns the capsules of `__arrow_c_array__`. The buffers are shared with whoever takes them.
pub(crate) fn export<'py>(
    py: Python<'py>,
    buffers: &Arc<Buffers>,
) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
    let (format, offsets) = match &buffers.offsets {
        Offsets::Utf8(offsets) => (c"u", offsets.as_ptr().cast()),
        Offsets::LargeUtf8(offsets) => (c"U", offsets.as_ptr().cast()),
    };
    let validity = buffers.validity.as_ref().map_or(ptr::null(), |bits| bits.as_ptr().cast());
    let addresses = [validity, offsets, buffers.data.as_ptr().cast()];
    let schema = Schema {
        format: format.as_ptr(),
        name: c"".as_ptr(),
        flags: NULLABLE,
        release: Some(release_schema),
        ..Schema::released()
    };
    let exported = Box::into_raw(Box::new(Exported { _buffers: Arc::clone(buffers), addresses }));
    let array = Array {
        length: i64::try_from(buffers.length)?,
        null_count: i64::try_from(buffers.null_count)?,
        n_buffers: 3,
        // SAFETY: the box was made above, and `release_array` frees it.
        buffers: unsafe { &raw mut (*exported).addresses }.cast(),
        release: Some(release_array),
        private_data: exported.cast(),
        ..Array::released()
    };
    Ok((PyCapsule::new_with_value(py, schema, c"arrow_schema")?, PyCapsule::new_with_value(py, array, c"arrow_array")?))
}

/// Nothing was allocated for a schema.
unsafe extern "C" fn release_schema(schema: *mut Schema) {
    // SAFETY: the holder gives the struct that it has.
    unsafe { (*schema).release = None }
}

unsafe extern "C" fn release_array(array: *mut Array) {
    // SAFETY: the holder gives the struct that it has, once, and its private data is the box that `export` made.
    unsafe {
        (*array).release = None;
        drop(Box::from_raw((*array).private_data.cast::<Exported>()));
    }
}
