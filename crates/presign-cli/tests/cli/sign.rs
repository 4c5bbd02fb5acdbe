//! Any request to any service, signed by its headers.

use serde_json::{Value, json};

use crate::program::{ACCESS_KEY_ID, AT, Presign, SECRET, bare, file, presign};

/// The SHA-256 of nothing.
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

fn sign(arguments: &[&str]) -> Presign {
    presign(&[&["sign"], arguments, &["--at", AT]].concat())
}

fn line<'a>(printed: &'a str, name: &str) -> &'a str {
    printed.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap_or_default()
}

fn signature(printed: &str) -> &str {
    line(printed, "authorization").rsplit('=').next().unwrap()
}

/// Source: Amazon S3 API reference, "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)".
#[test]
fn examples_of_s3() {
    let get = "https://examplebucket.s3.amazonaws.com/test.txt";
    let printed = sign(&["GET", get, "--header", "range: bytes=0-9", "--payload-hash", EMPTY]).stdout();
    assert_eq!(
        printed,
        format!(
            "authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
             SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, \
             Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41\n\
             range: bytes=0-9\nx-amz-content-sha256: {EMPTY}\nx-amz-date: 20130524T000000Z\n"
        )
    );

    let body = file("body", "Welcome to Amazon S3.");
    let put = "https://examplebucket.s3.amazonaws.com/test%24file.text";
    let date = "date: Fri, 24 May 2013 00:00:00 GMT";
    let class = "x-amz-storage-class: REDUCED_REDUNDANCY";
    let arguments = |body| ["PUT", put, "--header", date, "--header", class, "--body", body];
    let expected = "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd";
    assert_eq!(signature(&sign(&arguments(&body)).stdout()), expected);
    let piped = sign(&arguments("-")).input("Welcome to Amazon S3.").stdout();
    assert_eq!(signature(&piped), expected, "from standard input");
}

