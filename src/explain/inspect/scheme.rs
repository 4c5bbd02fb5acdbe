//! How a URL is signed.

use alloc::string::String;

use base64ct::{Base64, Encoding};

use crate::explain::inspect::url::Url;
use crate::timestamp::Timestamp;

/// How a URL is signed: by AWS's request signing, or in one of the other ways that look alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::explain) enum SignatureVersion {
    /// Signature Version 2, with `AWSAccessKeyId`, `Expires` and `Signature` in the query.
    V2,
    /// Signature Version 4.
    V4,
    /// SigV4a, the asymmetric signature for several regions.
    V4a,
    /// Amazon CloudFront's signed URLs.
    CloudFront,
    /// Google Cloud Storage, V4 signing process with `X-Goog-` parameters.
    GoogleV4,
    /// Google Cloud Storage, V2 signing process.
    GoogleV2,
    /// Azure Storage's shared access signatures.
    Azure,
    /// Alibaba Cloud OSS, Signature Version 4.
    AlibabaV4,
    /// Alibaba Cloud OSS, Signature Version 1.
    AlibabaV1,
    /// Tencent Cloud COS.
    Tencent,
    /// Huawei Cloud OBS.
    Huawei,
    /// Volcengine TOS.
    Volcengine,
}

/// A way of signing, seen from its URLs.
pub(super) struct Scheme {
    pub(super) version: SignatureVersion,
    pub(super) name: &'static str,
    /// The parameters that all of its URLs have.
    has: &'static [&'static str],
    /// The parameter that begins with the signer's id.
    id: &'static str,
    expiry: Expiry,
}

