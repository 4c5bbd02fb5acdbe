//! How tokens are spelled, and read again: `s1.` and blocks with dots between them, and R2's JWT.

use alloc::string::String;
use alloc::vec::Vec;

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use serde::Deserialize;

use crate::scoped::claims::{self, Narrower, Root};

/// What a token of the form s1 begins with.
pub(super) const S1: &str = "s1.";

/// The limits of s1: characters of a token, bytes of a block, blocks.
pub(super) const MAX_TOKEN: usize = 4096;
pub(super) const MAX_BLOCK: usize = 2048;
pub(super) const MAX_BLOCKS: usize = 8;

/// The limit that a verifier sets for R2's form, which has none that is documented: four times as long as one for fifty
/// prefixes.
const MAX_R2_TOKEN: usize = 8192;

/// What R2's session token begins with, before it is base64.
const R2: &[u8] = b"jwt/";

/// The same in base64, as far as it does not depend on what follows.
const R2_IN_BASE64: &str = "and0L";

/// A token of the form s1 that is well formed.
pub(super) struct Blocks {
    pub(super) root: Root,
    pub(super) narrower: Vec<Narrower>,
}

/// The blocks of a token, as they are spelled in it.
pub(super) fn spelled_blocks(token: &str) -> Option<impl Iterator<Item = &str>> {
    let blocks = token.strip_prefix(S1).filter(|_| token.len() <= MAX_TOKEN)?;
    (blocks.split('.').count() <= MAX_BLOCKS).then(|| blocks.split('.'))
}

impl Blocks {
    pub(super) fn read(token: &str) -> Option<Self> {
        let mut blocks = spelled_blocks(token)?.map(decode);
        let root: Root = claims::read(&blocks.next()??)?;
        let narrower = blocks.map(|block| claims::read(&block?)).collect::<Option<Vec<Narrower>>>()?;
        let is_whole = root.is_whole() && !root.is_for_admins() && narrower.iter().all(Narrower::is_whole);
        is_whole.then_some(Self { root, narrower })
    }
}

/// A block as it is spelled.
pub(super) fn encode(json: &str) -> String {
    Base64UrlUnpadded::encode_string(json.as_bytes())
}

/// The bytes of a block. The decoder accepts one spelling of them, without bits that do not count.
fn decode(block: &str) -> Option<Vec<u8>> {
    Base64UrlUnpadded::decode_vec(block).ok().filter(|bytes| bytes.len() <= MAX_BLOCK)
}

pub(super) fn is_r2(token: &str) -> bool {
    token.starts_with(R2_IN_BASE64)
}

pub(super) fn r2_session_token(jwt: &str) -> String {
    Base64::encode_string(&[R2, jwt.as_bytes()].concat())
}

/// The JWT in a session token of R2.
pub(super) fn r2_jwt(token: &str) -> Option<String> {
    let bytes = Base64::decode_vec(Some(token).filter(|token| token.len() <= MAX_R2_TOKEN)?).ok()?;
    String::from_utf8(bytes.strip_prefix(R2)?.to_vec()).ok()
}

/// The header of a JWT.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    typ: Option<String>,
}

/// What R2's JWT signs, and its signature. No other algorithm than HMAC with SHA-256 is one.
pub(super) fn r2_signed(jwt: &str) -> Option<(&str, Vec<u8>)> {
    let (signed, signature) = jwt.rsplit_once('.')?;
    let (header, _) = signed.split_once('.')?;
    let header: Header = claims::read(&decode(header)?)?;
    let is_known = header.alg == "HS256" && header.typ.is_none_or(|typ| typ == "JWT");
    is_known.then_some((signed, decode(signature)?))
}

/// The claims of R2's JWT, whose signature has been compared.
pub(super) fn r2_claims(signed: &str) -> Option<Root> {
    let (_, claims) = signed.split_once('.')?;
    let bytes = Base64UrlUnpadded::decode_vec(claims).ok()?;
    claims::read(&bytes).filter(|root: &Root| root.is_whole() && root.sub.is_some())
}
