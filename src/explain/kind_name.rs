//! The names of the kinds of findings, for programs.

use core::fmt;

use crate::explain::Kind;

/// In the order of the variants.
const NAMES: [(Kind, &str); 55] = [
    (Kind::NotAUrl, "not-a-url"),
    (Kind::NotSigned, "not-signed"),
    (Kind::SignatureVersion2, "signature-version-2"),
    (Kind::SigV4a, "sigv4a"),
    (Kind::Malformed, "malformed"),
    (Kind::SignedTwice, "signed-twice"),
    (Kind::EncodedTwice, "encoded-twice"),
    (Kind::HtmlEscaped, "html-escaped"),
    (Kind::Copied, "copied"),
    (Kind::OtherScheme, "other-scheme"),
    (Kind::Expired, "expired"),
    (Kind::NotYetValid, "not-yet-valid"),
    (Kind::ExpiryTooLong, "expiry-too-long"),
    (Kind::TokenMissing, "token-missing"),
    (Kind::Token, "token"),
    (Kind::EmptyBodyChecksum, "empty-body-checksum"),
    (Kind::Plus, "plus"),
    (Kind::NotEncoded, "not-encoded"),
    (Kind::DotSegment, "dot-segment"),
    (Kind::DefaultPort, "default-port"),
    (Kind::HostCapitals, "host-capitals"),
    (Kind::Endpoint, "endpoint"),
    (Kind::Certificate, "certificate"),
    (Kind::PrivateHost, "private-host"),
    (Kind::EmptyVariable, "empty-variable"),
    (Kind::BrowserForbids, "browser-forbids"),
    (Kind::ProxyChanges, "proxy-changes"),
    (Kind::Method, "method"),
    (Kind::Host, "host"),
    (Kind::ContentType, "content-type"),
    (Kind::Header, "header"),
    (Kind::UnsignedHeader, "unsigned-header"),
    (Kind::TwoSignatures, "two-signatures"),
    (Kind::Path, "path"),
    (Kind::PathDecoded, "path-decoded"),
    (Kind::PathNormalized, "path-normalized"),
    (Kind::ParameterAdded, "parameter-added"),
    (Kind::ParameterLost, "parameter-lost"),
    (Kind::Parameter, "parameter"),
    (Kind::Payload, "payload"),
    (Kind::Size, "size"),
    (Kind::Secret, "secret"),
    (Kind::Signature, "signature"),
    (Kind::Date, "date"),
    (Kind::Clock, "clock"),
    (Kind::Region, "region"),
    (Kind::Service, "service"),
    (Kind::AccessKey, "access-key"),
    (Kind::Permission, "permission"),
    (Kind::Cors, "cors"),
    (Kind::PostPolicy, "post-policy"),
    (Kind::PostForm, "post-form"),
    (Kind::NotTheSignature, "not-the-signature"),
    (Kind::Unknown, "unknown"),
    (Kind::NoAnswer, "no-answer"),
];

// The last variant is in the table, and so are those before it: the table is in their order.
const _: () = assert!(NAMES.len() == Kind::NoAnswer as usize + 1);

impl Kind {
    /// The name in lower case with hyphens, such as `expiry-too-long`, for JSON, logs and metrics. It does not change from
    /// version to version. `Display` writes it too.
    ///
    /// ```
    /// use presign::explain::Kind;
    ///
    /// assert_eq!(Kind::NotAUrl.name(), "not-a-url");
    /// assert_eq!(Kind::EncodedTwice.to_string(), "encoded-twice");
    /// ```
    #[must_use]
    pub fn name(self) -> &'static str {
        // Every variant is in the table.
        NAMES.get(self as usize).map_or("", |(_, name)| name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Kind {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;
    use alloc::format;
    use alloc::string::ToString as _;

    #[test]
    fn every_kind_has_its_own_name_in_lower_case() {
        let names: BTreeSet<_> = NAMES.iter().map(|(_, name)| name).collect();
        assert_eq!(names.len(), NAMES.len());
        for (at, (kind, name)) in NAMES.iter().enumerate() {
            assert_eq!((*kind as usize, kind.name()), (at, *name));
            assert_eq!(name.replace('-', ""), format!("{kind:?}").to_lowercase());
            assert_eq!(kind.to_string(), *name);
        }
    }
}
