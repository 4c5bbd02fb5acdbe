//! The payload hash: the SHA-256 of the body, or a name that says why there is none.

/// The header that holds the payload hash. A query parameter of this name, in upper or lower case, means the same.
pub(crate) const PAYLOAD_HEADER: &str = "x-amz-content-sha256";
/// The payload hash of a presigned request whose body is not known yet.
pub(crate) const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";
/// The SHA-256 of an empty body.
pub(crate) const EMPTY_PAYLOAD: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Whether a string may be the last line of a canonical request: 64 lower-case hexadecimal digits, or one of AWS's
/// names for a body that is not hashed as a whole.
pub(super) fn is_payload_hash(hash: &str) -> bool {
    let is_hash = hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let is_name = (hash.starts_with(UNSIGNED_PAYLOAD) || hash.starts_with("STREAMING-"))
        && hash.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    is_hash || is_name
}
