//! How each service wants to be signed for: every special case, in one table.

use crate::error::{Error, Reason};
use crate::request::Request;
use crate::request::payload::{EMPTY_PAYLOAD, UNSIGNED_PAYLOAD};

/// How a service wants to be signed for.
///
/// [`Signer::new`](crate::Signer::new) chooses the rules by the name of the service, so most callers never need them.
/// Change them only for a server that is known to differ, with [`Signer::with_rules`](crate::Signer::with_rules).
///
/// ```
/// use presign::{Credentials, Rules, Signer};
///
/// assert_eq!(Rules::for_service("execute-api"), Rules::STANDARD);
/// assert_eq!(Rules::for_service("s3"), Rules::S3);
///
/// // A server that normalizes paths, although its requests are signed for S3.
/// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
/// let rules = Rules::S3.normalize_path(true).refuse_dot_segments(false);
/// let signer = Signer::new(credentials, "us-east-1", "s3")?.with_rules(rules);
/// # Ok::<(), presign::Error>(())
/// ```
///
/// Source: AWS, "Create a signed AWS API request" (canonical URI, payload hash); each exception names its own source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::struct_excessive_bools, reason = "independent answers to independent questions")]
#[non_exhaustive]
pub struct Rules {
    pub(crate) encode_path_twice: bool,
    pub(crate) normalize_path: bool,
    pub(crate) refuse_dot_segments: bool,
    pub(crate) refuse_repeated_parameters: bool,
    pub(crate) unsigned_headers: &'static [&'static str],
    pub(crate) payload_hash: &'static str,
    pub(crate) payload_header: PayloadHeader,
    pub(crate) session_token_parameter: &'static str,
    pub(crate) sign_session_token: bool,
    pub(crate) send_expires: bool,
}

/// When the header `x-amz-content-sha256` is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PayloadHeader {
    /// Never: the server computes the hash of the body itself.
    Never,
    /// When the hash is not [`Rules::payload_hash`], which the server assumes: where that is the hash of no body, every
    /// request with a body gets the header.
    UnlessDefault,
    /// Always.
    Always,
}

impl Rules {
    /// The rules of most services: the path is normalized and encoded twice, and the body is hashed.
    pub const STANDARD: Self = Self {
        encode_path_twice: true,
        normalize_path: true,
        refuse_dot_segments: false,
        refuse_repeated_parameters: false,
        unsigned_headers: &[],
        payload_hash: EMPTY_PAYLOAD,
        payload_header: PayloadHeader::Never,
        session_token_parameter: "X-Amz-Security-Token",
        sign_session_token: true,
        send_expires: true,
    };

    /// The rules of S3 and related services: the path is a key, signed as it is, and the body is not signed.
    ///
    /// Source: Amazon S3, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".
    pub const S3: Self = Self {
        encode_path_twice: false,
        normalize_path: false,
        refuse_dot_segments: true,
        refuse_repeated_parameters: true,
        payload_hash: UNSIGNED_PAYLOAD,
        payload_header: PayloadHeader::UnlessDefault,
        ..Self::STANDARD
    };

    /// The rules of a session with a directory bucket of S3 Express One Zone, which reads the token of CreateSession
    /// under a name of its own. The token of any other temporary credentials has the usual name there.
    ///
    /// Source: Amazon S3 API Reference, "CreateSession".
    pub(crate) const S3_SESSION: Self = Self { session_token_parameter: "X-Amz-S3session-Token", ..Self::S3 };

    /// The rules of MQTT over WebSocket on AWS IoT Core, which wants the session token after the signature of a URL.
    ///
    /// Source: AWS IoT Core developer guide, "Device communication protocols" (MQTT over the WebSocket protocol) and
    /// "IAM users, groups, and roles".
    pub(super) const IOT_MQTT: Self = Self { sign_session_token: false, ..Self::STANDARD };

    /// Returns the rules of the service with this name in the credential scope, such as `s3`, `sts` or `execute-api`.
    ///
    /// Two names stand for two protocols each, which a [`Signer`](crate::Signer) tells apart by the request:
    /// - `s3-outposts` gives the rules of S3, for objects and for S3 Control. Requests to the management API of S3 on
    ///   Outposts, whose paths begin with `/S3Outposts/`, are signed by [`Rules::STANDARD`].
    /// - `iotdata` gives [`Rules::STANDARD`], for the HTTPS API of AWS IoT Core. The first device SDK for Python signs
    ///   MQTT over WebSocket under this name too: with the scheme `wss` or `ws`, or the path `/mqtt`, the session token
    ///   is not signed.
    #[must_use]
    pub fn for_service(service: &str) -> Self {
        match service {
            "s3" | "s3express" | "s3-outposts" | "s3-object-lambda" => Self::S3,
            // The device SDKs send no expiry, and one would be ignored.
            "iotdevicegateway" => Self { send_expires: false, ..Self::IOT_MQTT },
            // VPC Lattice does not support signed bodies and requires a header that says so
            // ("SIGv4 authenticated requests for Amazon VPC Lattice").
            "vpc-lattice-svcs" => {
                Self { payload_hash: UNSIGNED_PAYLOAD, payload_header: PayloadHeader::Always, ..Self::STANDARD }
            }
            // OpenSearch Serverless requires the hash of the body in a signed header ("Signing HTTP requests with other
            // clients", Amazon OpenSearch Service developer guide), and no signed length: "If included, you'll get an
            // invalid signature error."
            "aoss" => {
                Self { payload_header: PayloadHeader::Always, unsigned_headers: &["content-length"], ..Self::STANDARD }
            }
            _ => Self::STANDARD,
        }
    }

