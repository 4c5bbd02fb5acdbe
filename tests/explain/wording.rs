//! Refusals as S3 words them.

use presign::Timestamp;
use presign::verify::Refusal;

/// What a server answers to a good signature.
pub(crate) fn by_the_body(target: &str) -> String {
    if target.contains("checksum-crc32=AAAAAA%3D%3D") {
        return document("BadDigest", "The CRC32 you specified did not match the calculated checksum.", "");
    }
    document("NoSuchBucket", "The specified bucket does not exist", "<BucketName>examplebucket</BucketName>")
}

pub(crate) fn iso(time: Timestamp) -> String {
    let text = time.to_string();
    format!("{}-{}-{}T{}:{}:{}Z", &text[..4], &text[4..6], &text[6..8], &text[9..11], &text[11..13], &text[13..15])
}

pub(crate) fn document(code: &str, message: &str, more: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{}</Message>{more}\
         <RequestId>4442587FB7D0A2F9</RequestId><HostId>Vg2ZEVBjY5z/uFOaMRbUpw4V1wyTk4=</HostId></Error>",
        escape(message)
    )
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

pub(crate) const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. \
                                   Check your key and signing method.";

pub(crate) fn mismatch(id: &str, canonical_request: &str, string_to_sign: &str, signature: &str) -> String {
    let bytes = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
    let more = format!(
        "<AWSAccessKeyId>{id}</AWSAccessKeyId><StringToSign>{}</StringToSign>\
         <SignatureProvided>{signature}</SignatureProvided><StringToSignBytes>{}</StringToSignBytes>\
         <CanonicalRequest>{}</CanonicalRequest><CanonicalRequestBytes>{}</CanonicalRequestBytes>",
        escape(string_to_sign),
        bytes(string_to_sign),
        escape(canonical_request),
        bytes(canonical_request),
    );
    document("SignatureDoesNotMatch", MISMATCH, &more)
}

/// The same for what is malformed, by what this crate says of it.
fn malformed(sentence: &str) -> (String, String) {
    let service =
        sentence.split_once("is for the service ").and_then(|(_, rest)| rest.split_once(", but this server is "));
    if let Some((given, expected)) = service {
        let message = format!(
            "Error parsing the X-Amz-Credential parameter; incorrect service \"{given}\". This endpoint belongs to \
             \"{expected}\"."
        );
        return (message, String::new());
    }
    let message = match sentence {
        "X-Amz-Expires is not a number" => "X-Amz-Expires should be a number",
        "the request is signed in its query and in the header Authorization" => {
            let message = "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query \
                           string parameter or the Authorization header should be specified";
            return (message.to_string(), "<ArgumentName>Authorization</ArgumentName>".to_string());
        }
        _ if sentence.starts_with("X-Amz-Expires is ") && sentence.ends_with(" seconds are allowed") => {
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than \
             604800 seconds"
        }
        _ => panic!("no wording for: {sentence}"),
    };
    (message.to_string(), String::new())
}

/// The refusal as S3 words it.
pub(crate) fn refusal(error: &Refusal, expiry: &str) -> String {
    let (message, more) = match error {
        Refusal::Expired(_) => ("Request has expired".to_string(), expiry.to_string()),
        Refusal::NotYetValid(_) => ("Request is not valid yet".to_string(), expiry.to_string()),
        Refusal::Region { given, expected, .. } => (
            format!(
                "Error parsing the X-Amz-Credential parameter; the region '{given}' is wrong; expecting '{expected}'"
            ),
            format!("<Region>{expected}</Region>"),
        ),
        Refusal::UnsignedHeader(name) => (
            "There were headers present in the request which were not signed".to_string(),
            format!("<HeadersNotSigned>{name}</HeadersNotSigned>"),
        ),
        Refusal::UnknownAccessKeyId => (
            "The AWS Access Key Id you provided does not exist in our records.".to_string(),
            "<AWSAccessKeyId>AKIDEXAMPLE</AWSAccessKeyId>".to_string(),
        ),
        Refusal::SessionToken => (
            "The provided token is malformed or otherwise invalid.".to_string(),
            "<Token-0>TOKEN</Token-0>".to_string(),
        ),
        Refusal::CredentialsExpired(_) => ("The provided token has expired.".to_string(), String::new()),
        Refusal::Malformed(fault) => malformed(&fault.to_string()),
        Refusal::Body => {
            ("The provided 'x-amz-content-sha256' header does not match what was computed.".to_string(), String::new())
        }
        error => panic!("no wording for: {error}"),
    };
    document(error.code(), &message, &more)
}
