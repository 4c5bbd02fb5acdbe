//! What a request may ask for besides its path and its body.

use presign::verify::SignedRequest;

use crate::refusal::Refusal;

/// The instructions of S3 that this server knows: what the library compares with the body, and what asks for nothing.
const KNOWN: [&str; 15] = [
    "x-amz-checksum-crc32",
    "x-amz-checksum-crc32c",
    "x-amz-checksum-crc64nvme",
    "x-amz-checksum-md5",
    // Whether a stored checksum is answered too. There is none.
    "x-amz-checksum-mode",
    "x-amz-checksum-sha1",
    "x-amz-checksum-sha256",
    "x-amz-checksum-sha512",
    "x-amz-checksum-xxhash128",
    "x-amz-checksum-xxhash3",
    "x-amz-checksum-xxhash64",
    "x-amz-decoded-content-length",
    "x-amz-sdk-checksum-algorithm",
    "x-amz-trailer",
    "x-amz-user-agent",
];

/// The operations. The SDK for JavaScript names them in the query.
const OPERATIONS: [(&str, &str); 3] = [("GET", "GetObject"), ("HEAD", "HeadObject"), ("PUT", "PutObject")];

/// They count without a signature too.
const CONDITIONS: [&str; 4] = ["if-match", "if-modified-since", "if-none-match", "if-unmodified-since"];

/// Refuses a request, which has been verified, that asks for more than a file: a copy, a part, tags, a lock, a condition. To
/// serve something other than what was signed would be worse than to serve nothing.
pub(crate) fn check(request: &SignedRequest, method: &str, headers: &[(&str, &str)]) -> Result<(), Refusal> {
    for (name, _) in request.instructions()? {
        if !KNOWN.contains(&name.as_str()) {
            return Err(Refusal::not_done(&name));
        }
    }
    // Those that begin with x-amz- are instructions, or the signature's.
    let is_amz = |name: &str| name.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("x-amz-"));
    for (name, value) in request.parameters()? {
        let is_operation = name == "x-id" && OPERATIONS.contains(&(method, value));
        if !is_amz(name) && !is_operation {
            return Err(Refusal::not_done(name));
        }
    }
    let mut conditions = CONDITIONS.into_iter();
    let is_sent = |name: &&str| headers.iter().any(|(other, _)| other.eq_ignore_ascii_case(name));
    conditions.find(is_sent).map_or(Ok(()), |name| Err(Refusal::not_done(name)))
}
