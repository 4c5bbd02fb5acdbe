//! How values cross: each field is its length, in four bytes with the lowest first, and so many bytes. The length
//! `0xFFFFFFFF` stands for a value that is absent. A result is text, a value on each line.

#![cfg_attr(feature = "explain", allow(dead_code, reason = "that module's arguments and results are JSON"))]

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{Display, Write as _};
use core::str::{self, FromStr};

use crate::failure::Failure;

const ABSENT: u32 = u32::MAX;

/// Arguments, read one after another.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next field, if it is not absent.
    pub(crate) fn bytes(&mut self) -> Result<Option<&'a [u8]>, Failure> {
        let (length, rest) = self.0.split_first_chunk().ok_or_else(broken)?;
        let length = u32::from_le_bytes(*length);
        if length == ABSENT {
            self.0 = rest;
            return Ok(None);
        }
        let (field, rest) =
            usize::try_from(length).ok().and_then(|length| rest.split_at_checked(length)).ok_or_else(broken)?;
        self.0 = rest;
        Ok(Some(field))
    }

    pub(crate) fn text(&mut self) -> Result<Option<&'a str>, Failure> {
        self.bytes()?.map(|bytes| str::from_utf8(bytes).map_err(|_| broken())).transpose()
    }

    /// The next field, which is there.
    pub(crate) fn required(&mut self) -> Result<&'a str, Failure> {
        self.text()?.ok_or_else(broken)
    }

    pub(crate) fn number<T: FromStr>(&mut self) -> Result<Option<T>, Failure> {
        self.text()?.map(|text| text.parse().map_err(|_| broken())).transpose()
    }

    /// All that is left, as names and values.
    pub(crate) fn pairs(&mut self) -> Result<Vec<(&'a str, &'a str)>, Failure> {
        let mut pairs = Vec::new();
        while !self.is_empty() {
            pairs.push((self.required()?, self.required()?));
        }
        Ok(pairs)
    }

    /// As many pairs as the next field says.
    pub(crate) fn counted_pairs(&mut self) -> Result<Vec<(&'a str, &'a str)>, Failure> {
        let count = self.number::<usize>()?.unwrap_or_default();
        let mut pairs = Vec::new();
        for _ in 0..count {
            pairs.push((self.required()?, self.required()?));
        }
        Ok(pairs)
    }
}

/// What only a fault of the glue can cause.
fn broken() -> Failure {
    Failure::new("invalid-argument", "the arguments of the call are broken")
}

/// Appends a line to a result. What signing returns has no line ends: they are refused, or percent-encoded.
pub(crate) fn push(out: &mut String, value: impl Display) {
    if !out.is_empty() {
        out.push('\n');
    }
    // Writing to a `String` cannot fail.
    let _ = write!(out, "{value}");
}