    /// Whether the path, which is percent-encoded already, is encoded a second time in the canonical request.
    #[must_use]
    pub const fn encode_path_twice(mut self, encode_path_twice: bool) -> Self {
        self.encode_path_twice = encode_path_twice;
        self
    }

    /// Whether the path in the canonical request is normalized: empty and `.` segments are dropped, and `..` drops the
    /// segment before it. The path in the URL does not change.
    #[must_use]
    pub const fn normalize_path(mut self, normalize_path: bool) -> Self {
        self.normalize_path = normalize_path;
        self
    }

    /// Whether `.` and `..` segments are refused, because the path is a key and HTTP clients would change it.
    #[must_use]
    pub const fn refuse_dot_segments(mut self, refuse_dot_segments: bool) -> Self {
        self.refuse_dot_segments = refuse_dot_segments;
        self
    }

    /// Whether a query parameter of S3's operations that is repeated is refused, because each holds a single value.
    #[must_use]
    pub const fn refuse_repeated_parameters(mut self, refuse_repeated_parameters: bool) -> Self {
        self.refuse_repeated_parameters = refuse_repeated_parameters;
        self
    }

    /// The headers that the service does not accept in a signature, in lower case.
    /// [`Signer::sign_http`](crate::Signer::sign_http) leaves them out of it; anywhere else they are refused, and the
    /// client may send them unsigned.
    #[must_use]
    pub const fn unsigned_headers(mut self, unsigned_headers: &'static [&'static str]) -> Self {
        self.unsigned_headers = unsigned_headers;
        self
    }

    /// The payload hash of a request that names none.
    #[must_use]
    pub const fn payload_hash(mut self, payload_hash: &'static str) -> Self {
        self.payload_hash = payload_hash;
        self
    }

    /// When the payload hash is also signed as the header `x-amz-content-sha256`, which the client must then send.
    #[must_use]
    pub const fn payload_header(mut self, payload_header: PayloadHeader) -> Self {
        self.payload_header = payload_header;
        self
    }

    /// The name of the query parameter that holds the session token.
    #[must_use]
    pub const fn session_token_parameter(mut self, session_token_parameter: &'static str) -> Self {
        self.session_token_parameter = session_token_parameter;
        self
    }

    /// Whether the session token is signed. If not, it is appended to the signed URL. As a header it is signed for
    /// every service; only rules that are given with [`Signer::with_rules`](crate::Signer::with_rules) hold for both.
    #[must_use]
    pub const fn sign_session_token(mut self, sign_session_token: bool) -> Self {
        self.sign_session_token = sign_session_token;
        self
    }

    /// Whether the URL has the parameter `X-Amz-Expires`. If not, it is valid for five minutes, whatever expiry is
    /// asked for: within that time a signed request must reach AWS ("AWS Signature Version 4 for API requests").
    #[must_use]
    pub const fn send_expires(mut self, send_expires: bool) -> Self {
        self.send_expires = send_expires;
        self
    }

    /// Refuses the name of a service that has rules of its own, in another case: those rules would not be followed.
    pub(super) fn check_case(service: &str) -> Result<(), Error> {
        let is_other = |lower: &str| {
            lower != service
                && (Self::for_service(lower) != Self::STANDARD
                    || Self::for_received(lower, || "", "", || true).is_some())
        };
        if service.bytes().any(|b| b.is_ascii_uppercase()) && is_other(&service.to_ascii_lowercase()) {
            return Err(Error(Reason::ServiceInUpperCase(service.into())));
        }
        Ok(())
    }

    /// The rules of a request, where they are not those of its service.
    #[inline]
    pub(super) fn for_operation(service: &str, request: &Request<'_>) -> Option<&'static Self> {
        let address = &request.address;
        match service {
            "s3-outposts" => Self::of_outposts(address.host(), address.path()),
            // Browsers' libraries sign the URL with https:// and then write wss:// instead.
            "iotdata" => (address.as_str().starts_with("ws") || address.path() == "/mqtt").then_some(&Self::IOT_MQTT),
            _ => None,
        }
    }

    /// The rules of S3 Control on Outposts. botocore signs the five operations of the client `s3outposts` in this way.
    /// Objects have a host of their own.
    fn of_outposts(host: &str, path: &str) -> Option<&'static Self> {
        let is_management = path.starts_with("/S3Outposts/")
            && ["s3-outposts.", "s3-outposts-fips."].iter().any(|beginning| host.starts_with(beginning));
        is_management.then_some(&Self::STANDARD)
    }

    /// The rules of a request that was received, where they are not those of its service. Servers do not see the
    /// scheme: only MQTT has the session token after the signature.
    pub(crate) fn for_received<'h>(
        service: &str,
        host: impl FnOnce() -> &'h str,
        path: &str,
        token_is_last: impl FnOnce() -> bool,
    ) -> Option<&'static Self> {
        match service {
            "s3-outposts" => Self::of_outposts(&host().to_ascii_lowercase(), path),
            "iotdata" => token_is_last().then_some(&Self::IOT_MQTT),
            _ => None,
        }
    }
}
