//! What to do, in lines that can be copied.

/// The bucket's answers that mean that nobody is let in, and what helps.
const CODES: [(&[&str], &str); 8] = [
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
    (&["AccessDenied", "AllAccessDisabled"], POLICY),
    (&["SlowDown", "ServiceUnavailable", "InternalError"], "The server is busy. Try again later."),
];

pub(super) const CLOCK: &str = "Set this machine's clock: `timedatectl set-ntp true`, or start its NTP client.";

pub(super) const POLICY: &str = "Let the signer list, read, write and delete below uploads/: aws/policy.json has the statements.\n\
     R2: a token with \"Object Read & Write\". B2: an application key with readFiles, writeFiles, deleteFiles, listFiles.\n\
     MinIO: `mc admin policy attach`. Garage: `garage bucket allow --read --write --key KEY BUCKET`.";

pub(super) const ENDPOINT: &str = "S3_ENDPOINT is where no S3 server answers. Try it with `curl -i`.";

pub(super) const PUBLIC: &str = "Block public access. AWS: `aws s3api put-public-access-block`. MinIO: `mc anonymous set none`. R2: disable the r2.dev URL.";

pub(super) const CONDITION: &str = "The server ignores `if-none-match: *`: until its URL expires, a file can be replaced by who uploaded it. A newer version may help.";

pub(super) const CHECKSUM: &str =
    "The server does not compare x-amz-checksum-sha256. What is damaged in transit is not noticed.";

pub(super) fn of_code(code: &str) -> &'static str {
    CODES
        .iter()
        .find(|(codes, _)| codes.contains(&code))
        .map_or("`presign explain` says what this answer means.", |(_, cure)| cure)
}

/// The bucket's CORS rules for this page, as JSON for `aws s3api`, R2 and B2.
pub(super) fn cors(origin: &str, endpoint: &str) -> String {
    format!(
        "Set these rules; `presign-upload doctor --apply` does it, and so does\n\
         `aws s3api put-bucket-cors --bucket BUCKET --endpoint-url {endpoint} --cors-configuration file://cors.json`:\n{}\n\
         MinIO has none for a bucket: set MINIO_API_CORS_ALLOW_ORIGIN={origin}.",
        cors_json(origin)
    )
}

fn cors_json(origin: &str) -> String {
    // A string in JSON, with its quotation marks.
    let origin = serde_json::Value::from(origin);
    format!(
        "{{\"CORSRules\": [{{\n  \"AllowedOrigins\": [{origin}],\n  \"AllowedMethods\": [\"PUT\", \"POST\", \"GET\"],\n  \
         \"AllowedHeaders\": [\"content-type\", \"if-none-match\", \"x-amz-checksum-sha256\", \"x-amz-meta-name\"],\n  \
         \"ExposeHeaders\": [\"ETag\"],\n  \"MaxAgeSeconds\": 600\n}}]}}"
    )
}

/// The same as the body of PutBucketCors.
pub(super) fn cors_xml(origin: &str) -> String {
    let list = |name: &str, values: &[&str]| {
        let elements: Vec<_> = values.iter().map(|value| format!("<{name}>{value}</{name}>")).collect();
        elements.concat()
    };
    format!(
        "<CORSConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><CORSRule>{}{}{}{}\
         <MaxAgeSeconds>600</MaxAgeSeconds></CORSRule></CORSConfiguration>",
        list("AllowedOrigin", &[&*origin.replace('&', "&amp;").replace('<', "&lt;")]),
        list("AllowedMethod", &["PUT", "POST", "GET"]),
        list("AllowedHeader", &["content-type", "if-none-match", "x-amz-checksum-sha256", "x-amz-meta-name"]),
        list("ExposeHeader", &["ETag"]),
    )
}

/// The body of PutBucketLifecycleConfiguration: parts that nobody completes are deleted after a day.
pub(super) const LIFECYCLE_XML: &str = "<LifecycleConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
    <Rule><ID>abort-uploads-that-were-given-up</ID><Filter><Prefix>uploads/</Prefix></Filter><Status>Enabled</Status>\
    <AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>\
    </LifecycleConfiguration>";

pub(super) const LIFECYCLE: &str = "Let the bucket delete parts that nobody completes: `presign-upload doctor --apply` sets such a rule,\n\
     and so does `aws s3api put-bucket-lifecycle-configuration` with aws/lifecycle.json.\n\
     R2 has one from the beginning, after 7 days, and MinIO deletes them after a day without a rule.";
