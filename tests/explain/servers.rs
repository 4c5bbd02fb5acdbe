//! Refusals of many servers, services and clients, in the words that they have: each in every form in which people paste
//! it, with the kind of the cause that is named first.

use presign::explain::{Certainty, Comparison, Evidence, diagnose};

use crate::fixtures::at;

/// Codes with their messages, the kind, and a word of the first sentence.
const ANSWERS: [(&str, &str, &str, &str); 44] = [
    (
        "AccessDenied",
        "User: arn:aws:iam::1:user/a is not authorized to perform: kms:Decrypt on resource: k",
        "permission",
        "KMS",
    ),
    ("KMS.DisabledException", "arn:aws:kms:us-east-1:1:key/k is disabled.", "permission", "KMS"),
    ("KMS.NotFoundException", "The key does not exist", "permission", "KMS"),
    (
        "InvalidArgument",
        "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.",
        "signature-version-2",
        "KMS",
    ),
    ("ExpiredToken", "The provided token has expired.", "token", "renew the credentials"),
    (
        "ExpiredTokenException",
        "The security token included in the request is expired",
        "token",
        "renew the credentials",
    ),
    (
        "AccessDenied",
        "User: arn:aws:iam::1:user/a is not authorized to perform: sts:AssumeRole on resource: r",
        "permission",
        "trust policy",
    ),
    (
        "InvalidIdentityToken",
        "No OpenIDConnect provider found in your account for https://example.com",
        "token",
        "OIDC",
    ),
    ("OptInRequired", "You are not subscribed to this service.", "permission", "not enabled the region"),
    ("UnknownOperationException", "", "header", "X-Amz-Target"),
    ("InvalidLocationConstraint", "The specified location-constraint is not valid", "region", "LocationConstraint"),
    ("InvalidArgument", "Invalid signing region in Authorization header.", "region", "not one that the server accepts"),
    (
        "InvalidSecurity",
        "The provided security credentials are not valid.",
        "access-key",
        "does not know the access key",
    ),
    (
        "AuthorizationHeaderMalformed",
        "The authorization header is malformed; incorrect region, expecting us-west-2",
        "region",
        "us-west-2",
    ),
    (
        "AccessDenied",
        "The bucket you are attempting to access must be addressed using the specified endpoint.",
        "region",
        "another region",
    ),
    (
        "SomeError",
        "Authorization header requires existence of either a `X-Amz-Date` or a `Date` header.",
        "header",
        "x-amz-date",
    ),
    ("InvalidRequest", "Bad request: Missing X-Amz-Date field", "header", "x-amz-date"),
    ("MissingDateHeader", "AWS authentication requires a valid Date or x-amz-date header", "header", "x-amz-date"),
    ("InvalidBucketAclWithObjectOwnership", "Bucket cannot have ACLs set", "header", "ACLs"),
    ("InvalidRequest", "S3 Transfer Acceleration is not configured on this bucket", "endpoint", "Acceleration"),
    (
        "InvalidRequest",
        "Requests specifying Server Side Encryption with Customer provided keys must be made over a secure connection.",
        "endpoint",
        "https://",
    ),
    (
        "InvalidRequest",
        "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters",
        "header",
        "Object Lock",
    ),
    (
        "UserProjectMissing",
        "Bucket is a requester pays bucket but no user project provided.",
        "header",
        "requester pays",
    ),
    ("InvalidRequest", "Missing S3 Protocol Access Key ID", "access-key", "Supabase"),
    ("InvalidAccessKeyId", "The OSS Access Key Id is disabled.", "access-key", "disabled"),
    ("InvalidAccessKeyId", "Your account is disabled; please contact your administrator.", "access-key", "disabled"),
    ("AccessDenied", "Access Denied because object protected by object lock.", "permission", "locked"),
    ("NotImplemented", "PostObject not implemented", "post-form", "PUT"),
    ("InvalidArgument", "Authorization", "malformed", "Bearer"),
    ("SignatureDoesNotMatch", "Forbidden", "unknown", "does not show"),
    ("UnauthorizedException", "You are not authorized to make this call.", "two-signatures", "AppSync"),
    ("SomeError", "Authentication failed: Please make sure your API Key is valid.", "access-key", "API key"),
    (
        "XMinioServerNotInitialized",
        "Server not initialized, please try again.",
        "not-the-signature",
        "not about the signature",
    ),
    ("NoSuchTagSet", "The TagSet does not exist", "not-the-signature", "not about the signature"),
    (
        "BucketNotFound",
        "Either the bucket does not exist or you are not authorized to access it",
        "not-the-signature",
        "not about the signature",
    ),
    ("QueueDoesNotExist", "The specified queue does not exist.", "not-the-signature", "not about the signature"),
    ("bad_auth_token", "Invalid authorization token", "access-key", "authorize the account anew"),
    ("expired_auth_token", "Authorization token has expired", "token", "24 hours"),
    ("SignatureDoesNotMatch", "The Signature you specified is invalid.", "unknown", "does not show"),
    ("InvalidArgument", "Unsupported Authorization Type", "two-signatures", "Bearer"),
    (
        "XMinioStorageFull",
        "Storage backend has reached its minimum free drive threshold.",
        "not-the-signature",
        "not about",
    ),
    ("SerializationException", "Start of structure or map found where not expected", "payload", "Content-Type"),
    (
        "AccessDenied",
        "User: arn is not authorized to perform: s3:GetObject with an explicit deny in a service control policy",
        "permission",
        "may not do this",
    ),
    (
        "InvalidClientTokenId",
        "The security token included in the request is invalid.",
        "access-key",
        "session token was not sent",
    ),
];

