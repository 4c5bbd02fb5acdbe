//! What a request asks for: its parameters, its signed headers, and what changes the meaning of its method.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use crate::request::payload::PAYLOAD_HEADER;
use crate::request::reserved::{SIGNING_HEADERS, SIGNING_PARAMETERS};
use crate::verify::read::authority::AUTHORITY;
use crate::verify::{Malformed, Place, Refusal, SourceObject, Verified};

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

impl Verified {
    /// Lists names and values of the query, decoded, in their order, those of the signature included.
    ///
    /// Decisions belong on these, or on what [`subresources`](Self::subresources), [`instructions`](Self::instructions)
    /// and [`copy_source`](Self::copy_source) make of them, and not on the query as it was sent: there, a name can be
    /// written in many ways (`acl`, `%61cl`), which have one signature and one meaning.
    ///
    /// # Errors
    /// - [`Refusal::Malformed`]: a name or a value is not UTF-8.
    pub fn parameters(&self) -> Result<impl Iterator<Item = (&str, &str)>, Refusal> {
        match self.received().wire.parameter_beyond_utf8() {
            Some(name) => Err(Malformed::Parameter { name, reason: "is not UTF-8" }.into()),
            None => Ok(self.received().wire.parameters()),
        }
    }

    /// Returns the decoded value of a parameter of the query, by its decoded name.
    ///
    /// # Errors
    /// - [`Refusal::Malformed`]: it appears more than once, in any case of letters, or once with other capital letters,
    ///   as in `Prefix` for `prefix`; or anything in the query is not UTF-8.
    pub fn parameter(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let mut found = self.parameters()?.filter(|(other, _)| other.eq_ignore_ascii_case(name));
        let reason = match (found.next(), found.next()) {
            (None, _) => return Ok(None),
            (Some((written, value)), None) if written == name => return Ok(Some(value)),
            (Some(_), None) => "is written with other capital letters",
            (Some(_), Some(_)) => REPEATED,
        };
        Err(Malformed::Parameter { name: name.to_owned(), reason }.into())
    }

