//! The answers about many objects.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::s3::xml::document::{Document, Element, required};
use crate::s3::xml::{AnswerError, ServerError};
use crate::text::percent;
use crate::timestamp::Timestamp;

/// Holds a page of a list of objects: the answer to ListObjectsV2.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ObjectPage {
    /// The objects, in the order of the answer.
    pub objects: Vec<ListedObject>,
    /// What stands for all keys with the same beginning, decoded: the folders, where
    /// [`delimiter`](crate::s3::Operation::delimiter) was asked for.
    pub common_prefixes: Vec<String>,
    /// Where the next page begins, for [`continuation_token`](crate::s3::Operation::continuation_token); `None` on the
    /// last page.
    pub next_continuation_token: Option<String>,
}

/// Describes an object in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListedObject {
    /// The key, decoded.
    pub key: String,
    /// The size in bytes. Some servers leave it out for an object of 0 bytes.
    pub size: Option<u64>,
    /// The entity tag, with its quotation marks if the server writes them.
    pub entity_tag: Option<String>,
    /// When the object was written, in whole seconds. `None` for the dates before 1970 that stand for no date.
    pub last_modified: Option<Timestamp>,
    /// The storage class, such as `STANDARD`.
    pub storage_class: Option<String>,
}

impl ObjectPage {
    /// Reads the answer to ListObjectsV2.
    ///
    /// Keys come out decoded, whether or not they were asked for percent-encoded. Ask for that with
    /// [`encoding_type`](crate::s3::Operation::encoding_type) where a key may have a control character, which XML
    /// cannot hold. A server that says that it encodes, and does not, is recognized by any key on the page that no
    /// encoder writes, such as one with a space.
    ///
    /// ```
    /// use presign::s3::xml::ObjectPage;
    ///
    /// let answer = "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>\
    ///     <Contents><Key>a+b%2Bc.txt</Key><Size>5</Size></Contents></ListBucketResult>";
    /// let page = ObjectPage::parse(answer)?;
    /// assert_eq!((page.objects[0].key.as_str(), page.objects[0].size), ("a b+c.txt", Some(5)));
    /// assert_eq!(page.next_continuation_token, None);
    /// # Ok::<(), presign::s3::xml::AnswerError>(())
    /// ```
    ///
    /// # Errors
    /// As [`AnswerError`] says. A page that says that there is more, and not where it begins, is refused: the list
    /// would end too early.
    pub fn parse(answer: &str) -> Result<Self, AnswerError> {
        const TOKEN: &str = "NextContinuationToken";
        let document = Document::read(answer, &["ListBucket", "ListObjectsV2", "ListObjects"])?;
        let is_encoded = match document.text("EncodingType")? {
            None => false,
            // s3s-fs repeats what it was asked for, and encodes nothing.
            Some(encoding) if encoding.eq_ignore_ascii_case("url") => {
                let keys = document.all("Contents").map(|object| object.raw("Key"));
                let prefixes = document.all("CommonPrefixes").map(|prefix| prefix.raw("Prefix"));
                keys.chain(prefixes).all(|text| text.is_ok_and(|text| text.is_none_or(is_percent_encoded)))
            }
            Some(_) => return Err(AnswerError::Value { name: "EncodingType", expected: "url" }),
        };
        let next_continuation_token = if document.is_truncated()? {
            // White space counts: on Ceph the token is the last key.
            Some(required(TOKEN, document.raw(TOKEN)?)?.to_owned())
        } else {
            None
        };
        let prefix = |element: &Element| decoded("Prefix", required("Prefix", element.raw("Prefix")?)?, is_encoded);
        Ok(Self {
            objects: document
                .all("Contents")
                .map(|object| ListedObject::read(object, is_encoded))
                .collect::<Result<_, _>>()?,
            common_prefixes: document.all("CommonPrefixes").map(prefix).collect::<Result<_, _>>()?,
            next_continuation_token,
        })
    }
}

impl ListedObject {
    fn read(object: &Element, is_encoded: bool) -> Result<Self, AnswerError> {
        let text = |name| Ok::<_, AnswerError>(object.text(name)?.map(ToOwned::to_owned));
        Ok(Self {
            key: decoded("Key", required("Key", object.raw("Key")?)?, is_encoded)?,
            size: object.number("Size")?,
            entity_tag: text("ETag")?,
            last_modified: text("LastModified")?.and_then(|time| Timestamp::parse_rfc3339(&time).ok()),
            storage_class: text("StorageClass")?,
        })
    }
}

/// Whether an encoder may have written this: no text that it has to be decoded from is of another kind.
fn is_percent_encoded(text: &str) -> bool {
    let is_escape = |after: &str| after.len() >= 2 && after.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    text.bytes().all(|byte| byte.is_ascii_graphic()) && text.split('%').skip(1).all(is_escape)
}

/// A key or a prefix as it is. Amazon S3 and MinIO write a space as `+`, others as `%20`; all of them escape a plus
/// sign.
fn decoded(name: &'static str, text: &str, is_encoded: bool) -> Result<String, AnswerError> {
    if !is_encoded {
        return Ok(text.to_owned());
    }
    let bytes = percent::decode(&text.replace('+', " "));
    String::from_utf8(bytes).map_err(|_| AnswerError::Value { name, expected: "percent-encoded UTF-8" })
}

/// Describes an object that DeleteObjects did not delete.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FailedDeletion {
    /// The key, decoded; empty where the server does not say which.
    pub key: String,
    /// The version, if one was named.
    pub version_id: Option<String>,
    /// Why the server did not delete it.
    pub error: ServerError,
}

/// Reads the answer to DeleteObjects, and returns the objects that were not deleted. The status is 200 even if that is
/// all of them.
///
/// # Errors
/// As [`AnswerError`] says.
///
/// ```
/// use presign::s3::xml;
///
/// let answer = "<DeleteResult><Deleted><Key>a</Key></Deleted>\
///     <Error><Key>b</Key><Code>AccessDenied</Code><Message>Access Denied</Message></Error></DeleteResult>";
/// let failed = xml::read_failed_deletions(answer)?;
/// assert_eq!((failed[0].key.as_str(), failed[0].error.code()), ("b", "AccessDenied"));
/// # Ok::<(), xml::AnswerError>(())
/// ```
pub fn read_failed_deletions(answer: &str) -> Result<Vec<FailedDeletion>, AnswerError> {
    let document = Document::read(answer, &["Delete", "DeleteObjects"])?;
    let failed = document.all("Error").map(|error| {
        required("Code", error.text("Code")?)?;
        Ok(FailedDeletion {
            key: error.raw("Key")?.unwrap_or_default().to_owned(),
            version_id: error.text("VersionId")?.map(ToOwned::to_owned),
            error: ServerError { fields: error.fields.clone() },
        })
    });
    failed.collect()
}