type Form = fn(&str, &str) -> String;

const FORMS: [(&str, Form); 7] = [
    ("XML", |code, message| format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>")),
    ("JSON", |code, message| serde_json::json!({ "__type": code, "message": message }).to_string()),
    ("Python", |code, message| {
        format!("botocore.exceptions.ClientError: An error occurred ({code}) when calling the X operation: {message}")
    }),
    ("Go v2", |code, message| {
        format!(
            "operation error S3: X, https response error StatusCode: 403, RequestID: 1, HostID: 2, api error {code}: {message}"
        )
    }),
    ("Java", |code, message| {
        format!(
            "com.amazonaws.AmazonServiceException: {message} (Service: X; Status Code: 403; Error Code: {code}; Request ID: 1)"
        )
    }),
    ("Ruby", |code, message| format!("Aws::S3::Errors::{code}: {message}")),
    ("a log", |code, message| format!("level=error ts=1 msg=\"failed\" err=\"api error {code}: {message}\"")),
];

fn read(paste: &str) -> Comparison {
    diagnose(&Evidence::read(paste), at("20260101T000030Z"))
}

#[test]
fn answers_of_many_servers_in_every_form() {
    for (code, message, kind, words) in ANSWERS {
        for (form, write) in FORMS {
            // Only documents have a code in lower case, or one with a dot.
            let is_document = ["XML", "JSON"].contains(&form);
            if !is_document && (code.contains(['_', '.']) || code == "SomeError" || message.contains("://")) {
                continue;
            }
            // A message that is a single word is told by its document alone.
            if !is_document && ["Authorization", "Forbidden", ""].contains(&message) {
                continue;
            }
            let comparison = read(&write(code, message));
            let first = &comparison.causes[0];
            assert!(first.kind() == kind && first.sentence.contains(words), "{form}: {code}: {message}\n{comparison}");
            for cause in comparison.causes.iter().filter(|cause| cause.certainty == Certainty::Told) {
                assert_eq!(cause.kind(), kind, "{form}: {code}\n{comparison}");
            }
        }
    }
}

/// Texts of clients, with the kind that is named first and a word of its sentence.
const TEXTS: [(&str, &str, &str); 44] = [
    ("error: You must be logged in to the server (Unauthorized)", "token", "15 minutes"),
    ("$ kubectl get pods\nerror: Unauthorized", "token", "15 minutes"),
    (
        "Error from server (Forbidden): pods is forbidden: User \"arn:aws:iam::1:role/a\" cannot list resource \"pods\"",
        "permission",
        "RBAC",
    ),
    (
        "ERROR 3159 (HY000): Connections using insecure transport are prohibited while --require_secure_transport=ON.",
        "endpoint",
        "TLS",
    ),
    ("(error) NOAUTH Authentication required.", "token", "15 minutes"),
    (
        "SASL authentication error: SaslAuthenticateRequest failed with reason: [1]: Access denied",
        "permission",
        "kafka-cluster:Connect",
    ),
    ("org.apache.kafka.common.errors.SaslAuthenticationException: Too many connects", "not-the-signature", "backoff"),
    ("* error validating X-Vault-AWS-IAM-Server-ID header: expected \"a\" but got \"b\"", "header", "Vault"),
    ("AuthenticationException(401, 'Unauthorized')", "not-signed", "fine-grained"),
    ("S3 API Requests must be made to API port.", "endpoint", "console"),
    ("Client sent an HTTP request to an HTTPS server.", "endpoint", "http"),
    ("Get \"https://minio:9000/\": http: server gave HTTP response to HTTPS client", "endpoint", "http"),
    ("curl: (35) error:1408F10B:SSL routines:ssl3_get_record:wrong version number", "endpoint", "https"),
    ("x509: certificate signed by unknown authority", "certificate", "does not trust"),
    ("Error: self signed certificate in certificate chain", "certificate", "does not trust"),
    (
        "PKIX path building failed: unable to find valid certification path to requested target",
        "certificate",
        "does not trust",
    ),
    ("x509: certificate has expired or is not yet valid", "certificate", "expired"),
    ("connect ECONNREFUSED 127.0.0.1:9000", "endpoint", "container"),
    ("dial tcp 10.0.0.1:443: i/o timeout", "endpoint", "nobody answers"),
    ("Connect timeout on endpoint URL: \"s3\"", "endpoint", "nobody answers"),
    ("read ECONNRESET", "payload", "refused the request"),
    ("write: broken pipe", "payload", "refused the request"),
    (
        "This distribution is not configured to allow the HTTP request method that was used for this request.",
        "method",
        "CloudFront",
    ),
    ("ERROR The request could not be satisfied. Generated by cloudfront (CloudFront)", "endpoint", "WAF"),
    ("Error: Invalid URL endpoint: s3.example.com", "endpoint", "https://"),
    ("ParamValidationError: Invalid bucket name \"s3://b/a\"", "path", "no s3://"),
    ("Could not read ETag header from the response", "cors", "ExposeHeaders"),
    ("Error when retrieving credentials from custom-process: ", "not-signed", "no credentials"),
    ("no basic auth credentials", "not-signed", "no credentials"),
    ("s3:get_obj op->ERRORHANDLER: err_no=-2027 new_err_no=-2027", "host", "Ceph"),
    ("s3:get_obj op->ERRORHANDLER: err_no=-2028 new_err_no=-2028", "access-key", "does not know"),
    ("could not find accessKey abc", "access-key", "does not know"),
    ("HTTP/1.1 411 Length Required", "header", "Content-Length"),
    ("HTTP/1.1 414 Request-URI Too Large", "size", "session token"),
    ("HTTP/1.1 417 Expectation Failed", "header", "Expect"),
    ("HTTP/1.1 431 Request Header Fields Too Large", "size", "session token"),
    ("<html><head><title>502 Bad Gateway</title></head></html>", "no-answer", "behind it"),
    ("HTTP/1.1 407 Proxy Authentication Required", "endpoint", "NO_PROXY"),
    ("HTTP/1.1 405 Method Not Allowed", "method", "405"),
    ("An error occurred (403) when calling the HeadObject operation: Forbidden", "permission", "HEAD request"),
    (
        "operation error S3: HeadBucket, https response error StatusCode: 403, RequestID: 1, HostID: 2, api error Forbidden: Forbidden",
        "permission",
        "",
    ),
    ("An error occurred (400) when calling the HeadObject operation: Bad Request", "region", "400"),
    ("client.BucketExists: Access Denied.", "permission", "does not say why"),
    ("Not authorized to perform sts:AssumeRoleWithWebIdentity", "permission", "trust policy"),
];

#[test]
fn texts_of_clients_in_every_frame() {
    for (text, kind, words) in TEXTS {
        for frame in
            ["{}", "2026-01-01T00:00:00Z ERROR {}", "Error: upload failed\n{}\n    at run (a.js:1:2)", "```\n{}\n```"]
        {
            if frame.starts_with("2026") && (text.starts_with(['<', '*', '$']) || text.starts_with("HTTP/")) {
                continue;
            }
            let paste = frame.replace("{}", text);
            let comparison = read(&paste);
            let first = &comparison.causes[0];
            assert!(first.kind() == kind && first.sentence.contains(words), "{paste}\n{comparison}");
            assert!(!comparison.to_string().contains("not read"), "{paste}\n{comparison}");
        }
    }
}

/// Services that have one endpoint have one region.
#[test]
fn services_of_one_region() {
    for (host, region) in [
        ("iam.amazonaws.com", "us-east-1"),
        ("sts.amazonaws.com", "us-east-1"),
        ("route53.amazonaws.com", "us-east-1"),
        ("cloudfront.amazonaws.com", "us-east-1"),
        ("organizations.amazonaws.com", "us-east-1"),
        ("dynamodb.eu-west-2.amazonaws.com", "eu-west-2"),
        ("sts.eu-central-1.amazonaws.com", "eu-central-1"),
    ] {
        for message in [
            "Credential should be scoped to a valid region. ",
            "Credential should be scoped to a valid region, not 'ap-south-1'. ",
        ] {
            let answer = format!(
                "<ErrorResponse><Error><Code>SignatureDoesNotMatch</Code><Message>{message}</Message></Error></ErrorResponse>"
            );
            let comparison = read(&format!("https://{host}/\n{answer}"));
            assert_eq!(comparison.causes[0].kind(), "region", "{comparison}");
            assert!(
                comparison.causes[0].sentence.ends_with(&format!("the right one is {region}")),
                "{host}: {message}\n{comparison}"
            );
        }
    }
    let cli = "An error occurred (SignatureDoesNotMatch) when calling the GetCallerIdentity operation: Credential should be scoped to a valid region.";
    assert!(read(cli).causes[0].sentence.ends_with("the right one is us-east-1"), "{}", read(cli));
}

/// A log has the address and no signature, which was in a header.
#[test]
fn an_address_in_a_log_is_no_anonymous_request() {
    for client in
        ["Client error: `PUT {}` resulted in a `403 Forbidden` response: ", "request to {} failed: ", "GET {} 403\n"]
    {
        let start = client.replace("{}", "https://b.s3.amazonaws.com/a");
        let comparison =
            read(&format!("{start}<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"));
        assert!(comparison.causes.iter().all(|cause| cause.kind() != "not-signed"), "{comparison}");
    }
    let command =
        "curl https://b.s3.amazonaws.com/a\n<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>";
    assert_eq!(read(command).causes[0].kind(), "not-signed");
}

/// A token of a database is as old as the log says.
#[test]
fn tokens_of_databases_that_are_too_old() {
    let token = "password: https://db.example.us-east-1.rds.amazonaws.com:5432/?Action=connect&DBUser=app&X-Amz-Algorithm=AWS4-HMAC-SHA256\
                 &X-Amz-Credential=AKIDEXAMPLE%2F20260101%2Fus-east-1%2Frds-db%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires=900\
                 &X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
    for (time, is_old) in
        [("2026-01-01T00:10:00Z", false), ("2026-01-01T00:20:11Z", true), ("2026-01-02T00:00:00.123Z", true)]
    {
        for refusal in ["PAM authentication failed for user \"app\"", "password authentication failed for user \"app\""]
        {
            for log in [format!("{time} ERROR pq: {refusal}"), format!("[{time}] FATAL: {refusal}")] {
                let comparison = read(&format!("{token}\n{log}"));
                assert_eq!(comparison.causes[0].sentence.contains("has expired: "), is_old, "{log}\n{comparison}");
            }
        }
    }
}
