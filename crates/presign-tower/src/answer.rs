//! Refusals as HTTP answers.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_TYPE};
use http::request::Parts;
use http::{HeaderName, HeaderValue, Method, Response, Version};
use http_body::{Body, Frame, SizeHint};
use presign::verify;

use crate::Refusal;

/// How refusals are written, so that the clients of a service show them: as [`verify::Refusal`] writes them, with the
/// codes of the service. The id of the request in them is that of its header `x-request-id`, which layers outside may
/// set; without it, it is empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Answers {
    /// The XML of S3, and to a request for another region the header `x-amz-bucket-region`.
    #[default]
    S3,
    /// The XML of services that are asked with `Action=…` in a query or a form: STS, IAM, SQS.
    Query,
    /// The JSON of DynamoDB, Lambda and others, and the header `x-amzn-errortype`.
    Json,
}

/// What an answer needs to know of its request.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    is_head: bool,
    /// HTTP/2 has no header `connection`.
    is_http1: bool,
    resource: String,
    id: String,
}

/// The header that servers give a request its id by: tower-http's `SetRequestIdLayer` does.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Where the region of a bucket is, to which SDKs then send the request again.
const BUCKET_REGION: HeaderName = HeaderName::from_static("x-amz-bucket-region");
/// Where services that speak JSON have their code once more.
const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");

impl Asked {
    pub(crate) fn new(parts: &Parts) -> Self {
        let id = parts.headers.get(REQUEST_ID).and_then(|id| id.to_str().ok());
        Self {
            is_head: parts.method == Method::HEAD,
            is_http1: parts.version < Version::HTTP_2,
            resource: parts.uri.path().to_string(),
            id: id.unwrap_or_default().to_string(),
        }
    }

    /// The whole answer. With `is_unread` the rest of the body will not be read, and whoever sends it must be told.
    pub(crate) fn answer<R>(&self, refusal: &Refusal, answers: Answers, is_unread: bool) -> Response<AnswerBody<R>> {
        let text = self.text(refusal, answers);
        let text = if self.is_head { Bytes::new() } else { Bytes::from(text) };
        let mut response = Response::new(AnswerBody::text(text));
        *response.status_mut() = refusal.status();
        let headers = response.headers_mut();
        let (content_type, more) = match answers {
            Answers::S3 => {
                let region = refusal.cause().and_then(verify::Refusal::region);
                ("application/xml", region.map(|region| (BUCKET_REGION, region)))
            }
            Answers::Query => ("text/xml", None),
            Answers::Json => {
                let code = refusal.cause().map_or(refusal.code(), |cause| cause.json_code());
                ("application/x-amz-json-1.0", Some((ERROR_TYPE, code)))
            }
        };
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        if let Some((name, value)) = more
            && let Ok(value) = HeaderValue::try_from(value)
        {
            headers.insert(name, value);
        }
        if self.is_http1 && is_unread {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    fn text(&self, refusal: &Refusal, answers: Answers) -> String {
        match (refusal.cause(), answers) {
            (Some(refusal), Answers::S3) => refusal.to_xml(&self.resource, &self.id),
            (Some(refusal), Answers::Query) => refusal.to_query_xml(&self.id),
            (Some(refusal), Answers::Json) => refusal.to_json(),
            (None, _) => self.own_text(refusal, answers),
        }
    }

    /// What the server itself refuses, in the same forms, with a code and a message of its own.
    fn own_text(&self, refusal: &Refusal, answers: Answers) -> String {
        let (code, message, id) = (refusal.code(), refusal.message(), xml(&self.id));
        match answers {
            Answers::S3 => format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>{}</Message>\
                 <Resource>{}</Resource><RequestId>{id}</RequestId></Error>",
                xml(code),
                xml(message),
                xml(&self.resource)
            ),
            Answers::Query => {
                let fault = if refusal.status().is_server_error() { "Receiver" } else { "Sender" };
                format!(
                    "<ErrorResponse><Error><Type>{fault}</Type><Code>{}</Code><Message>{}</Message></Error>\
                     <RequestId>{id}</RequestId></ErrorResponse>",
                    xml(code),
                    xml(message)
                )
            }
            Answers::Json => format!("{{\"__type\": \"{}\", \"message\": \"{}\"}}", json(code), json(message)),
        }
    }
}

/// The text as it is written in XML 1.0, which has no control characters besides white space.
fn xml(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => written.push_str("&amp;"),
            '<' => written.push_str("&lt;"),
            '>' => written.push_str("&gt;"),
            '\t' | '\n' | '\r' => written.extend(["&#", &u32::from(character).to_string(), ";"]),
            '\u{fffe}' | '\u{ffff}' => written.push('\u{fffd}'),
            character if u32::from(character) < 0x20 => written.push('\u{fffd}'),
            character => written.push(character),
        }
    }
    written
}

fn json(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '"' | '\\' => written.extend(['\\', character]),
            character if u32::from(character) < 0x20 => {
                written.extend(["\\u", &format!("{:04x}", u32::from(character))]);
            }
            character => written.push(character),
        }
    }
    written
}

pin_project_lite::pin_project! {
    /// The body of an answer: of the service's, or of a refusal.
    pub struct AnswerBody<R> {
        #[pin]
        inner: Option<R>,
        text: Option<Bytes>,
    }
}

impl<R> AnswerBody<R> {
    pub(crate) fn inner(inner: R) -> Self {
        Self { inner: Some(inner), text: None }
    }

    fn text(text: Bytes) -> Self {
        Self { inner: None, text: Some(text).filter(|text| !text.is_empty()) }
    }
}

impl<R: Body<Data: From<Bytes>>> Body for AnswerBody<R> {
    type Data = R::Data;
    type Error = R::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<R::Data>, R::Error>>> {
        let this = self.project();
        match this.inner.as_pin_mut() {
            Some(inner) => inner.poll_frame(context),
            None => Poll::Ready(this.text.take().map(|text| Ok(Frame::data(text.into())))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.as_ref().map_or(self.text.is_none(), Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let length = self.text.as_ref().map_or(0, Bytes::len) as u64;
        self.inner.as_ref().map_or_else(|| SizeHint::with_exact(length), Body::size_hint)
    }
}

impl<R> fmt::Debug for AnswerBody<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnswerBody").field("is_refusal", &self.inner.is_none()).finish_non_exhaustive()
    }
}
