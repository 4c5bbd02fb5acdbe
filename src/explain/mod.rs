//! What was signed, what is in a URL, and why a server disagrees.
//!
//! - [`Signer::explain`](crate::Signer::explain) gives an [`Explanation`](crate::Explanation): every string of a
//!   signature, printed line by line with labels.
//! - [`inspect`] takes any presigned URL apart and says what is wrong with it.
//! - [`host_scope`] tells the service and the region that a host name belongs to.
//! - [`compare`] reads a server's answer, such as `SignatureDoesNotMatch`, finds the lines in
//!   which the server's request differs from the one that was signed, and names the likely cause. Without the
//!   explanation, [`compare_url`] does it with the URL, and [`read_answer`] with the answer alone.
//! - [`solve`] needs no answer: with the secret access key at hand, it finds the request that the signature was made
//!   for.
//!
//! A comparison is printed like this:
//!
//! ```text
//! answer           SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided.
//! proved           the content type was signed as text/plain but was sent as text/plain;charset=UTF-8: the client adds a parameter
//!
//! header content-type
//!   signed         text/plain
//!   received       text/plain;charset=UTF-8
//! ```
//!
//! # What is shown
//! The output can be shown to others. Session tokens, signatures, customer-provided encryption keys and the values of
//! `Authorization` and `Cookie` are replaced by `…`, wherever the URL or the answer has them, and so is what looks like
//! a secret access key, a token or an API key, or has a name such as `x-api-key`. For a public issue there is
//! [`redact`], which hides the access key ID too. Control characters, and
//! others that are invisible or change the order of the line, are escaped as in Rust: `\u{1b}`. The fields of
//! [`Inspection`], [`Finding`], [`Comparison`] and [`Difference`] are in that form already. Only
//! [`Explanation::to_string_with_secrets`](crate::Explanation::to_string_with_secrets) includes secrets.
//!
//! Time and memory grow with the length of the URL and of the answer. An answer is read in one pass; JSON of 128 levels
//! or more is not read.
//!
//! # JSON
//! With the feature `serde`, a [`Comparison`] is an object with `code`, `message`, `differences` and `lines` (each with
//! `line`, `signed` and `received`), `causes` and `findings`. A cause or a finding has `kind` (below), `certainty`
//! (`proved`, `told` or `likely`) and `sentence`; a cause has `cures` besides, a list of `tool` and `line`, where
//! `line` is to be copied. An [`Inspection`] has its own fields, and `findings`. `presign explain --json` prints the
//! first where there is an answer, and the second with `causes` where there is a URL alone; `solve` is added where the
//! credentials are at hand. What it cannot do is an object with `code` and `message` on standard error.
//!
//! # Kinds
//! What [`Finding::kind`] returns:
//!
//! - `not-a-url`: The string is not a URL that can be signed.
//! - `not-signed`: The URL has no AWS signature.
//! - `signature-version-2`: The URL is signed with the old Signature Version 2.
//! - `sigv4a`: The URL is signed with the asymmetric SigV4a, for several regions.
//! - `malformed`: A signing parameter is missing, or has a value that no server accepts.
//! - `signed-twice`: A URL that was signed already was signed again.
//! - `encoded-twice`: A parameter, or the path, is percent-encoded twice.
//! - `html-escaped`: `&amp;` where `&` should be.
//! - `copied`: The string was copied with something that is not a part of the URL, or was broken by copying.
//! - `other-scheme`: The URL is signed in a way that is not AWS's request signing, such as that of CloudFront or of
//!   another provider.
//! - `expired`: The URL has expired.
//! - `not-yet-valid`: The URL is dated in the future.
//! - `expiry-too-long`: The expiry is over 7 days.
//! - `token-missing`: The session token of temporary credentials is missing.
//! - `token`: The session token is not valid, or has expired.
//! - `empty-body-checksum`: The checksum of an empty body is part of the signature.
//! - `plus`: A bare `+`, which is a plus sign to some and a space to others.
//! - `not-encoded`: A character that must be percent-encoded in a URL.
//! - `dot-segment`: A path segment `.` or `..`.
//! - `default-port`: The scheme's default port in the host.
//! - `host-capitals`: Upper-case letters in the host.
//! - `endpoint`: The endpoint does not serve requests that are signed like this, or only by a redirect.
//! - `certificate`: No certificate of the service covers the host.
//! - `private-host`: The host is known inside one network only.
//! - `empty-variable`: A part of the URL is `undefined`, `null` or the like: a variable had no value.
//! - `browser-forbids`: A signed header that a browser does not let a script set.
//! - `proxy-changes`: A signed header that proxies change.
//! - `sdk-checksum`: The checksum that SDKs add to uploads since 2025, at a server that does not know it.
//! - `order`: Parameters or headers that are not in the order in which they are signed.
//! - `white-space`: White space or a line end in an access key id or another part of the signature.
//! - `swapped`: The access key id and the secret access key are swapped.
//! - `method`: A different method from the signed one.
//! - `host`: A different host from the signed one.
//! - `content-type`: A different content type from the signed one, or none.
//! - `header`: Another value of a signed header, or none.
//! - `unsigned-header`: `x-amz-` headers that are not signed.
//! - `two-signatures`: An `Authorization` header in addition to the signature in the query.
//! - `path`: A different path from the signed one.
//! - `path-decoded`: The path was percent-decoded in transit.
//! - `path-normalized`: Slashes were merged, or dot segments resolved, in transit.
//! - `parameter-added`: A query parameter that was not there when the URL was signed.
//! - `parameter-lost`: A query parameter that was lost.
//! - `parameter`: A query parameter with another value.
//! - `payload`: Another body, or another payload hash.
//! - `size`: A body that is larger or smaller than allowed.
//! - `secret`: The same string was signed, so the secret access key differs.
//! - `signature`: The same string was signed, but another signature arrived.
//! - `signing-step`: The signer takes a step of Signature Version 4 in a different way from AWS's description.
//! - `date`: A different time from the signed one.
//! - `clock`: The signer's clock is wrong.
//! - `region`: A different region from the server's.
//! - `service`: A different service from the server's.
//! - `access-key`: The server does not know the access key id.
//! - `permission`: The request is not allowed, though the signature may be valid.
//! - `cors`: The bucket's rules for requests from other origins (CORS) do not allow the request.
//! - `post-policy`: A POST policy does not allow the form, or cannot be read.
//! - `post-form`: The body is not `multipart/form-data` as S3 reads it.
//! - `not-the-signature`: The answer is not about the signature.
//! - `unknown`: The cause is not known: the answer does not tell it.
//! - `no-answer`: The answer is not an error document.
//!
#![doc = include_str!("../../docs/signature-does-not-match.md")]

mod compare;
mod evidence;
mod explanation;
mod finding;
mod inspect;
mod parts;
mod redact;
mod shown;
mod solve;

pub use compare::{Comparison, Difference, compare, compare_url, diagnose, read_answer};
pub use evidence::Evidence;
use finding::Kind;
pub use finding::{Certainty, Finding};
pub use inspect::{HostScope, Inspection, host_scope, inspect, repair_url};
pub use redact::redact;
pub use solve::{Attempt, Change, Sent, solve, solve_watched, solve_with_key};
