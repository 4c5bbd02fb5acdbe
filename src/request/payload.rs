//! What stands for the body: its SHA-256, or a name that says why there is none.

/// The header of the payload hash; as a query parameter (in any case) it says the same.
pub(crate) const PAYLOAD_HEADER: &str = "x-amz-content-sha256";
/// The payload hash of a presigned request whose body nobody has seen yet.
pub(crate) const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";
/// The SHA-256 of no bytes.
pub(crate) const EMPTY_PAYLOAD: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Whether a payload hash may be the last line of a canonical request: 64 lower-case hexadecimal digits, or one of the
/// names that AWS gives to bodies that are not hashed as a whole.
pub(crate) fn is_payload_hash(hash: &str) -> bool {
    let is_hash = hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let is_name = (hash.starts_with(UNSIGNED_PAYLOAD) || hash.starts_with("STREAMING-"))
        && hash.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    is_hash || is_name
}
