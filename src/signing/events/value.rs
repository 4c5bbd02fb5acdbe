//! The headers of a message: names, and values of ten types.

use alloc::string::String;
use alloc::vec::Vec;
use core::str;

use crate::signing::events::frame::Malformed;

/// The value of a header of an [`EventMessage`](crate::EventMessage). Most are strings.
///
/// Source: Amazon Transcribe Developer Guide, "Setting up a streaming transcription" (event stream encoding).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventValue {
    /// `true` or `false`.
    Bool(bool),
    /// Eight bits.
    Byte(i8),
    /// 16 bits.
    Short(i16),
    /// 32 bits.
    Integer(i32),
    /// 64 bits.
    Long(i64),
    /// At most 32,767 bytes.
    Bytes(Vec<u8>),
    /// At most 32,767 bytes in UTF-8.
    String(String),
    /// Milliseconds since 1970-01-01T00:00:00Z.
    Timestamp(i64),
    /// The 16 bytes of a UUID, as it is written.
    Uuid([u8; 16]),
}

impl EventValue {
    /// Returns the string, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }
}

impl From<&str> for EventValue {
    fn from(text: &str) -> Self {
        Self::String(text.into())
    }
}

/// The longest value with a length of its own: readers in Java take the length for a signed number.
const MAX_VALUE: usize = 32_767;
/// The type of a value, as it is encoded.
const TRUE: u8 = 0;
const FALSE: u8 = 1;
const BYTE: u8 = 2;
const SHORT: u8 = 3;
const INTEGER: u8 = 4;
const LONG: u8 = 5;
pub(super) const BYTES: u8 = 6;
const STRING: u8 = 7;
pub(super) const TIMESTAMP: u8 = 8;
const UUID: u8 = 9;

/// Appends an encoded header.
pub(super) fn append(headers: &mut Vec<u8>, name: &str, value: &EventValue) -> Result<(), Malformed> {
    let length = u8::try_from(name.len()).ok().filter(|length| *length > 0);
    headers.push(length.ok_or("has a header whose name is empty or longer than 255 bytes")?);
    headers.extend_from_slice(name.as_bytes());
    match value {
        EventValue::Bool(true) => headers.push(TRUE),
        EventValue::Bool(false) => headers.push(FALSE),
        EventValue::Byte(number) => push(headers, BYTE, &number.to_be_bytes()),
        EventValue::Short(number) => push(headers, SHORT, &number.to_be_bytes()),
        EventValue::Integer(number) => push(headers, INTEGER, &number.to_be_bytes()),
        EventValue::Long(number) => push(headers, LONG, &number.to_be_bytes()),
        EventValue::Timestamp(milliseconds) => push(headers, TIMESTAMP, &milliseconds.to_be_bytes()),
        EventValue::Uuid(bytes) => push(headers, UUID, bytes),
        EventValue::Bytes(bytes) => return push_long(headers, BYTES, bytes),
        EventValue::String(text) => return push_long(headers, STRING, text.as_bytes()),
    }
    Ok(())
}

fn push(headers: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    headers.push(kind);
    headers.extend_from_slice(bytes);
}

/// Appends a value that has its length before it.
fn push_long(headers: &mut Vec<u8>, kind: u8, bytes: &[u8]) -> Result<(), Malformed> {
    let length = u16::try_from(bytes.len()).ok().filter(|_| bytes.len() <= MAX_VALUE);
    let length = length.ok_or("has a header whose value is longer than 32767 bytes")?;
    push(headers, kind, &length.to_be_bytes());
    headers.extend_from_slice(bytes);
    Ok(())
}

/// A header as it is encoded.
pub(crate) struct Encoded<'a> {
    pub(crate) name: &'a str,
    kind: u8,
    value: &'a [u8],
    /// All of its bytes.
    pub(crate) bytes: &'a [u8],
}

impl<'a> Encoded<'a> {
    /// Takes the next header off.
    pub(crate) fn take(headers: &mut &'a [u8]) -> Result<Self, Malformed> {
        let all = *headers;
        let [length] = take(headers)?;
        let name = take_slice(headers, usize::from(length)).and_then(|name| str::from_utf8(name).ok());
        let name =
            name.filter(|name| !name.is_empty()).ok_or("has a header whose name is empty, cut off or not UTF-8")?;
        let [kind] = take(headers)?;
        let length = match kind {
            TRUE | FALSE => 0,
            BYTE => 1,
            SHORT => 2,
            INTEGER => 4,
            LONG | TIMESTAMP => 8,
            UUID => 16,
            BYTES | STRING => usize::from(u16::from_be_bytes(take(headers)?)),
            _ => return Err("has a header of a type that does not exist"),
        };
        if length > MAX_VALUE {
            return Err("has a header whose value is longer than 32767 bytes");
        }
        let value = take_slice(headers, length).ok_or(CUT_OFF)?;
        Ok(Self { name, kind, value, bytes: &all[..all.len() - headers.len()] })
    }

    /// The milliseconds since 1970, if it is a time.
    pub(crate) fn milliseconds(&self) -> Option<i64> {
        let bytes = self.value.try_into().ok().filter(|_| self.kind == TIMESTAMP)?;
        Some(i64::from_be_bytes(bytes))
    }

    /// The bytes, if it is an array of so many.
    pub(crate) fn array<const N: usize>(&self) -> Option<[u8; N]> {
        self.value.try_into().ok().filter(|_| self.kind == BYTES)
    }

    pub(super) fn to_value(&self) -> Result<EventValue, Malformed> {
        let mut rest = self.value;
        Ok(match self.kind {
            TRUE => EventValue::Bool(true),
            FALSE => EventValue::Bool(false),
            BYTE => EventValue::Byte(i8::from_be_bytes(take(&mut rest)?)),
            SHORT => EventValue::Short(i16::from_be_bytes(take(&mut rest)?)),
            INTEGER => EventValue::Integer(i32::from_be_bytes(take(&mut rest)?)),
            LONG => EventValue::Long(i64::from_be_bytes(take(&mut rest)?)),
            TIMESTAMP => EventValue::Timestamp(i64::from_be_bytes(take(&mut rest)?)),
            UUID => EventValue::Uuid(take(&mut rest)?),
            BYTES => EventValue::Bytes(rest.into()),
            _ => EventValue::from(str::from_utf8(rest).map_err(|_| "has a header whose string is not UTF-8")?),
        })
    }
}

const CUT_OFF: Malformed = "has a header that is cut off";

fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], Malformed> {
    take_slice(bytes, N).and_then(|taken| taken.try_into().ok()).ok_or(CUT_OFF)
}

fn take_slice<'a>(bytes: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    Some(taken)
}
