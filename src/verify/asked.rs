//! What a request asks for: its parameters, its signed headers, and what changes the meaning of its method.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::request::payload::PAYLOAD_HEADER;
use crate::request::reserved::{SIGNING_HEADERS, SIGNING_PARAMETERS};
use crate::verify::received::Received;
use crate::verify::source_object::SourceObject;
use crate::verify::{Place, Refusal};

/// The parameters of S3 that make no other operation of a request: they say which part of a list is wanted, or how the
/// answer is written. `list-type` chooses between two lists of the same keys, `id` between configurations of one kind.
///
/// Source: Amazon S3 API Reference, the query parameters of all operations. `x-id` is added by AWS's SDKs and names the
/// operation, which S3 does not look at.
const PARTS_OF_AN_ANSWER: [&str; 29] = [
    "annotation-prefix",
    "bucket-region",
    "continuation-token",
    "delimiter",
    "encoding-type",
    "fetch-owner",
    "id",
    "key-marker",
    "list-type",
    "marker",
    "max-annotation-results",
    "max-buckets",
    "max-directory-buckets",
    "max-keys",
    "max-parts",
    "max-uploads",
    "part-number-marker",
    "prefix",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
    "select-type",
    "start-after",
    "upload-id-marker",
    "version-id-marker",
    "x-id",
];

impl Received {
    /// The decoded query, in its order.
    pub(crate) fn parameters(&self) -> Result<impl Iterator<Item = (&str, &str)>, Refusal> {
        match self.wire.parameter_beyond_utf8() {
            Some(name) => Err(Refusal::Parameter { name, reason: "is not UTF-8" }),
            None => Ok(self.wire.parameters()),
        }
    }

    /// The decoded value of the parameter of this name. Refused unless all servers agree on which it is.
    pub(crate) fn only_parameter(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let mut found = self.parameters()?.filter(|(other, _)| other.eq_ignore_ascii_case(name));
        let reason = match (found.next(), found.next()) {
            (None, _) => return Ok(None),
            (Some((written, value)), None) if written == name => return Ok(Some(value)),
            (Some(_), None) => "is written with other capital letters",
            (Some(_), Some(_)) => REPEATED,
        };
        Err(Refusal::Parameter { name: name.to_owned(), reason })
    }

    /// Names and values of the signed headers, sorted by name.
    pub(crate) fn signed_header_values(&self) -> impl Iterator<Item = (&str, &str)> {
        let pairs = self.wire.headers().iter().map(|(name, value)| (name.as_str(), value.as_str()));
        pairs.filter(|(name, _)| self.is_signed(name))
    }

    /// The value of a signed header, by its name in any case.
    pub(crate) fn signed_header(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let name = name.to_ascii_lowercase();
        let values: Vec<_> = self.wire.header_values(&name).filter(|_| self.is_signed(&name)).take(2).collect();
        if values.len() > 1 { Err(Refusal::DuplicateHeader(name)) } else { Ok(values.first().copied()) }
    }

    /// The `x-amz-` header fields and parameters that are not the signature's own, by their names in lower case,
    /// sorted.
    pub(crate) fn instructions(&self) -> Result<Vec<(String, &str)>, Refusal> {
        let is_url = self.claims.place == Place::Query;
        let is_ours =
            |name: &str| is_amz(name) && name != PAYLOAD_HEADER && (is_url || !SIGNING_HEADERS.contains(&name));
        let headers = self.signed_header_values().filter(|(name, _)| is_ours(name));
        let both = self.instructions_in_query()?.chain(headers).map(|(name, value)| (name.to_ascii_lowercase(), value));
        let mut instructions: Vec<_> = both.collect();
        instructions.sort_unstable();
        match instructions.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            Some(pair) => Err(Refusal::RepeatedInstruction(pair[0].0.clone())),
            None => Ok(instructions),
        }
    }

    /// Those of the [`instructions`](Self::instructions) that stand in the query, by their names as they are there.
    pub(crate) fn instructions_in_query(&self) -> Result<impl Iterator<Item = (&str, &str)>, Refusal> {
        let is_url = self.claims.place == Place::Query;
        let is_ours = move |name: &str| {
            let is_signing = is_url && SIGNING_PARAMETERS.contains(&name);
            is_amz(name) && !name.eq_ignore_ascii_case(PAYLOAD_HEADER) && !is_signing
        };
        Ok(self.parameters()?.filter(move |(name, _)| is_ours(name)))
    }

    /// The value of one of the [`instructions`](Self::instructions).
    pub(crate) fn instruction(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let name = name.to_ascii_lowercase();
        let instructions = self.instructions()?;
        let found = instructions.binary_search_by(|(other, _)| other.as_str().cmp(&name));
        Ok(found.ok().map(|at| instructions[at].1))
    }

    /// The decoded names of the parameters that make another operation of the request, sorted.
    pub(crate) fn subresources(&self) -> Result<Vec<&str>, Refusal> {
        let names = self.parameters()?.map(|(name, _)| name);
        let mut names: Vec<_> = names.filter(|name| !is_amz(name) && !PARTS_OF_AN_ANSWER.contains(name)).collect();
        names.sort_unstable_by_key(|name| name.to_ascii_lowercase());
        match names.windows(2).find(|pair| pair[0].eq_ignore_ascii_case(pair[1])) {
            Some(pair) => Err(Refusal::Parameter { name: pair[0].to_owned(), reason: REPEATED }),
            None => Ok(names),
        }
    }

    /// The object that the request copies from.
    pub(crate) fn copy_source(&self) -> Result<Option<SourceObject>, Refusal> {
        let value = self.instruction("x-amz-copy-source")?;
        value.map(|value| SourceObject::parse(value).map_err(Refusal::CopySource)).transpose()
    }

    fn is_signed(&self, name: &str) -> bool {
        self.signed_headers.binary_search_by(|other| other.as_str().cmp(name)).is_ok()
    }
}

const REPEATED: &str = "appears more than once";

/// Whether a header or a parameter is an instruction to the service, whose names have any case in a URL.
pub(crate) fn is_amz(name: &str) -> bool {
    name.as_bytes().get(..6).is_some_and(|beginning| beginning.eq_ignore_ascii_case(b"x-amz-"))
}
