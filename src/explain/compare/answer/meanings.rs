//! The codes of answers whose words alone are left, as some SDKs print them.

/// Words of S3 and of servers that speak S3, in lower case, and the code that they come with. Each is long enough that
/// no other text has it.
///
/// Source: Amazon S3 API Reference, "Error responses"; MinIO, Ceph and AWS STS for their words.
const MEANINGS: [(&str, &str); 33] = [
    ("request has expired", "AccessDenied"),
    ("does not exist in our records", "InvalidAccessKeyId"),
    ("access key id you provided is not valid", "InvalidAccessKeyId"),
    ("difference between the request time and", "RequestTimeTooSkewed"),
    ("provided token has expired", "ExpiredToken"),
    ("security token included in the request is expired", "ExpiredToken"),
    ("security token included in the request is invalid", "InvalidClientTokenId"),
    ("provided token is malformed or otherwise invalid", "InvalidToken"),
    ("must be addressed using the specified endpoint", "PermanentRedirect"),
    ("re-send this request to the specified temporary endpoint", "TemporaryRedirect"),
    ("received permanent redirect response to endpoint", "PermanentRedirect"),
    ("content-md5 you specified did not match", "BadDigest"),
    ("content-sha256 you specified did not match", "XAmzContentSHA256Mismatch"),
    ("did not match the calculated checksum", "BadDigest"),
    ("content-md5 you specified was invalid", "InvalidDigest"),
    ("content-md5 you specified is not valid", "InvalidDigest"),
    ("upload exceeds the maximum allowed", "EntityTooLarge"),
    ("upload is smaller than the minimum allowed", "EntityTooSmall"),
    ("must provide the content-length http header", "MissingContentLength"),
    ("did not provide the number of bytes specified by the content-length", "IncompleteBody"),
    ("specified method is not allowed against this resource", "MethodNotAllowed"),
    ("xml you provided was not well-formed", "MalformedXML"),
    ("header you provided implies functionality that is not implemented", "NotImplemented"),
    ("header does not match what was computed", "XAmzContentSHA256Mismatch"),
    ("authorization mechanism you have provided is not supported", "InvalidRequest"),
    ("authorization header is malformed", "AuthorizationHeaderMalformed"),
    ("date must be in iso8601", "IncompleteSignature"),
    ("missing authentication token", "MissingAuthenticationToken"),
    ("access denied (service:", "AccessDenied"),
    ("is not authorized to perform:", "AccessDenied"),
    ("specified bucket does not exist", "NoSuchBucket"),
    ("specified key does not exist", "NoSuchKey"),
    ("please reduce your request rate", "SlowDown"),
];

/// The words and the code of a text that has no code.
pub(super) fn of(text: &str) -> Option<(&'static str, &'static str)> {
    let lower = text.to_ascii_lowercase();
    MEANINGS.into_iter().find(|(words, _)| lower.contains(words))
}
