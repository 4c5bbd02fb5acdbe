//! What SDKs and tools print in place of the server's answer, made by machine: each known answer and each code with words
//! of other answers, in the form of each SDK. And what databases' clients print for a token.

use presign::explain::{Comparison, Evidence, Finding, diagnose};

use crate::fixtures::at;
use crate::wordings::{CODES, KNOWN, WORDINGS};

type Form = fn(&str, &str) -> String;

/// With whether the code is in it.
const FORMS: [(&str, bool, Form); 14] = [
    ("Java v1", true, |code, message| {
        format!(
            "com.amazonaws.services.s3.model.AmazonS3Exception: {message} (Service: Amazon S3; Status Code: 403; Error Code: {code}; \
             Request ID: 7E1; S3 Extended Request ID: abc=; Proxy: null), S3 Extended Request ID: abc=\n\
             \tat com.amazonaws.http.AmazonHttpClient.handleErrorResponse(AmazonHttpClient.java:1)"
        )
    }),
    ("Java v2", false, |_, message| {
        format!(
            "software.amazon.awssdk.services.s3.model.S3Exception: {message} (Service: S3, Status Code: 403, Request ID: 7E1, Extended \
             Request ID: abc=)\n\tat software.amazon.awssdk.core.internal.http.CombinedResponseHandler.handle(CombinedResponseHandler.java:1)"
        )
    }),
    ("Java, caused by", false, |_, message| {
        format!(
            "java.util.concurrent.CompletionException: software.amazon.awssdk.services.s3.model.S3Exception: {message} (Service: S3, \
             Status Code: 403, Request ID: 7E1) (SDK Attempt Count: 1)\nCaused by: software.amazon.awssdk.services.s3.model.S3Exception: {message}"
        )
    }),
    (".NET", false, |_, message| {
        format!(
            "Amazon.S3.AmazonS3Exception: {message}\n ---> Amazon.Runtime.Internal.HttpErrorResponseException: Exception of type \
             `Amazon.Runtime.Internal.HttpErrorResponseException` was thrown.\n   at Amazon.Runtime.HttpWebRequestMessage.GetResponseAsync()"
        )
    }),
    (".NET, its fields", true, |code, message| {
        format!(
            "ErrorCode        : {code}\nErrorType        : Sender\nMessage          : {message}\nStatusCode       : Forbidden"
        )
    }),
    ("Rust", true, |code, message| {
        format!(
            "service error: unhandled error ({code}): Error {{ code: \"{code}\", message: \"{message}\", aws_request_id: \"7E1\", \
             s3_extended_request_id: \"abc=\" }}"
        )
    }),
    ("Rust, its fields", true, |code, message| {
        format!(
            "ServiceError(ServiceError {{ source: Unhandled(Unhandled {{ source: ErrorMetadata {{ code: Some(\"{code}\"), message: \
             Some(\"{message}\"), extras: Some({{\"aws_request_id\": \"7E1\"}}) }} }}), raw: Response {{ status: StatusCode(403) }} }})"
        )
    }),
    ("Swift", true, |code, message| {
        format!(
            "UnknownAWSHTTPServiceError(typeName: Optional(\"{code}\"), message: Optional(\"{message}\"), requestID: Optional(\"7E1\"), \
             requestID2: nil, httpResponse: ClientRuntime.HTTPResponse)"
        )
    }),
    ("Kotlin", false, |_, message| {
        format!("aws.sdk.kotlin.services.s3.model.S3Exception: {message}, Request ID: 7E1, Extended Request ID: abc=")
    }),
    ("C++", true, |code, message| {
        format!(
            "HTTP response code: 403\nRequest ID: 7E1\nException name: {code}\nError message: {message}\n5 response headers:"
        )
    }),
    ("Go v1", true, |code, message| format!("{code}: {message}\n\tstatus code: 403, request id: 7E1, host id: abc=")),
    ("Go v2", true, |code, message| {
        format!(
            "operation error S3: PutObject, https response error StatusCode: 403, RequestID: 7E1, HostID: abc=, api error {code}: {message}"
        )
    }),
    ("s3cmd", true, |code, message| format!("ERROR: S3 error: 403 ({code}): {message}")),
    ("mc", false, |_, message| format!("mc: <ERROR> Unable to list folder. {message}")),
];

fn told(text: &str) -> Comparison {
    diagnose(&Evidence::read(text), at("20260101T000030Z"))
}

fn kinds(comparison: &Comparison) -> Vec<&'static str> {
    comparison.causes.iter().map(Finding::kind).collect()
}

