//! What a service asks of its signatures: every special case, in one table.

use crate::request::payload::{EMPTY_PAYLOAD, UNSIGNED_PAYLOAD};

/// How a service wants to be signed for.
///
/// [`Signer::new`](crate::Signer::new) takes the rules from the service's name and most callers never see them. Change
/// them only for a server that is known to differ, with [`Signer::with_rules`](crate::Signer::with_rules).
///
/// ```
/// use presign::Rules;
///
/// assert!(Rules::for_service("execute-api").encode_path_twice);
/// assert!(!Rules::for_service("s3").encode_path_twice);
/// ```
///
/// Source: AWS, "Create a signed AWS API request" (canonical URI, payload hash); the exceptions say their own.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "independent answers to independent questions")]
#[non_exhaustive]
pub struct Rules {
    /// Percent-encode the path, which is encoded already, once more in the canonical request.
    pub encode_path_twice: bool,
    /// Drop empty and `.` segments and resolve `..` in the canonical request's path. The URL keeps the path as it was.
    pub normalize_path: bool,
    /// Refuse `.` and `..` segments, because the path is a key and HTTP clients would change it.
    pub refuse_dot_segments: bool,
    /// The payload hash when the request names none.
    pub payload_hash: &'static str,
    /// When the payload hash is signed as the header `x-amz-content-sha256` too, which the client then must send.
    pub payload_header: PayloadHeader,
    /// The query parameter of the session token.
    pub session_token_parameter: &'static str,
    /// Whether the session token is signed, or appended to the signed URL.
    pub sign_session_token: bool,
    /// Whether the URL says `X-Amz-Expires`. Where it does not, the server has a lifetime of its own.
    pub send_expires: bool,
}

/// When the header `x-amz-content-sha256` is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PayloadHeader {
    /// The server hashes the body itself.
    Never,
    /// The server takes the rules' own payload hash for granted, and must be told of any other.
    UnlessDefault,
    /// The server must always be told.
    Always,
}

impl Rules {
    /// The rules of most services: normalise the path, encode it twice, hash the body.
    pub const STANDARD: Self = Self {
        encode_path_twice: true,
        normalize_path: true,
        refuse_dot_segments: false,
        payload_hash: EMPTY_PAYLOAD,
        payload_header: PayloadHeader::Never,
        session_token_parameter: "X-Amz-Security-Token",
        sign_session_token: true,
        send_expires: true,
    };

    /// The rules of S3 and its kin: the path is a key, signed as it is, and the body is not signed.
    ///
    /// Source: Amazon S3, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".
    pub const S3: Self = Self {
        encode_path_twice: false,
        normalize_path: false,
        refuse_dot_segments: true,
        payload_hash: UNSIGNED_PAYLOAD,
        payload_header: PayloadHeader::UnlessDefault,
        ..Self::STANDARD
    };

    /// The rules of the service with this name in the credential scope, such as `s3`, `sts` or `execute-api`.
    #[must_use]
    pub fn for_service(service: &str) -> Self {
        match service {
            "s3" | "s3-outposts" | "s3-object-lambda" => Self::S3,
            // S3 Express One Zone reads the token of CreateSession under a name of its own ("CreateSession", S3 API).
            // Credentials without a session go by the rules of S3.
            "s3express" => Self { session_token_parameter: "X-Amz-S3session-Token", ..Self::S3 },
            // AWS IoT Core's MQTT over WebSocket wants the token behind the signature and no expiry
            // ("MQTT over the WebSocket protocol", AWS IoT Core developer guide).
            "iotdevicegateway" | "iotdata" => Self { sign_session_token: false, send_expires: false, ..Self::STANDARD },
            // VPC Lattice takes no signed body, and wants that said in a header
            // ("SIGv4 authenticated requests for Amazon VPC Lattice").
            "vpc-lattice-svcs" => {
                Self { payload_hash: UNSIGNED_PAYLOAD, payload_header: PayloadHeader::Always, ..Self::STANDARD }
            }
            _ => Self::STANDARD,
        }
    }
}
