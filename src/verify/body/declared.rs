//! The checksums of its body that a request declares, and their comparison with the body.
//!
//! Source: Amazon S3, "Checking object integrity for data uploads in Amazon S3"; Amazon S3 API Reference, "Error
//! responses".

use alloc::string::String;
use alloc::vec::Vec;

use crate::checksum::{CHECKSUM_HEADERS, CONTENT_MD5, Checksum, ChecksumAlgorithm, ChecksumHasher};
use crate::error::{Error, Reason};
use crate::verify::read::wire::Wire;
use crate::verify::{Malformed, Refusal, Unsupported};

/// What else begins as a checksum's header does.
const NO_CHECKSUMS: [&str; 3] = ["x-amz-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-type"];

/// Whether a header or a parameter, its name in lower case, states a checksum of the body. It may be that of an
/// algorithm that nobody knows.
pub(in crate::verify) fn is_checksum(name: &str) -> bool {
    name == CONTENT_MD5 || (name.starts_with(CHECKSUM_HEADERS) && !NO_CHECKSUMS.contains(&name))
}

/// Whether a name in any case begins as those of checksums do. Most do not, and need not be copied.
fn may_be_checksum(name: &[u8]) -> bool {
    let begins =
        |start: &str| name.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start.as_bytes()));
    // The seventh letter tells most others apart.
    match name.get(6) {
        Some(b'c' | b'C') => begins(CHECKSUM_HEADERS),
        Some(b't' | b'T') => begins(CONTENT_MD5),
        _ => false,
    }
}

/// A checksum that is declared, with the name in lower case that it was declared by.
pub(in crate::verify) type Declared = (String, Checksum);

/// The checksums that a request declares in its headers, signed or not, and in its query, where the SDKs for JavaScript
/// and Go put them: at most one `content-md5` and one `x-amz-checksum-…`.
pub(in crate::verify) fn declared(wire: &Wire) -> Result<Vec<Declared>, Refusal> {
    // CompleteMultipartUpload declares the checksum of the object, and its body is the list of the parts.
    let is_of_object = wire.method == "POST" && wire.first_parameter("uploadId").is_some();
    // The usual case.
    if !wire.has_name(may_be_checksum) {
        return Ok(Vec::new());
    }
    let pairs = wire.headers().chain(wire.parameters());
    among(pairs.filter(|(name, _)| !is_of_object || name.eq_ignore_ascii_case(CONTENT_MD5)))
}

/// The checksums among headers, parameters or the fields of a form.
pub(in crate::verify) fn among<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Vec<Declared>, Refusal> {
    let mut found = Vec::new();
    for (name, value) in pairs.filter(|(name, _)| may_be_checksum(name.as_bytes())) {
        let name = name.to_ascii_lowercase();
        if is_checksum(&name) {
            let checksum = parse(&name, value)?;
            found.push((name, checksum));
        }
    }
    let md5_count = found.iter().filter(|(name, _)| name == CONTENT_MD5).count();
    if md5_count > 1 {
        return Err(Malformed::SeveralChecksums(CONTENT_MD5).into());
    }
    if found.len() - md5_count > 1 {
        return Err(Malformed::SeveralChecksums(CHECKSUM_HEADERS).into());
    }
    Ok(found)
}

/// Reads a checksum. The name is in lower case.
pub(in crate::verify) fn parse(name: &str, value: &str) -> Result<Checksum, Refusal> {
    Checksum::from_header(name, value).map_err(|error| match error {
        Error(Reason::ChecksumValue { name, length }) => Malformed::ChecksumValue { name, length }.into(),
        _ => Malformed::ChecksumAlgorithm(name.into()).into(),
    })
}

/// The names in `x-amz-trailer`, in lower case and in order, each once.
pub(in crate::verify) fn announced(wire: &Wire) -> Vec<String> {
    let names = wire.header_values("x-amz-trailer").flat_map(|names| names.split(','));
    let names = names.map(|name| name.trim().to_ascii_lowercase()).filter(|name| !name.is_empty());
    let mut announced: Vec<String> = names.collect();
    announced.sort_unstable();
    announced.dedup();
    announced
}

/// The checksums among these trailing headers, to be computed while the body streams in.
pub(in crate::verify) fn trailing(names: &[String]) -> Result<Vec<(String, ChecksumHasher)>, Refusal> {
    let hasher = |name: &String| {
        let algorithm =
            ChecksumAlgorithm::from_header(name).ok_or_else(|| Malformed::ChecksumAlgorithm(name.clone()))?;
        let hasher = algorithm.start().ok_or_else(|| Unsupported::ChecksumNotCompared(name.clone()))?;
        Ok((name.clone(), hasher))
    };
    names.iter().filter(|name| is_checksum(name)).map(hasher).collect()
}

/// The comparison of a body that streams with what is declared of it.
#[derive(Clone)]
pub(in crate::verify) struct Comparison(Vec<(Declared, ChecksumHasher)>);

impl Comparison {
    /// Refuses what this build cannot compute: it would pass whatever the body is.
    pub(in crate::verify) fn new(declared: &[Declared]) -> Result<Self, Refusal> {
        let hasher = |(name, checksum): &Declared| {
            let hasher = checksum.algorithm().start().ok_or_else(|| Unsupported::ChecksumNotCompared(name.clone()))?;
            Ok(((name.clone(), *checksum), hasher))
        };
        // The usual case.
        if declared.is_empty() {
            Ok(Self(Vec::new()))
        } else {
            declared.iter().map(hasher).collect::<Result<_, _>>().map(Self)
        }
    }

    pub(in crate::verify) fn update(&mut self, piece: &[u8]) {
        self.0.iter_mut().for_each(|(_, hasher)| hasher.update(piece));
    }

    /// The name by which a checksum was declared that is not the body's.
    pub(in crate::verify) fn finish(self) -> Result<(), String> {
        let mut compared = self.0.into_iter().map(|((name, checksum), hasher)| (name, hasher.finish() == checksum));
        compared.find(|(_, is_same)| !is_same).map_or(Ok(()), |(name, _)| Err(name))
    }
}
