//! Verification of signed requests, for servers.
//!
//! [`SignedRequest`] reads a request wherever it carries its signature: in its query, as a presigned URL does, or in
//! the header `Authorization`; [`Policy::places`] is for a server that accepts only one of the two. `PostForm` (with
//! the feature `post-policy`) reads upload forms. Each is read from the wire, says which access key id to look up, and
//! is then verified against that key, a time and a [`Policy`]. No framework, no I/O, no clock: the body, the keys and
//! the object store are the server's.
//!
//! A server in one function: one call verifies the signature, and its decoder the body, whatever its form.
//!
//! ```
//! use presign::verify::{Policy, Refusal, SignedRequest};
//! use presign::{Credentials, Timestamp};
//!
//! /// Returns the path to serve and the object to store, or the refusal to answer with.
//! fn serve(
//!     (method, target): (&str, &str),
//!     headers: &[(&str, &str)],
//!     pieces: &[&[u8]],
//!     now: Timestamp,
//! ) -> Result<(String, Vec<u8>), Refusal> {
//!     let request = SignedRequest::parse(method, target, headers.iter().copied())?;
//!     let credentials = look_up(request.access_key_id()).ok_or(Refusal::UnknownAccessKeyId)?;
//!     let (verified, mut body) = request.verify(&credentials, now, &Policy::new("us-east-1", "s3"))?;
//!     // Here: whether this access key may do what `verified.asks(&["s3.example"])` says.
//!     let mut object = Vec::new();
//!     for mut piece in pieces.iter().copied() {
//!         while let Some(bytes) = body.decode(&mut piece)? {
//!             object.extend_from_slice(bytes);
//!         }
//!     }
//!     body.finish()?;
//!     Ok((verified.path()?.to_owned(), object))
//! }
//! # fn look_up(id: &str) -> Option<Credentials> {
//! #     (id == "AKIDEXAMPLE").then(|| Credentials::new(id, "SECRETEXAMPLE"))
//! # }
//! # let now = Timestamp::parse("20150830T123600Z")?;
//! # let signer = presign::Signer::new(look_up("AKIDEXAMPLE").unwrap(), "us-east-1", "s3")?;
//! # let sent = presign::Request::put("https://s3.example/photos/a%20b.txt")?.body("hello").sign(&signer, now)?;
//! # let headers: Vec<_> = sent.headers().chain([("host", "s3.example")]).collect();
//! # let served = serve(("PUT", "/photos/a%20b.txt"), &headers, &[b"he", b"llo"], now)?;
//! # assert_eq!(served, ("/photos/a b.txt".to_owned(), b"hello".to_vec()));
//! # let refused = serve(("PUT", "/photos/a%20b.txt"), &headers, &[b"he", b"LLO"], now).unwrap_err();
//! # assert_eq!(refused.code(), "XAmzContentSHA256Mismatch");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is accepted
//! More than this crate signs, because other clients sign it: any header may be signed, `user-agent` and `expect` among
//! them; a signed header may be absent and counts as empty, except an `x-amz-` header; `x-amz-content-sha256` need not
//! be signed, since its value is part of the signature; `date` counts where there is no `x-amz-date`; the target may be
//! a URL; `:authority` may be signed in place of `host`, as the SDK for JavaScript does over HTTP/2.
//!
//! # What is refused, and why
//! Besides a signature that does not match, each with a [`Refusal`] of its own:
//!
//! | refused | the attack it would allow |
//! |---|---|
//! | a signing parameter, `Authorization` part, form field or `host` that is repeated | one is verified and the other used |
//! | a signature in the query and one in `Authorization` | one caller is verified and the other's rights are used |
//! | a scope of a different day from the date's | the leaked key of one day signs for every day |
//! | a date over 15 minutes ahead, an expiry over 7 days | a URL that nobody can revoke |
//! | a target `http://host/key` with a different host from the header `host` | one is verified and the other used |
//! | `host` that is not signed | the URL works at another server, and for another bucket |
//! | an `x-amz-` header that is not signed | the holder of a URL for an upload adds `x-amz-copy-source`, or an ACL |
//! | an `x-amz-` header that is signed but absent | it has the signature of an empty header, which may mean another request |
//! | an `x-amz-` header that is repeated, unless [`Policy::allow_repeated_headers`] is set | the two have one signature with their values joined by a comma |
//! | a form field, or the bucket, without a condition | the holder of a form adds a field, or uses another bucket |
//! | a session token that is not the access key's | two halves of different credentials pass as one |
//! | an empty secret on the server's side | anyone can sign with nothing |
//!
//! # What a server must still do
//! - Serve what was signed: the [path](Verified::path) of the verified request, which is not always the path that was
//!   sent.
//! - Read the body through the [`BodyDecoder`], and believe it once [`finish`](BodyDecoder::finish) has returned `Ok`.
//!   Services other than S3 sign a hash that no header names: hand in the [`body`](SignedRequest::body) or its
//!   [hash](SignedRequest::body_hash) before verifying.
//! - Limit the length of the request. All work is at most proportional to `n log n` for `n` bytes, before and after the
//!   signature, but nothing here has a limit.
//! - Hand in all headers, as an HTTP parser returns them, with the `:authority` of HTTP/2 as `host`, and refuse header
//!   values that are not UTF-8 first. `SignedRequest::from_http_parts` (with the feature `http`) does both.
//! - Ignore unsigned headers that do not begin with `x-amz-`: they are not checked, unless [`Policy::also_signed`]
//!   names them. A gateway that maps underscores to hyphens, as CGI does, turns `x_amz_copy_source` into
//!   `x-amz-copy-source`: refuse such names before. A framework that honours `x-http-method-override` answers a
//!   different method from the one that was signed: turn it off.
//! - Expect headers whose signature leaves something open: white space at the ends of a value does not count and runs
//!   of it count as one space; several headers of one name count as one with their values joined by commas.
//! - Expect replays: a request is good until it expires, see [below](#links-that-end-and-replays).
//! - Answer a refusal as its service does, see [below](#answers).
//! - Check that the access key may do what the request asks for: a signature says who asks, not what they may do.
//!
//! # What a request asks for
//! For a server of S3, [`Verified::asks`] says it all at once: the operation, the bucket, every key, the prefix of a
//! list and the source of a copy, decoded, as an [`Ask`], and refuses a request that is not clearly one of S3's
//! operations. The operation is recognised by the table that this crate signs by, so that `POST /bucket?delete` is
//! DeleteObjects, `PUT /bucket/key` with a copy source is CopyObject, and `?ACL`, `?acl&tagging` or `?acl=1` are
//! nothing. Decide by it and serve by it: what the one has read in a different way from the other is a hole.
//!
//! | what a request has | what it becomes |
//! |---|---|
//! | `photos.s3.example.com/a`, `s3.example.com/photos/a`, and any escapes in them | the same bucket and key |
//! | `//`, `.` and `..` in a key, letters of other cases, other normal forms of Unicode | part of the key, as it was signed |
//! | `x-amz-acl`, `x-amz-tagging`, a lock or a version, in a header, in the query or in a form | one of the [`actions`](Ask::actions), besides the operation |
//! | a parameter or an `x-amz-` header that S3 does not document for the operation | a refusal |
//!
//! Servers of other services, and those with operations of their own, find what `asks` reads in [`Verified`] itself:
//! [`parameters`](Verified::parameters) and [`signed_header`](Verified::signed_header);
//! [`subresources`](Verified::subresources), since `POST /bucket?delete` deletes and `PUT /bucket?policy` writes no
//! object; [`instructions`](Verified::instructions), which S3 obeys in headers and in the query of a URL; and
//! [`copy_source`](Verified::copy_source). Decide by these and by the [`path`](Verified::path): a search in the target
//! as it was sent misses `X-Amz-Copy-Sourc%65`.
//!
//! # Checksums
//! A request declares a checksum of its body in `x-amz-checksum-…` or in `content-md5`: in a header, signed or not, in
//! the query, where the SDKs for JavaScript and Go put it in presigned URLs, or in a header after the last chunk. A
//! client that signs one relies on it: it binds a presigned upload to its bytes. So each is compared with the body, or
//! with what is in its chunks, for every form of payload:
//!
//! | the checksum | the answer |
//! |---|---|
//! | is not that of the body | `BadDigest`, 400 |
//! | is not base64 with padding, or has a length other than its algorithm's | `InvalidRequest`, 400; of `content-md5` `InvalidDigest`, 400 |
//! | is in `x-amz-checksum-` and a name that no algorithm has | `InvalidRequest`, 400 |
//! | is one of several in `x-amz-checksum-…`, or of several in `content-md5`, even if they are the same | `InvalidRequest`, 400 |
//! | cannot be computed, since the feature `checksums` is off | `NotImplemented`, 501, before a byte of the body is read |
//! | is missing, and so are a signed hash and signed chunks, and [`Policy::checksum_required`] is set | `InvalidRequest`, 400 |
//!
//! The fields of an upload form declare a checksum of the file in the same way, and `PostForm::verify` returns what
//! compares it.
//!
//! Without the feature `checksums` MD5, SHA-256 and SHA-512 are compared; with it also CRC-32, CRC-32C, CRC-64/NVME,
//! SHA-1, XXH64 and XXH3: all that S3 has. One is left to the server: in CompleteMultipartUpload (a `POST` with
//! `uploadId`) `x-amz-checksum-…` is that of the object, and not of the body.
//!
//! # Answers
//! [`Refusal`] is the one error of this module, for the request and for its body. [`Refusal::to_xml`] writes S3's
//! answer, [`Refusal::to_query_xml`] that of STS and the like, [`Refusal::to_json`] that of DynamoDB and the like. Send
//! it with [`Refusal::status`] and, if the answer is written by hand, with [`Refusal::reason`]: without a reason phrase
//! boto3 loses the refusal of an upload. The answer to `HEAD` has no body, and one that is sent before the body of the
//! request was read to its end says `connection: close`.
//!
//! # What it costs
//! Verification derives a key (four HMACs), writes the canonical request, and hashes both; where many requests come
//! from one client, a [`Keyring`] saves the derivation. Everything else that is checked costs little besides. A body
//! costs one hash for its signature and one for each checksum that is declared. Bytes are copied only of signed chunks
//! that arrive in pieces, and not even those by [`BodyDecoder::advance`]; a chunk is what is kept in memory, at most
//! [`Policy::max_chunk`]. The bench `speed` of the repository prints each as a multiple of what it cannot do without. A
//! replay or a link that was used costs what the server's store costs.
//!
//! # Gateways
//! [`Verified::resign`] signs a request again for another server: for a gateway with tenants, or a proxy that keeps the
//! real keys away from its clients.
//!
//! # Links that end, and replays
//! A presigned URL is good until it expires, for whoever has it and as often as they like, and so is a request that is
//! signed by its headers, for as long as clocks may differ. A server can end one sooner: [`Verified::link`] is its
//! identity, the same however it is spelled, and [`Verified::not_after`] says how long to remember it. Refuse a link
//! that is in the store of those that were used, counted or revoked, after it has verified and before the body is read.
//!
//! To refuse replays, do so for requests that change something, and leave reads alone; give the place in the store back
//! when a request fails, or its client cannot try again; expect the same request twice within one second from SDKs that
//! retry; and drop the oldest when the store is full. Never compare signatures: SigV4a has two for one request.
//!
//! # Tokens
//! [`EksToken`] checks the token of a Kubernetes client, so that a server can hand the URL in it to STS. The password
//! of a database or a cache is a presigned [`SignedRequest`] whose host and target are in it.
//!
//! # What it does not do
//! - The messages of event streams (`STREAMING-AWS4-HMAC-SHA256-EVENTS`, `application/vnd.amazon.eventstream`), which
//!   are signed differently from chunks, are verified with the feature `event-stream` only, by
//!   `SignedRequest::verify_events`. [`SignedRequest::verify`] refuses such a body.
//! - SigV4a is verified with the feature `sigv4a` only, signatures of certificates (IAM Roles Anywhere) with the
//!   feature `x509` and where the policy asks for them, and Signature Version 2 never.

mod asks;
mod body;
mod chunks;
mod eks_token;
#[cfg(feature = "event-stream")]
mod events;
#[cfg(feature = "post-policy")]
mod form;
#[cfg(feature = "std")]
mod keyring;
mod policy;
mod proof;
pub(crate) mod read;
mod received;
mod refusal;
mod signed_request;
mod verified;

pub use asks::Ask;
pub use body::{BodyDecoder, Payload};
pub use chunks::Advance;
pub use eks_token::EksToken;
#[cfg(feature = "event-stream")]
pub use events::EventDecoder;
#[cfg(feature = "post-policy")]
pub use form::PostForm;
#[cfg(feature = "std")]
pub use keyring::Keyring;
pub use policy::Policy;
pub use proof::Proof;
pub use refusal::{Fault, Place, Refusal};
pub use signed_request::SignedRequest;
pub use verified::{SourceObject, Verified};

#[cfg(feature = "post-policy")]
use refusal::FormFault;
pub(crate) use refusal::Malformed;
use refusal::Unsupported;
