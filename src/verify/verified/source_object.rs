//! The object that a request copies from.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::text::percent;
use crate::text::percent::decode;

/// The object that a request copies from, decoded: what `x-amz-copy-source` names.
///
/// Source: Amazon S3 API Reference, "CopyObject".
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SourceObject {
    /// The name of the bucket, or the ARN of the access point or Outpost.
    pub bucket: String,
    /// The key. It has no segment `.` or `..`, and may have empty ones and control characters.
    pub key: String,
    /// The version, if one is named.
    pub version_id: Option<String>,
}

impl SourceObject {
    /// Reads a value of the header, which is percent-encoded: `bucket/key`, with or without a slash before it, or the
    /// ARN of an access point with `/object/key`, and `?versionId=…` after either. The slash may be encoded too.
    ///
    /// The error completes a sentence that begins with "the copy source". Whatever two servers might read in two ways
    /// is refused, since one of them may be the gateway and the other the store.
    pub(in crate::verify) fn parse(value: &str) -> Result<Self, &'static str> {
        let is_escape = |(at, _)| percent::escape(&value.as_bytes()[at..]).is_some();
        if !value.match_indices('%').all(is_escape) {
            return Err("has a % that two hexadecimal digits do not follow");
        }
        if value.contains('+') {
            return Err("has a bare +, which some servers read as a space: it must be %2B or %20");
        }
        // The signature is over the value with each run of white space as one space.
        if value.contains('\t') || value.contains("  ") {
            return Err("has white space that the signature does not cover: it must be percent-encoded");
        }
        let (path, version) = value.split_once('?').map_or((value, None), |(path, query)| (path, Some(query)));
        let version_id = version.map(version_id).transpose()?;
        let path = text(path)?;
        let path = path.strip_prefix('/').unwrap_or(&path);
        let (bucket, key) = split(path).filter(|(bucket, key)| !bucket.is_empty() && !key.is_empty()).ok_or(SHAPE)?;
        if path.split('/').any(|segment| matches!(segment, "." | "..")) {
            return Err("has a segment . or .., which some servers resolve");
        }
        if key.contains("?versionId=") {
            return Err("has ?versionId= in its key, which some servers read as a version");
        }
        Ok(Self { bucket: bucket.to_owned(), key: key.to_owned(), version_id })
    }
}

const SHAPE: &str = "is not a bucket, a slash and a key";

fn text(encoded: &str) -> Result<String, &'static str> {
    String::from_utf8(decode(encoded)).map_err(|_| "is not UTF-8")
}

fn version_id(query: &str) -> Result<String, &'static str> {
    let id = query.strip_prefix("versionId=").filter(|id| !id.is_empty() && !id.contains(['&', '?', '=']));
    text(id.ok_or("has a query other than versionId")?)
}

/// The bucket and the key. An ARN has slashes of its own: `arn:…:accesspoint/name/object/key`,
/// `arn:…:outpost/id/object/key` or `arn:…:outpost/id/accesspoint/name/object/key`.
fn split(path: &str) -> Option<(&str, &str)> {
    if !path.starts_with("arn:") {
        return path.split_once('/');
    }
    let after_segment = |rest: &'_ str| rest.find('/').map(|at| at + 1);
    let mut end = 0;
    loop {
        // A kind and a name, which may be `object` as well.
        end += after_segment(&path[end..])?;
        end += after_segment(&path[end..])?;
        if let Some(key) = path[end..].strip_prefix("object/") {
            return Some((&path[..end - 1], key));
        }
        if !path[end..].starts_with("accesspoint/") {
            return None;
        }
    }
}
