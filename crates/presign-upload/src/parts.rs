//! What S3 says of an upload in parts, and s3s-fs does not: the entity tags in the list of its parts, and where the object is.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http_body_util::BodyExt;
use hyper::header::{CONTENT_LENGTH, ETAG};
use hyper::{Method, StatusCode, Uri};
use roxmltree::Document;
use s3s::dto::{CompletedPart, ETag};
use s3s::{Body, HttpError, HttpResponse};

/// The entity tags of the parts that have arrived, by their uploads and numbers.
#[derive(Default)]
pub(crate) struct Parts(Mutex<HashMap<String, BTreeMap<u32, String>>>);

/// An answer about an upload: at most 10,000 parts of 200 bytes.
const MAX_ANSWER: usize = 4 << 20;

impl Parts {
    /// Completes an answer that the server has given. A request that was refused changes nothing.
    pub(crate) async fn complete(
        &self,
        method: &Method,
        uri: &Uri,
        endpoint: &str,
        response: HttpResponse,
    ) -> Result<HttpResponse, HttpError> {
        let query: HashMap<_, _> = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).collect();
        let Some(upload) = query.get("uploadId").filter(|_| response.status().is_success()) else {
            return Ok(response);
        };
        match *method {
            Method::PUT => {
                let Some(number) = query.get("partNumber").and_then(|number| number.parse().ok()) else {
                    return Ok(response);
                };
                let arrived = |tag: &str| {
                    self.lock().entry(upload.to_string()).or_default().insert(number, tag.into());
                };
                if let Some(tag) = response.headers().get(ETAG).and_then(|tag| tag.to_str().ok()) {
                    arrived(tag);
                    return Ok(response);
                }
                // Of a part that is copied the text says it.
                rewrite(response, |text| {
                    let document = Document::parse(text).ok()?;
                    arrived(document.descendants().find(|node| node.has_tag_name("ETag"))?.text()?);
                    None
                })
                .await
            }
            Method::GET => rewrite(response, |text| self.list(upload, text)).await,
            Method::POST => {
                self.lock().remove(upload.as_ref());
                rewrite(response, |text| Some(with_location(text, &format!("{endpoint}{}", uri.path())))).await
            }
            Method::DELETE => {
                self.lock().remove(upload.as_ref());
                Ok(response)
            }
            _ => Ok(response),
        }
    }

    /// Whether each of these has arrived. s3s-fs forgets the upload before it looks, and looks at no tag.
    pub(crate) fn have(&self, upload: &str, wanted: &[CompletedPart]) -> bool {
        let uploads = self.lock();
        wanted.iter().all(|part| {
            let number = part.part_number.and_then(|number| u32::try_from(number).ok()).unwrap_or_default();
            let arrived = uploads.get(upload).and_then(|tags| tags.get(&number));
            let tag = part.e_tag.as_ref().map(ETag::value);
            arrived.is_some_and(|arrived| tag.is_none_or(|tag| arrived.trim_matches('"') == tag))
        })
    }

    /// The list with entity tags, in the order of the numbers.
    fn list(&self, upload: &str, text: &str) -> Option<String> {
        let document = Document::parse(text).ok()?;
        let mut parts = BTreeMap::new();
        for part in document.root_element().children().filter(|child| child.has_tag_name("Part")) {
            let value = |name| part.children().find(|child| child.has_tag_name(name))?.text();
            parts.insert(value("PartNumber")?.parse::<u32>().ok()?, (value("LastModified")?, value("Size")?));
        }
        let uploads = self.lock();
        let tags = uploads.get(upload)?;
        let mut list = String::from(
            r#"<?xml version="1.0" encoding="UTF-8"?><ListPartsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">"#,
        );
        // A text can always be written to. None of the values has a character that XML would escape, except the tag's quotes.
        let _ = write!(list, "<UploadId>{upload}</UploadId><IsTruncated>false</IsTruncated>");
        for (number, (modified, size)) in parts {
            let tag = tags.get(&number)?.replace('"', "&quot;");
            let _ = write!(
                list,
                "<Part><PartNumber>{number}</PartNumber><LastModified>{modified}</LastModified><ETag>{tag}</ETag>\
                 <Size>{size}</Size></Part>"
            );
        }
        list.push_str("</ListPartsResult>");
        Some(list)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, BTreeMap<u32, String>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The path of a URL has no character that XML would escape, except `&` and `'`.
fn with_location(text: &str, url: &str) -> String {
    let url = url.replace('&', "&amp;");
    text.replacen("<Bucket>", &format!("<Location>{url}</Location><Bucket>"), 1)
}

/// Replaces the text of an answer, if there is another.
async fn rewrite(
    response: HttpResponse,
    other: impl FnOnce(&str) -> Option<String>,
) -> Result<HttpResponse, HttpError> {
    let (mut head, body) = response.into_parts();
    let limited = http_body_util::Limited::new(body, MAX_ANSWER).collect().await.map_err(HttpError::new)?;
    let bytes = limited.to_bytes();
    let text = std::str::from_utf8(&bytes).ok().and_then(other);
    head.headers.remove(CONTENT_LENGTH);
    debug_assert_eq!(head.status, StatusCode::OK);
    Ok(HttpResponse::from_parts(head, text.map_or_else(|| Body::from(bytes), Body::from)))
}
