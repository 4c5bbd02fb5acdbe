//! Lines of input as keys: one a line, or the listings that other programs print.

use std::borrow::Cow;

use crate::values;

/// How the lines of `--from` are read.
pub(crate) struct Lines<'a> {
    /// The bucket that addresses must name.
    pub(crate) bucket: &'a str,
    /// What precedes each name of a listing.
    pub(crate) prefix: &'a str,
    /// Whether the lines are those of `aws s3 ls` or `s5cmd ls`.
    pub(crate) is_listing: bool,
    /// What ends a line: a line feed, or NUL.
    pub(crate) end: u8,
}

const ADDRESS: &str = "s3://";
/// Tools print such lines where a listing has no object: folders, and the sums of `aws s3 ls --summarize`.
const NO_OBJECTS: [&str; 4] = ["PRE ", "DIR ", "Total Objects: ", "Total Size: "];
const NO_LISTING: &str = "it is no line of `aws s3 ls` or `s5cmd ls`, which begin with date, time and size in bytes";
const URL: &str = "it is a URL and no key: `presign url GET URL` signs one, and -0 takes any key";
/// The lines of folders as `aws s3 ls` and `s5cmd ls` print them.
const FOLDERS: [&str; 2] = ["                           PRE ", "                                  DIR "];
const LISTING: &str =
    "it is a line of a listing and no key: read it with --listing, or sign it with --bucket NAME --key KEY";

impl Lines<'_> {
    /// The key that a line stands for, `None` if it stands for none. The error is a sentence.
    pub(crate) fn key<'l>(&self, line: &'l [u8]) -> Result<Option<Cow<'l, str>>, Cow<'static, str>> {
        let line = std::str::from_utf8(line).map_err(|_| "the key is not UTF-8")?;
        // Editors leave empty lines at the end. A line of spaces is a key.
        if line.is_empty() {
            return Ok(None);
        }
        // After NUL come names of files, which are keys whatever they look like.
        if self.end == 0 {
            return Ok(Some(line.into()));
        }
        if let Some(address) = line.strip_prefix(ADDRESS) {
            return self.key_of_address(address).map(Some);
        }
        match (name(line), self.is_listing) {
            (None, false) if values::is_web_url(line) => Err(URL.into()),
            (None, false) if !FOLDERS.iter().any(|start| line.starts_with(start)) => Ok(Some(line.into())),
            (_, false) => Err(LISTING.into()),
            (Some(name), true) if is_unit(name) => {
                Err("its size has a unit, which may as well begin the key: list without --human-readable".into())
            }
            (Some(name), true) if self.prefix.is_empty() => Ok(Some(name.into())),
            (Some(name), true) => Ok(Some([self.prefix, name].concat().into())),
            (None, true) if NO_OBJECTS.iter().any(|start| line.trim_start().starts_with(start)) => Ok(None),
            (None, true) => Err(NO_LISTING.into()),
        }
    }

    /// The key in `BUCKET/KEY`.
    fn key_of_address<'l>(&self, address: &'l str) -> Result<Cow<'l, str>, Cow<'static, str>> {
        match address.split_once('/') {
            Some((bucket, key)) if bucket == self.bucket && !key.is_empty() => Ok(key.into()),
            Some((bucket, _)) if bucket == self.bucket => {
                Err("it is the address of the bucket, and not of an object".into())
            }
            None if address == self.bucket => Err("it is the address of the bucket, and not of an object".into()),
            _ => Err(format!("it is the address of an object in a different bucket from {}", self.bucket).into()),
        }
    }
}

/// The name in a line of `aws s3 ls`, `2015-08-30 12:36:00      12345 NAME`, or of `s5cmd ls`, which writes slashes in the
/// date and, from version 2.1 on, two spaces before the name.
fn name(line: &str) -> Option<&str> {
    let (time, rest) = line.split_at_checked("2015-08-30 12:36:00".len())?;
    let is_dashed = has_form(time, "0000-00-00 00:00:00");
    if !is_dashed && !has_form(time, "0000/00/00 00:00:00") {
        return None;
    }
    let rest = rest.strip_prefix(' ')?.trim_start_matches(' ');
    let size = rest.find(|c: char| !c.is_ascii_digit()).filter(|digits| *digits > 0)?;
    let name = rest[size..].strip_prefix(' ')?;
    let name = if is_dashed { name } else { name.strip_prefix(' ').unwrap_or(name) };
    Some(name).filter(|name| !name.is_empty())
}

/// Whether the string has a digit for each 0 of the form, and is the same otherwise.
fn has_form(text: &str, form: &str) -> bool {
    text.bytes().zip(form.bytes()).all(|(b, f)| if f == b'0' { b.is_ascii_digit() } else { b == f })
}

/// Whether a name begins as in a listing whose sizes have units: `1 Byte`, `16 Bytes`, `12 KiB`.
fn is_unit(name: &str) -> bool {
    let units = ["Byte", "Bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    name.split_once(' ').is_some_and(|(unit, _)| units.contains(&unit))
}