    /// Lists names and values of the signed headers that were sent, sorted by name, names in lower case. All of a name
    /// that was sent several times are listed.
    ///
    /// White space at the ends of a value is not in it; runs of white space within it are as they were sent, and the
    /// signature covers each of them as one space.
    pub fn signed_header_values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.received().wire.headers().filter(|(name, _)| self.is_signed(name))
    }

    /// Returns the value of a header, by its name in any case, if it is signed and was sent.
    ///
    /// # Errors
    /// - [`Refusal::Malformed`]: it was sent more than once.
    pub fn signed_header(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let name = name.to_ascii_lowercase();
        let values: Vec<_> =
            self.received().wire.header_values(&name).filter(|_| self.is_signed(&name)).take(2).collect();
        if values.len() > 1 { Err(Malformed::DuplicateHeader(name).into()) } else { Ok(values.first().copied()) }
    }

    /// Lists the `x-amz-` instructions to the service, wherever they stand: names in lower case, sorted, each once, and
    /// decoded values. S3 obeys them in a signed header and, of a presigned URL, in the query too, in any case of
    /// letters: `X-Amz-Acl=public-read` there is the header `x-amz-acl`.
    ///
    /// What belongs to the signature is not among them, and neither is the payload hash. A gateway or a store does well
    /// to refuse those that it does not know, for example because it does not lock objects, and to look at
    /// `x-amz-bypass-governance-retention`, which lifts a lock.
    ///
    /// # Errors
    /// - [`Refusal::Malformed`]: one is in the query and in a header, or in one of them twice, or the query is not
    ///   UTF-8.
    pub fn instructions(&self) -> Result<Vec<(String, &str)>, Refusal> {
        let is_url = self.received().claims.place == Place::Query;
        let is_ours =
            |name: &str| is_amz(name) && name != PAYLOAD_HEADER && (is_url || !SIGNING_HEADERS.contains(&name));
        let headers = self.signed_header_values().filter(|(name, _)| is_ours(name));
        let both = self.instructions_in_query()?.chain(headers).map(|(name, value)| (name.to_ascii_lowercase(), value));
        let mut instructions: Vec<_> = both.collect();
        instructions.sort_unstable();
        match instructions.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            Some(pair) => Err(Malformed::RepeatedInstruction(pair[0].0.clone()).into()),
            None => Ok(instructions),
        }
    }

    /// Those of the [`instructions`](Self::instructions) that stand in the query, by their names as they are there.
    pub(in crate::verify) fn instructions_in_query(&self) -> Result<impl Iterator<Item = (&str, &str)>, Refusal> {
        let is_url = self.received().claims.place == Place::Query;
        let is_ours = move |name: &str| {
            let is_signing = is_url && SIGNING_PARAMETERS.contains(&name);
            is_amz(name) && !name.eq_ignore_ascii_case(PAYLOAD_HEADER) && !is_signing
        };
        Ok(self.parameters()?.filter(move |(name, _)| is_ours(name)))
    }

    /// Returns the value of one of the [`instructions`](Self::instructions), by its name in any case.
    ///
    /// # Errors
    /// - As [`instructions`](Self::instructions).
    pub fn instruction(&self, name: &str) -> Result<Option<&str>, Refusal> {
        let name = name.to_ascii_lowercase();
        let instructions = self.instructions()?;
        let found = instructions.binary_search_by(|(other, _)| other.as_str().cmp(&name));
        Ok(found.ok().map(|at| instructions[at].1))
    }

    /// Lists the parameters that turn the request into a different S3 operation from that of its method and its path,
    /// by their decoded names, sorted without regard to case: `["delete"]` for `POST /bucket?delete`, which deletes any
    /// number of objects, `["policy"]` for `PUT /bucket?policy`.
    ///
    /// The sub-resources of S3 are among them (`acl`, `delete`, `policy`, `tagging`, `uploads`, …), and so are
    /// `partNumber`, `uploadId`, `versionId` and **every parameter that this crate does not know**, since stores have
    /// sub-resources of their own and S3 gets new ones. Not among them are those that only say which part of a list is
    /// wanted or how the answer is written (`prefix`, `list-type`, `response-expires`, …), and those that begin with
    /// `x-amz-`, which are [`instructions`](Self::instructions). So allow what is to be allowed, such as an empty list
    /// and `["uploads"]`, and refuse the rest.
    ///
    /// Source: Amazon S3 API Reference, "Actions".
    ///
    /// # Errors
    /// - [`Refusal::Malformed`]: one of them appears more than once, in any case of letters, or the query is not UTF-8.
    pub fn subresources(&self) -> Result<Vec<&str>, Refusal> {
        let names = self.parameters()?.map(|(name, _)| name);
        let mut names: Vec<_> = names.filter(|name| !is_amz(name) && !PARTS_OF_AN_ANSWER.contains(name)).collect();
        names.sort_unstable_by_key(|name| name.to_ascii_lowercase());
        match names.windows(2).find(|pair| pair[0].eq_ignore_ascii_case(pair[1])) {
            Some(pair) => Err(Malformed::Parameter { name: pair[0].to_owned(), reason: REPEATED }.into()),
            None => Ok(names),
        }
    }

    /// Returns the object that the request copies from: what `x-amz-copy-source` names, in a signed header or in the
    /// query, decoded. Whoever may write one object may not always read the other.
    ///
    /// ```
    /// use core::time::Duration;
    /// use presign::verify::{Policy, SignedRequest};
    /// use presign::{Credentials, Request, Signer, Timestamp};
    ///
    /// let credentials = Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
    /// let signer = Signer::new(credentials.clone(), "us-east-1", "s3")?;
    /// let now = Timestamp::parse("20150830T123600Z")?;
    /// let url = Request::put("https://s3.example/photos/a.txt")?
    ///     .query("X-Amz-Copy-Source", "payroll/b%20c.txt")
    ///     .presign(&signer, Duration::from_secs(60), now)?;
    ///
    /// // On the server.
    /// let target = url.as_str().trim_start_matches("https://s3.example");
    /// let request = SignedRequest::parse("PUT", target, [("host", "s3.example")])?;
    /// let (verified, _) = request.verify(&credentials, now, &Policy::new("us-east-1", "s3"))?;
    /// let source = verified.copy_source()?.ok_or("no copy")?;
    /// assert_eq!((source.bucket.as_str(), source.key.as_str()), ("payroll", "b c.txt"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - [`Refusal::Malformed`]: it is not percent-encoded UTF-8 of a bucket and a key, or servers read it in
    ///   different ways: it has a segment `.` or `..`, a bare `+`, or white space that the signature does not cover.
    /// - As [`instructions`](Self::instructions).
    pub fn copy_source(&self) -> Result<Option<SourceObject>, Refusal> {
        let value = self.instruction("x-amz-copy-source")?;
        value.map(|value| SourceObject::parse(value).map_err(|fault| Malformed::CopySource(fault).into())).transpose()
    }

    fn is_signed(&self, name: &str) -> bool {
        let is_among =
            |name: &str| self.received().signed_headers.binary_search_by(|other| other.as_str().cmp(name)).is_ok();
        is_among(name) || (name == "host" && is_among(AUTHORITY))
    }
}

const REPEATED: &str = "appears more than once";

/// Whether a header or a parameter is an instruction to the service, whose names have any case in a URL.
pub(super) fn is_amz(name: &str) -> bool {
    name.as_bytes().get(..6).is_some_and(|beginning| beginning.eq_ignore_ascii_case(b"x-amz-"))
}
