//! What to do, in lines that can be copied.

/// The bucket's answers that mean that nobody is let in, and what helps.
const CODES: [(&[&str], &str); 7] = [
    (
        &["InvalidAccessKeyId", "NotSignedUp"],
        "The server does not know AWS_ACCESS_KEY_ID. Copy the pair again, or make a new one.",
    ),
    (
        &["SignatureDoesNotMatch"],
        "AWS_SECRET_ACCESS_KEY is not the one that belongs to AWS_ACCESS_KEY_ID, or a proxy changes what is sent.\n\
         `presign explain` finds out which, from the whole answer.",
    ),
    (
        &[
            "AuthorizationHeaderMalformed",
            "AuthorizationQueryParametersError",
            "PermanentRedirect",
            "IllegalLocationConstraintException",
        ],
        "AWS_REGION is not the bucket's region. R2 wants `auto`; Garage wants s3_region of its garage.toml.",
    ),
    (&["NoSuchBucket", "InvalidBucketName"], "S3_BUCKET is not the name of a bucket at S3_ENDPOINT."),
    (
        &["ExpiredToken", "InvalidToken"],
        "AWS_SESSION_TOKEN has expired, or belongs to another pair. Unset it if the keys are permanent.",
    ),
    (&["RequestTimeTooSkewed", "RequestExpired"], CLOCK),
    (&["SlowDown", "ServiceUnavailable", "InternalError"], "The server is busy. Try again later."),
];

pub(super) const CLOCK: &str = "Set this machine's clock: `timedatectl set-ntp true`, or start its NTP client.";

pub(super) const ENDPOINT: &str = "S3_ENDPOINT is where no S3 server answers. Try it with `curl -i`.";

pub(super) const PUBLIC: &str = "Block public access. AWS: `aws s3api put-public-access-block`. MinIO: `mc anonymous set none`. R2: disable the r2.dev URL.";

pub(super) const CONDITION: &str = "The server ignores `if-none-match: *`: until its URL expires, a file can be replaced by who uploaded it. A newer version may help.";

pub(super) const LINKS: &str =
    "Browsers open pictures and text by themselves, and save other files under their keys. A newer version may help.";

pub(super) const NEWER: &str = "A newer version of the server may help.";

pub(super) const CHECKSUM: &str =
    "The server does not compare x-amz-checksum-sha256. What is damaged in transit is not noticed.";

/// What helps against this answer. What keys may do is said in each server's own words.
pub(super) fn of_code(code: &str, policy: impl Fn() -> String) -> String {
    if is_denied(code) {
        return policy();
    }
    let known = CODES.iter().find(|(codes, _)| codes.contains(&code));
    known.map_or("`presign explain` says what this answer means.", |(_, cure)| cure).into()
}

/// Whether the keys may not do this.
pub(super) fn is_denied(code: &str) -> bool {
    matches!(code, "AccessDenied" | "AllAccessDisabled" | "403")
}