/// Where a URL says how long it is valid.
#[derive(Clone, Copy)]
enum Expiry {
    /// Seconds since 1970.
    At(&'static str),
    /// Seconds since 1970; without them, in a custom policy of CloudFront.
    AtOrIn(&'static str, &'static str),
    /// Seconds since 1970, of the start and of the end.
    Between(&'static str),
    /// In ISO 8601.
    AtDate(&'static str),
    /// A date, and seconds from then on.
    From(&'static str, &'static str),
}

/// Those that are not AWS's request signing come after it, since a URL of AWS may have a parameter with any name.
/// Source: Amazon CloudFront, "Use signed URLs"; Google Cloud Storage, "Signed URLs"; Azure Storage, "Create a service
/// SAS"; Alibaba Cloud OSS, "Include signatures in URLs"; Tencent Cloud COS, "Request signature"; Huawei Cloud OBS,
/// "Authentication of signature in a URL"; Volcengine TOS, "Signature in a URL".
const SCHEMES: [Scheme; 12] = [
    Scheme {
        version: SignatureVersion::V4,
        name: "Signature Version 4",
        has: &["X-Amz-Algorithm"],
        id: "X-Amz-Credential",
        expiry: Expiry::From("X-Amz-Date", "X-Amz-Expires"),
    },
    Scheme {
        version: SignatureVersion::V4a,
        name: "SigV4a",
        has: &["X-Amz-Region-Set", "X-Amz-Signature"],
        id: "X-Amz-Credential",
        expiry: Expiry::From("X-Amz-Date", "X-Amz-Expires"),
    },
    Scheme {
        version: SignatureVersion::V2,
        name: "Signature Version 2",
        has: &["AWSAccessKeyId", "Signature"],
        id: "AWSAccessKeyId",
        expiry: Expiry::At("Expires"),
    },
    Scheme {
        version: SignatureVersion::CloudFront,
        name: "CloudFront's signed URLs",
        has: &["Key-Pair-Id", "Signature"],
        id: "Key-Pair-Id",
        expiry: Expiry::AtOrIn("Expires", "Policy"),
    },
    Scheme {
        version: SignatureVersion::GoogleV4,
        name: "Google Cloud Storage's signed URLs (V4)",
        has: &["X-Goog-Credential", "X-Goog-Signature"],
        id: "X-Goog-Credential",
        expiry: Expiry::From("X-Goog-Date", "X-Goog-Expires"),
    },
    Scheme {
        version: SignatureVersion::GoogleV2,
        name: "Google Cloud Storage's signed URLs (V2)",
        has: &["GoogleAccessId", "Signature"],
        id: "GoogleAccessId",
        expiry: Expiry::At("Expires"),
    },
    Scheme {
        version: SignatureVersion::Azure,
        name: "Azure Storage's shared access signatures",
        has: &["sig", "sv"],
        id: "",
        expiry: Expiry::AtDate("se"),
    },
    Scheme {
        version: SignatureVersion::AlibabaV4,
        name: "Alibaba Cloud OSS (V4)",
        has: &["x-oss-credential", "x-oss-signature"],
        id: "x-oss-credential",
        expiry: Expiry::From("x-oss-date", "x-oss-expires"),
    },
    Scheme {
        version: SignatureVersion::AlibabaV1,
        name: "Alibaba Cloud OSS (V1)",
        has: &["OSSAccessKeyId", "Signature"],
        id: "OSSAccessKeyId",
        expiry: Expiry::At("Expires"),
    },
    Scheme {
        version: SignatureVersion::Tencent,
        name: "Tencent Cloud COS",
        has: &["q-sign-algorithm", "q-signature"],
        id: "q-ak",
        expiry: Expiry::Between("q-sign-time"),
    },
    Scheme {
        version: SignatureVersion::Huawei,
        name: "Huawei Cloud OBS",
        has: &["AccessKeyId", "Signature"],
        id: "AccessKeyId",
        expiry: Expiry::At("Expires"),
    },
    Scheme {
        version: SignatureVersion::Volcengine,
        name: "Volcengine TOS",
        has: &["X-Tos-Credential", "X-Tos-Signature"],
        id: "X-Tos-Credential",
        expiry: Expiry::From("X-Tos-Date", "X-Tos-Expires"),
    },
];

/// The way in which a URL is signed, if it is.
pub(super) fn of(url: &Url<'_>) -> Option<&'static Scheme> {
    let named = |version| SCHEMES.iter().find(|scheme| scheme.version == version);
    if url.parameter("X-Amz-Algorithm").is_some_and(|algorithm| algorithm.starts_with("AWS4-ECDSA-")) {
        return named(SignatureVersion::V4a);
    }
    // One of them is enough: another was lost.
    if ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature"].iter().any(|name| url.parameter(name).is_some()) {
        return named(SignatureVersion::V4);
    }
    SCHEMES.iter().find(|scheme| scheme.has.iter().all(|name| url.parameter(name).is_some()))
}

impl Scheme {
    /// Whether it is not AWS request signing, so that only its expiry is known here.
    pub(super) fn is_foreign(&self) -> bool {
        !matches!(self.version, SignatureVersion::V2 | SignatureVersion::V4 | SignatureVersion::V4a)
    }

    /// The signer's id, up to the scope.
    pub(super) fn id<'a>(&self, url: &'a Url<'_>) -> Option<&'a str> {
        let id = url.parameter(self.id)?.split('/').next()?;
        (!id.is_empty()).then_some(id)
    }

    /// When the URL was signed, and when it expires.
    pub(super) fn times(&self, url: &Url<'_>) -> (Option<Timestamp>, Option<Timestamp>) {
        let since_1970 = |text: &str| Timestamp::from_unix_seconds(text.parse().ok()?).ok();
        match self.expiry {
            Expiry::At(name) => (None, url.parameter(name).and_then(since_1970)),
            Expiry::AtOrIn(name, policy) => {
                let in_policy = || policy_end(url.parameter(policy)?);
                (None, url.parameter(name).and_then(since_1970).or_else(in_policy))
            }
            Expiry::Between(name) => {
                let times = url.parameter(name).and_then(|times| times.split_once(';'));
                let [start, end] = [times.map(|(start, _)| start), times.map(|(_, end)| end)];
                (start.and_then(since_1970), end.and_then(since_1970))
            }
            Expiry::AtDate(name) => (None, url.parameter(name).and_then(|text| Timestamp::parse_rfc3339(text).ok())),
            Expiry::From(date, seconds) => {
                let start = url.parameter(date).and_then(|date| Timestamp::parse(date).ok());
                let seconds = url.parameter(seconds).and_then(|seconds| seconds.parse().ok());
                (start, start.zip(seconds).map(|(start, seconds)| start.plus(seconds)))
            }
        }
    }

    /// A time in milliseconds where seconds belong.
    pub(super) fn milliseconds<'a>(&self, url: &'a Url<'_>) -> Option<&'a str> {
        let (Expiry::At(name) | Expiry::AtOrIn(name, _)) = self.expiry else { return None };
        // As seconds, these would be thousands of years.
        url.parameter(name).filter(|text| text.parse::<u64>().is_ok_and(|time| time > 100_000_000_000))
    }
}

/// The end in a custom policy of CloudFront: base64 with `-`, `_` and `~` for `+`, `=` and `/`, of a document such as
/// `{"Statement":[{"Resource":"…","Condition":{"DateLessThan":{"AWS:EpochTime":1440938400}}}]}`.
/// Source: Amazon CloudFront, "Create a signed URL using a custom policy".
fn policy_end(policy: &str) -> Option<Timestamp> {
    let base64 = policy.replace('-', "+").replace('_', "=").replace('~', "/");
    let document = String::from_utf8(Base64::decode_vec(&base64).ok()?).ok()?;
    let (_, end) = document.split_once("\"DateLessThan\"")?;
    let (_, end) = end.split_once("\"AWS:EpochTime\"")?;
    let end = end.trim_start_matches([':', ' ', '\t', '\r', '\n']);
    let digits = end.split(|character: char| !character.is_ascii_digit()).next()?;
    Timestamp::from_unix_seconds(digits.parse().ok()?).ok()
}
