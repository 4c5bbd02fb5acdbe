//! Whose fault an error is.

/// Whose fault an [`Error`](crate::Error) is, as coarse as a web service needs it to choose its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// What was asked for cannot be signed, or would not arrive as it was signed: a key, a query parameter, a header, a
    /// method, a payload hash, a form field. Where these come from your caller, answer 400 with the sentence.
    Request,
    /// A limit of the service: the length of a key, the size of an object or of its parts, the longest expiry. Where
    /// the numbers come from your caller, answer 400, or 413 for a size.
    Limit,
    /// The URL, the endpoint, the region, the bucket or its ARN is not one, or their options contradict each other.
    /// This is configuration: answer 500, or 400 if the caller may name buckets and URLs.
    Address,
    /// The credentials are not usable, or have expired. Answer 500, or 503 if new ones are about to arrive.
    Credentials,
    /// A time or an expiry is not one. Answer 400 if the caller chose it, else 500.
    Time,
    /// The signer is for a different region, service or day from the request. This is a mistake in the program: answer
    /// 500.
    Signer,
    /// The environment of the process lacks a variable. Answer 500, or do not start.
    Environment,
    /// AWS has it, and this crate does not sign for it. Answer 501.
    Unsupported,
    /// A request that was received is not allowed: its signature, its policy, or the time, the URL or the address that
    /// it is for. Answer 403.
    Refused,
}