/// Source: AWS's signing test suite, `post-x-www-form-urlencoded` without the headers that only it signs, and IAM's
/// documented ListUsers.
#[test]
fn other_services() {
    let keys = |arguments: &[&str]| {
        let at = ["--at", "20150830T123600Z"];
        bare(&[&["sign"], arguments, &at].concat())
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
    };
    let url = "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08";
    let content_type = "content-type: application/x-www-form-urlencoded; charset=utf-8";
    // Region and service are the host's.
    let printed = keys(&["GET", url, "--header", content_type]).stdout();
    assert_eq!(signature(&printed), "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    assert_eq!(line(&printed, "x-amz-content-sha256"), "", "only S3 must be told");

    let vanilla = ["GET", "https://example.amazonaws.com/", "--service", "service", "--region", "us-east-1"];
    let printed = keys(&vanilla).stdout();
    assert_eq!(signature(&printed), "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
}

#[test]
fn json() {
    let url = "https://b.s3.eu-central-1.amazonaws.com/k";
    let repeated = ["--header", "x-amz-meta-a: 1", "--header", "x-amz-meta-a: 2"];
    let arguments = [&["PUT", url, "--region", "eu-central-1", "--query", "tagging", "--json"][..], &repeated].concat();
    let printed = sign(&arguments).env("AWS_SESSION_TOKEN", "a/token==").stdout();
    let mut json: Value = serde_json::from_str(&printed).unwrap();
    let authorization = json["headers"]["authorization"].take();
    let scope = "Credential=AKIAIOSFODNN7EXAMPLE/20130524/eu-central-1/s3/aws4_request, SignedHeaders=host;\
        x-amz-content-sha256;x-amz-date;x-amz-meta-a;x-amz-security-token, ";
    assert!(authorization.as_str().unwrap().starts_with(&format!("AWS4-HMAC-SHA256 {scope}")), "{authorization}");
    assert_eq!(
        json,
        json!({
            "method": "PUT",
            "url": format!("{url}?tagging="),
            "headers": {
                "authorization": null,
                "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
                "x-amz-date": AT,
                "x-amz-meta-a": "1,2",
                "x-amz-security-token": "a/token==",
            },
        })
    );
}

/// What is printed is what `verify` accepts, with its body and with no other.
#[test]
fn what_is_signed_is_verified() {
    let url = "https://examplebucket.s3.amazonaws.com/a%20b%2Bc?acl=";
    let printed = sign(&["PUT", url, "--header", "content-type: text/plain", "--body", "-"]).input("hello").stdout();
    let request =
        |body: &str| format!("PUT /a%20b%2Bc?acl HTTP/1.1\nHost: examplebucket.s3.amazonaws.com\n{printed}\n{body}");
    let verify = |body: &str| presign(&["verify", "--request", "-", "--at", AT]).input(request(body)).run();
    assert_eq!(verify("hello").code, 0, "{}", verify("hello").stderr);
    assert_eq!(
        verify("other").stderr,
        "presign: the body is not the one whose SHA-256 is signed (XAmzContentSHA256Mismatch, status 400)\n"
    );
}

/// Hosts whose service is not the first part of their name.
#[test]
fn the_scope_is_that_of_the_host() {
    for (host, expected) in [
        ("cloudhsmv2.us-west-2.amazonaws.com", "us-west-2/cloudhsm"),
        ("cloudhsmv2-fips.us-gov-west-1.api.aws", "us-gov-west-1/cloudhsm"),
        ("email.eu-west-1.amazonaws.com", "eu-west-1/ses"),
        ("monitoring.cn-north-1.amazonaws.com.cn", "cn-north-1/monitoring"),
        ("states.us-iso-east-1.c2s.ic.gov", "us-iso-east-1/states"),
        ("sync-states.eu-west-1.amazonaws.com", "eu-west-1/states"),
        ("models.lex.us-east-1.amazonaws.com", "us-east-1/lex"),
        ("runtime-v2-lex.us-east-1.api.aws", "us-east-1/lex"),
        ("data-ats.iot.eu-west-1.amazonaws.com", "eu-west-1/iotdata"),
        ("api.ecr.us-gov-east-1.amazonaws.com", "us-gov-east-1/ecr"),
        ("bedrock-runtime.eu-central-1.amazonaws.com", "eu-central-1/bedrock"),
        ("x.eu-west-1.aoss.amazonaws.com", "eu-west-1/aoss"),
        ("x.lambda-url.eu-west-1.on.aws", "eu-west-1/lambda"),
        ("vpce-1a-2b.runtime.sagemaker.eu-west-1.vpce.amazonaws.com", "eu-west-1/sagemaker"),
        ("iam.us-gov.amazonaws.com", "us-gov-west-1/iam"),
        ("route53.amazonaws.com.cn", "cn-northwest-1/route53"),
    ] {
        let printed = bare(&["sign", "POST", &format!("https://{host}/"), "--at", AT])
            .env("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID)
            .env("AWS_SECRET_ACCESS_KEY", SECRET)
            .stdout();
        assert!(printed.contains(&format!("/{expected}/aws4_request")), "{host}: {printed}");
    }
}

#[test]
fn the_service_is_asked_for_where_the_host_does_not_tell_it() {
    for host in [
        "no-such-service.eu-west-1.amazonaws.com",
        "maps.geo.eu-west-1.amazonaws.com",
        "my-balancer-1a2b.elb.eu-west-1.amazonaws.com",
        "cloudhsmv2.us-west-2.amazonaws.com.example.com",
        "cloudhsmv2.us-west-2.evil-amazonaws.com",
    ] {
        let refusal = sign(&["POST", &format!("https://{host}/")]).refusal();
        assert!(refusal.contains("--service <NAME>"), "{host}: {refusal}");
    }
}

#[test]
fn hosts_that_contradict_the_options() {
    let outcome = sign(&["GET", "https://b.s3.eu-central-1.amazonaws.com/k", "--region", "us-west-2"]).run();
    assert_eq!(
        (outcome.code, outcome.stderr.as_str()),
        (
            0,
            "presign: warning: the host b.s3.eu-central-1.amazonaws.com belongs to the region eu-central-1, but the URL \
             is signed for us-west-2: --region eu-central-1 agrees with the host\n"
        )
    );
    assert!(outcome.stdout.contains("/us-west-2/s3/"), "{}", outcome.stdout);
}

#[test]
fn a_region_is_needed() {
    let url = "https://example.com/";
    let call = bare(&["sign", "GET", url, "--service", "sts"]).env("AWS_ACCESS_KEY_ID", "A");
    let refusal = call.env("AWS_SECRET_ACCESS_KEY", "secret").refusal();
    assert_eq!(
        refusal,
        "presign: no region: give one as in --region eu-central-1, set AWS_REGION, or put a region into the profile\n"
    );
    assert!(bare(&["sign", "GET", url, "--service", "sts"]).refusal().starts_with("presign: no credentials: "));
}

#[test]
fn a_body_in_the_place_of_its_file() {
    let signed = |body: &str| sign(&["POST", "https://sts.us-east-1.amazonaws.com/", "--body", body]);
    let told = "presign: --body names a file, without @: write the body into one, or give it on standard input with --body -\n";
    let long = format!("[{}0]", "0, ".repeat(3000));
    for body in ["{}", r#" {"TableName": "a"}"#, "[1]", "<a/>", r#""text""#, "Action=A&Version=1", "@body.json", &long]
    {
        assert_eq!(signed(body).refusal(), told, "{body}");
    }
    let missing = signed("no-such-file.json").refusal();
    assert!(missing.starts_with("presign: no-such-file.json was not read: "), "{missing}");
    // A file with such a name is read.
    assert!(signed(&file("a=b", "x")).stdout().starts_with("authorization: "));
}
