//! The answers to a refused request, as S3 and other services of AWS write them.

use alloc::string::{String, ToString};

use crate::text::json;
use crate::verify::refusal::answer::malformed;
use crate::verify::refusal::fault::{Cause, Fault};
use crate::verify::refusal::malformed::Malformed;
use crate::verify::{Place, Refusal};

impl Refusal {
    /// Writes S3's answer: the document with `Code`, `Message`, `Resource` and `RequestId`, and where S3 has them
    /// `Region`, `RequestTime` and `ServerTime`.
    ///
    /// `resource` is what was asked for, such as the path, and `request_id` what the server's log calls the request.
    /// All texts are escaped, since names of headers and fields come from the client. The answer has the status
    /// [`status`](Self::status) with its [`reason`](Self::reason), and the header `content-type: application/xml`; to a
    /// request for another [`region`](Self::region) `x-amz-bucket-region` too, which SDKs follow; and `connection:
    /// close` if the body of the request was not read to its end. The answer to `HEAD` has the same headers and no
    /// document.
    ///
    /// ```
    /// use presign::verify::Refusal;
    ///
    /// let document = Refusal::UnsignedHeader("x-amz-acl".into()).to_xml("/photos/a&b.jpg", "4442587FB7D0A2F9");
    /// assert_eq!(
    ///     document,
    ///     "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code>\
    ///      <Message>the header x-amz-acl was sent but is not signed</Message>\
    ///      <Resource>/photos/a&amp;b.jpg</Resource><RequestId>4442587FB7D0A2F9</RequestId></Error>"
    /// );
    /// ```
    ///
    /// Source: Amazon S3 API Reference, "Error responses".
    #[must_use]
    pub fn to_xml(&self, resource: &str, request_id: &str) -> String {
        let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>");
        push_element(&mut text, "Code", self.code());
        push_element(&mut text, "Message", &self.to_string());
        if let Some(region) = self.region() {
            push_element(&mut text, "Region", region);
        }
        if let Self::TimeTooSkewed { date, now } = self {
            push_element(&mut text, "RequestTime", &date.to_string());
            push_element(&mut text, "ServerTime", &now.to_rfc3339());
        }
        push_element(&mut text, "Resource", resource);
        push_element(&mut text, "RequestId", request_id);
        text + "</Error>"
    }

    /// Writes the answer of services that are asked with `Action=…` in a query or a form, such as STS, IAM and EC2's
    /// kin. Their codes are others than S3's: `InvalidClientTokenId` for `InvalidAccessKeyId`, for example.
    ///
    /// The answer has the header `content-type: text/xml`, and [`status`](Self::status) and [`reason`](Self::reason) of
    /// S3's.
    ///
    /// Source: AWS Security Token Service API Reference, "Common Error Types"; Smithy, "AWS query protocol" (errors).
    #[must_use]
    pub fn to_query_xml(&self, request_id: &str) -> String {
        let mut text = String::from("<ErrorResponse><Error>");
        push_element(&mut text, "Type", if self.status() < 500 { "Sender" } else { "Receiver" });
        push_element(&mut text, "Code", self.service_codes()[0]);
        push_element(&mut text, "Message", &self.to_string());
        text.push_str("</Error>");
        push_element(&mut text, "RequestId", request_id);
        text + "</ErrorResponse>"
    }

    /// Writes the answer of services that speak JSON, such as DynamoDB and Lambda: `__type` and `message`.
    ///
    /// The answer has the headers `content-type: application/x-amz-json-1.0` and `x-amzn-errortype`, which is the same
    /// as [`json_code`](Self::json_code); status and reason are S3's.
    ///
    /// ```
    /// use presign::verify::Refusal;
    ///
    /// let document = Refusal::UnknownAccessKeyId.to_json();
    /// assert_eq!(document, r#"{"__type": "UnrecognizedClientException", "message": "the access key id is not known"}"#);
    /// ```
    ///
    /// Source: Smithy, "AWS JSON 1.0 protocol" (operation error serialization).
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = String::new();
        json::push_object(&mut text, [("__type", self.json_code()), ("message", &self.to_string())]);
        text
    }

    /// Returns the code that services have that speak JSON, such as `InvalidSignatureException`.
    ///
    /// Source: AWS Lambda API Reference and Amazon DynamoDB Developer Guide, "Common errors".
    #[must_use]
    pub fn json_code(&self) -> &'static str {
        self.service_codes()[1]
    }

    /// Returns a region that this server is in, if the request was signed for another: the value of the header
    /// `x-amz-bucket-region`.
    ///
    /// Source: Amazon S3 API Reference, "HeadBucket" (`x-amz-bucket-region`).
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        match self {
            Self::Region { expected, .. } => expected.split(" or ").next(),
            _ => None,
        }
    }

    /// The codes of services with the query protocol and with JSON, in this order.
    fn service_codes(&self) -> [&'static str; 2] {
        match self {
            Self::NotSigned => ["MissingAuthenticationToken", "MissingAuthenticationTokenException"],
            // These services have one code for a signature that is not valid now or here, and tell the rest in words.
            Self::Expired(_)
            | Self::NotYetValid(_)
            | Self::TimeTooSkewed { .. }
            | Self::Region { .. }
            | Self::Malformed(Fault(Cause::Malformed(Malformed::ScopeDate { .. } | Malformed::Service { .. }))) => {
                ["SignatureDoesNotMatch", "InvalidSignatureException"]
            }
            _ => match self.code() {
                "SignatureDoesNotMatch" => ["SignatureDoesNotMatch", "InvalidSignatureException"],
                "InvalidAccessKeyId" | "InvalidToken" => ["InvalidClientTokenId", "UnrecognizedClientException"],
                "ExpiredToken" => ["ExpiredToken", "ExpiredTokenException"],
                code if code == malformed(Place::Query) || code == malformed(Place::Authorization) => {
                    ["IncompleteSignature", "IncompleteSignatureException"]
                }
                "AccessDenied" => ["AccessDenied", "AccessDeniedException"],
                "InternalError" => ["InternalFailure", "InternalFailure"],
                _ => ["ValidationError", "ValidationException"],
            },
        }
    }
}

/// Appends an element with its text as XML 1.0 writes it, which has no control characters besides white space.
fn push_element(document: &mut String, name: &str, text: &str) {
    document.extend(["<", name, ">"]);
    for c in text.chars() {
        match c {
            '&' => document.push_str("&amp;"),
            '<' => document.push_str("&lt;"),
            '>' => document.push_str("&gt;"),
            '\t' | '\n' | '\r' => document.extend(["&#", &u32::from(c).to_string(), ";"]),
            '\0'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => document.push('\u{FFFD}'),
            c => document.push(c),
        }
    }
    document.extend(["</", name, ">"]);
}
