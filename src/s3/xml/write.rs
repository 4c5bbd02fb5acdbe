//! The bodies that are XML.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::error::{Error, Reason};
use crate::s3::limits::{self, MAX_PARTS};
use crate::s3::xml::UploadedPart;

/// The name space of S3's documents, which some servers insist on.
const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";
/// The most objects that one DeleteObjects deletes. Source: Amazon S3 API Reference, "DeleteObjects".
const MAX_KEYS: usize = 1000;

/// Returns the body of CompleteMultipartUpload: the parts of the object, in any order. The body has them in the order
/// of their numbers, as S3 demands.
///
/// # Errors
/// - `invalid-argument`: there are no parts, or two have the same number.
/// - `part-number-out-of-range`: a number is not 1 to 10,000.
/// - `empty-value`: an entity tag is empty, as where a browser was not allowed to read the header `etag`.
/// - `not-in-xml`: an entity tag has a character that XML cannot hold.
///
/// ```
/// use presign::s3::xml::{self, UploadedPart};
///
/// let body = xml::write_parts([UploadedPart::new(2, "\"b2\""), UploadedPart::new(1, "\"a1\"")])?;
/// assert_eq!(
///     body,
///     "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
///      <Part><PartNumber>1</PartNumber><ETag>&quot;a1&quot;</ETag></Part>\
///      <Part><PartNumber>2</PartNumber><ETag>&quot;b2&quot;</ETag></Part>\
///      </CompleteMultipartUpload>"
/// );
/// # Ok::<(), presign::Error>(())
/// ```
pub fn write_parts(parts: impl IntoIterator<Item = UploadedPart>) -> Result<String, Error> {
    let mut parts: Vec<_> = parts.into_iter().collect();
    parts.sort_by_key(|part| part.number);
    if parts.is_empty() {
        return Err(Error(Reason::InvalidArgument("an upload is completed with one part or more")));
    }
    if parts.windows(2).any(|pair| pair[0].number == pair[1].number) {
        return Err(Error(Reason::InvalidArgument("two parts of an upload have the same number")));
    }
    let mut body = format!("<CompleteMultipartUpload xmlns=\"{NAMESPACE}\">");
    for part in &parts {
        if !(1..=MAX_PARTS).contains(&part.number) {
            return Err(Error(Reason::PartNumber(part.number)));
        }
        if part.entity_tag.is_empty() {
            return Err(Error(Reason::EmptyValue("entity tag")));
        }
        body.extend(["<Part><PartNumber>", &part.number.to_string(), "</PartNumber><ETag>"]);
        push_text(&mut body, "entity tag", &part.entity_tag)?;
        body += "</ETag>";
        if let Some(checksum) = part.checksum {
            let (name, value) = (checksum.algorithm().to_string(), checksum.to_string());
            body.extend(["<Checksum", &name, ">", &value, "</Checksum", &name, ">"]);
        }
        body += "</Part>";
    }
    body += "</CompleteMultipartUpload>";
    Ok(body)
}

/// Returns the body of DeleteObjects: up to 1,000 keys, each with the version to delete, if it is one of several. The
/// server is asked to name only the objects that it does not delete, as
/// [`read_failed_deletions`](super::read_failed_deletions) expects them.
///
/// S3 requires a checksum of the body.
///
/// # Errors
/// - `invalid-argument`: there are no keys, or more than 1,000.
/// - `empty-key`, `key-too-long`: no object has the key.
/// - `empty-value`: a version id is empty.
/// - `not-in-xml`: a key or a version id has a character that XML cannot hold. Delete such an object by itself, with
///   [`delete_object`](crate::s3::Bucket::delete_object).
///
/// ```
/// use presign::s3::xml;
/// use presign::{Credentials, Timestamp, s3::Bucket};
///
/// let bucket = Bucket::new("examplebucket", "us-east-1")?;
/// let signer = bucket.signer(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"))?;
/// let body = xml::write_keys([("a & b.txt", None), ("c.txt", Some("L4kqtJlcpXroDTDmpUMLUo"))])?;
/// # #[cfg(feature = "checksums")]
/// let delete = bucket.delete_objects().checksum(presign::ChecksumAlgorithm::Crc32.of(&body)).body(&body);
/// # #[cfg(feature = "checksums")]
/// let request = delete.sign(&signer, Timestamp::parse("20150830T123600Z")?)?;
/// # Ok::<(), presign::Error>(())
/// ```
pub fn write_keys<'a>(objects: impl IntoIterator<Item = (&'a str, Option<&'a str>)>) -> Result<String, Error> {
    let mut body = format!("<Delete xmlns=\"{NAMESPACE}\"><Quiet>true</Quiet>");
    let mut count = 0;
    for (key, version_id) in objects {
        count += 1;
        if count > MAX_KEYS {
            return Err(Error(Reason::InvalidArgument("one DeleteObjects deletes at most 1000 objects")));
        }
        limits::check_key(key)?;
        body += "<Object><Key>";
        push_text(&mut body, "key", key)?;
        body += "</Key>";
        if let Some(version_id) = version_id {
            limits::check_parameter("versionId", version_id)?;
            body += "<VersionId>";
            push_text(&mut body, "version id", version_id)?;
            body += "</VersionId>";
        }
        body += "</Object>";
    }
    if count == 0 {
        return Err(Error(Reason::InvalidArgument("DeleteObjects deletes one object or more")));
    }
    body += "</Delete>";
    Ok(body)
}

/// Appends a text, escaped. White space other than spaces is escaped too, because readers of XML change line ends.
fn push_text(body: &mut String, what: &'static str, text: &str) -> Result<(), Error> {
    for character in text.chars() {
        match character {
            '&' => body.push_str("&amp;"),
            '<' => body.push_str("&lt;"),
            '>' => body.push_str("&gt;"),
            '"' => body.push_str("&quot;"),
            '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' => {
                body.extend(["&#", &u32::from(character).to_string(), ";"]);
            }
            // XML 1.0, "Characters".
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => return Err(Error(Reason::NotInXml { what, character })),
            _ => body.push(character),
        }
    }
    Ok(())
}