#[test]
fn known_answers_are_told_in_the_words_of_every_sdk() {
    for (code, message, kind) in KNOWN {
        for (form, _, text) in FORMS {
            let text = text(code, message);
            let comparison = told(&text);
            assert_eq!(kinds(&comparison).first(), Some(&kind), "{form}: {text}\n{comparison}");
            assert!(!comparison.to_string().contains("not read"), "{form}: {text}\n{comparison}");
        }
    }
}

/// Nothing is denied that nobody knows, and nothing is told that is not there.
#[test]
fn unknown_answers_are_not_denied_in_the_words_of_any_sdk() {
    for code in CODES {
        for message in WORDINGS {
            for (form, has_code, text) in FORMS {
                let text = text(code, message);
                let comparison = told(&text);
                let kinds = kinds(&comparison);
                assert!(!kinds.contains(&"not-the-signature"), "{form}: {text}\n{comparison}");
                assert!(!kinds.contains(&"not-a-url") && !kinds.contains(&"two-signatures"), "{text}\n{comparison}");
                let by_code = has_code && ["AccessDenied", "Forbidden", "Unauthorized"].contains(&code);
                assert!(by_code || !kinds.contains(&"permission"), "{form}: {text}\n{comparison}");
            }
        }
    }
}

/// The words of Postgres' clients for a refused token.
const LOGINS: [&str; 9] = [
    "psql: error: connection to server at \"db.abc.us-east-1.rds.amazonaws.com\" (10.0.0.1), port 5432 failed: FATAL:  PAM \
     authentication failed for user \"app\"",
    "pq: PAM authentication failed for user \"app\"",
    "org.postgresql.util.PSQLException: FATAL: PAM authentication failed for user \"app\"",
    "asyncpg.exceptions.InvalidAuthorizationSpecificationError: PAM authentication failed for user \"app\"",
    "Npgsql.PostgresException (0x80004005): 28000: PAM authentication failed for user \"app\"",
    "error: PAM authentication failed for user \"app\"\n    at Parser.parseErrorMessage (parser.js:283:98) {\n  severity: 'FATAL',\n  \
     code: '28000'\n}",
    "sqlalchemy.exc.OperationalError: (psycopg2.OperationalError) FATAL:  PAM authentication failed for user \"app\"",
    "error returned from database: PAM authentication failed for user \"app\"",
    "failed to connect to `host=db.abc.us-east-1.rds.amazonaws.com user=app database=app`: server error (FATAL: PAM authentication \
     failed for user \"app\" (SQLSTATE 28000))",
];

fn token(host: &str, user: &str, region: &str, seconds: u32) -> String {
    format!(
        "{host}/?Action=connect&DBUser={user}&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20260101%2F{region}\
         %2Frds-db%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires={seconds}&X-Amz-SignedHeaders=host&X-Amz-Signature={}",
        "ab".repeat(32)
    )
}

#[test]
fn logins_with_a_token_that_a_database_refused() {
    let host = "db.abc.us-east-1.rds.amazonaws.com:5432";
    let good = token(host, "app", "us-east-1", 900);
    let tokens = [
        ("", "20260101T000030Z", "token", "15 minutes"),
        (&good, "20260101T000030Z", "token", "rds_iam"),
        (&good, "20260101T004000Z", "expired", "the URL expired at 20260101T001500Z"),
        (
            &token(host, "other", "us-east-1", 900),
            "20260101T000030Z",
            "token",
            "for the user other, and the login is that of app",
        ),
        (&token("db.abc.us-east-1.rds.amazonaws.com", "app", "us-east-1", 900), "20260101T000030Z", "host", "port"),
        (&token(host, "app", "eu-west-1", 900), "20260101T000030Z", "region", "eu-west-1"),
        (&token("db.example.com:5432", "app", "us-east-1", 900), "20260101T000030Z", "endpoint", "db.example.com"),
        (&token(host, "app", "us-east-1", 43_200), "20260101T000030Z", "expiry-too-long", "900"),
        (&token("localhost:5432", "app", "us-east-1", 900), "20260101T000030Z", "endpoint", "localhost"),
        (&format!("https://{good}"), "20260101T000030Z", "token", "without https:// before it"),
    ];
    for login in LOGINS {
        for (token, time, kind, words) in &tokens {
            for text in [format!("{token}\n{login}"), format!("{login}\n\npassword={token}")] {
                let comparison = diagnose(&Evidence::read(&text), at(time));
                let mut told = comparison.causes.iter().chain(&comparison.findings).take(3);
                assert!(
                    told.any(|it| it.kind() == *kind && it.sentence.contains(words)),
                    "{kind}: {text}\n{comparison}"
                );
                let kinds = kinds(&comparison);
                let wrong = ["not-the-signature", "secret", "signature", "permission", "cors", "plus", "not-signed"];
                assert!(kinds.iter().all(|kind| !wrong.contains(kind)), "{text}\n{comparison}");
            }
        }
    }
}
