//! What people tell in their own words: where it works and where it does not. Each sentence is made by machine, and the
//! cause is among the first three, as likely and never as told.

use presign::explain::{Certainty, Comparison, Evidence, diagnose};

use crate::fixtures::at;

/// What is seen, as `{}` in a sentence.
const ERRORS: [&str; 4] =
    ["403 SignatureDoesNotMatch", "403 Forbidden", "an error (SignatureDoesNotMatch)", "status 403"];

/// How people put one place against another.
const CONTRASTS: [&str; 5] = [
    "The presigned URL works with {a} but with {b} I get {e}",
    "It works fine in {a}.\n\nIn {b} the same presigned URL fails: {e}",
    "{e} with {b}, while {a} works without problems (S3, presigned)",
    "Hi, I have a bucket and everything is ok with {a}. As soon as {b} is used, S3 returns {e}. Any idea?",
    "S3: {a} works\nS3: {b} fails\n{e}",
];

/// Where it works, where it fails, and the kinds of which one is among the causes.
const PLACES: [(&str, &str, &[&str]); 30] = [
    ("Postman", "axios", &["content-type", "cors"]),
    ("Postman", "fetch in the browser", &["content-type", "cors"]),
    ("curl", "my React app", &["content-type", "cors"]),
    ("Postman", "my Java code", &["content-type"]),
    ("Postman", "RestTemplate", &["encoded-twice", "content-type"]),
    ("curl", "OkHttp", &["content-type"]),
    ("Chrome", "wget", &["not-signed"]),
    ("Android", "iOS", &["content-type"]),
    ("a GET request", "a HEAD request", &["method"]),
    ("small files", "large files", &["size", "payload"]),
    ("files of 1 MB", "anything bigger than 100 MB", &["size", "payload"]),
    ("plain names", "names with spaces", &["path"]),
    ("ASCII keys", "keys with umlauts", &["path"]),
    ("other keys", "keys with a plus sign", &["path"]),
    ("files in the root of the bucket", "files in a subfolder", &["path"]),
    ("my laptop", "Lambda", &["token-missing", "secret", "permission"]),
    ("my local machine", "the EC2 instance", &["token-missing", "secret", "permission"]),
    ("localhost", "production", &["secret", "permission"]),
    ("direct access", "nginx in front", &["host", "proxy-changes"]),
    ("the IP address", "the domain behind Cloudflare", &["host", "proxy-changes"]),
    ("S3 directly", "CloudFront", &["host"]),
    ("us-east-1", "eu-central-1", &["region"]),
    ("the old bucket", "a new bucket", &["region", "permission"]),
    ("my home network", "the corporate VPN", &["proxy-changes", "permission"]),
    ("my computer", "another machine", &["clock", "secret"]),
    ("the upload without metadata", "the upload with metadata", &["header"]),
    ("the upload without ContentType", "ContentType set", &["content-type"]),
    ("the AWS CLI", "my boto3 script", &["secret", "region"]),
    ("png files", "csv files when I upload them", &["content-type"]),
    ("Linux", "Windows", &["white-space"]),
];

/// What changed, and what stories of time alone tell.
const CHANGES: [(&str, &[&str]); 15] = [
    ("After upgrading boto3 to 1.36 uploads to S3 storage fail with {e}", &["sdk-checksum"]),
    ("Since we updated @aws-sdk/client-s3 our uploads return {e}", &["sdk-checksum"]),
    (
        "rclone: the new version gives {e}, with the previous version the S3 sync works",
        &["sdk-checksum", "proxy-changes"],
    ),
    ("After the upgrade of our Traefik the S3 server answers {e}", &["host"]),
    ("After rotating the keys our S3 uploads fail with {e}", &["secret"]),
    ("We have a new access key and since then get {e} from S3", &["secret"]),
    ("It worked until yesterday, nothing changed, and now S3 says {e}", &["secret"]),
    ("Presigned links stop working after one hour: {e}", &["token"]),
    ("The presigned URL expires too early, after about an hour, with {e}", &["token"]),
    ("Sometimes S3 answers {e}, but when I try again it works", &["not-encoded", "clock"]),
    ("About 1 in 10 presigned URLs fails randomly with {e}", &["not-encoded", "clock"]),
    ("The first time the presigned link works, the second time {e}", &["expired"]),
    ("We sent the presigned link by email and when opened it gives {e}", &["copied"]),
    ("In our HTML template the presigned url is escaped and then fails with {e}", &["html-escaped"]),
    ("const data = new FormData(); fetch(presignedUrl, { method: 'PUT', body: data }) // {e}", &["post-form"]),
];

fn read(paste: &str) -> Comparison {
    diagnose(&Evidence::read(paste), at("20260101T000030Z"))
}

#[track_caller]
fn leads_to(story: &str, kinds: &[&str]) {
    let comparison = read(story);
    let mut first = comparison.causes.iter().take(3);
    assert!(first.any(|cause| kinds.contains(&cause.kind())), "{kinds:?}: {story}\n{comparison}");
    assert!(comparison.causes.iter().all(|cause| cause.certainty == Certainty::Likely), "{story}\n{comparison}");
    assert!(!comparison.to_string().contains("not read"), "{story}\n{comparison}");
}

#[test]
fn what_works_and_what_does_not_lead_to_the_cause() {
    for (works, fails, kinds) in PLACES {
        for sentence in CONTRASTS {
            for error in ERRORS {
                leads_to(&sentence.replace("{a}", works).replace("{b}", fails).replace("{e}", error), kinds);
            }
        }
    }
}

#[test]
fn what_changed_leads_to_the_cause() {
    for (sentence, kinds) in CHANGES {
        for error in ERRORS {
            let story = sentence.replace("{e}", error);
            leads_to(&story, kinds);
            leads_to(&story.to_lowercase().replace("signaturedoesnotmatch", "SignatureDoesNotMatch"), kinds);
            leads_to(&format!("Hello,\n\n{story}\n\nThanks!"), kinds);
        }
    }
}

/// Stories about other things are not explained.
#[test]
fn other_stories_are_not_known() {
    for story in [
        "My car works in summer but not in winter, and there is an error on the dashboard",
        "The tests work on Linux but fail on Windows",
        "npm install works locally but fails in Docker with an error",
        "After the upgrade the printer no longer works from my laptop",
        "Sometimes the build fails, and then it works again",
    ] {
        let comparison = read(story);
        assert!(comparison.causes.iter().all(|cause| cause.kind() == "no-answer"), "{story}\n{comparison}");
    }
}

/// What the server tells stands before what a story makes likely.
#[test]
fn a_story_does_not_outdo_the_server() {
    let answer = "<Error><Code>InvalidAccessKeyId</Code><Message>The AWS Access Key Id you provided does not exist in our records.</Message></Error>";
    for (works, fails, _) in PLACES {
        let story = CONTRASTS[0].replace("{a}", works).replace("{b}", fails).replace("{e}", "this");
        let comparison = read(&format!("{story}\n\n{answer}"));
        assert_eq!(comparison.causes[0].kind(), "access-key", "{story}\n{comparison}");
        assert_eq!(comparison.causes[0].certainty, Certainty::Told, "{story}\n{comparison}");
    }
}

/// The name of a program at the beginning of a sentence is no command.
#[test]
fn sentences_are_no_commands() {
    for start in ["curl -I on", "wget with", "curl gets", "http requests to"] {
        let evidence = Evidence::read(&format!("{start} the presigned url gives 403 but the browser works"));
        assert_eq!((evidence.url.as_deref(), evidence.method.as_deref()), (None, None), "{evidence:?}");
        assert!(evidence.answer.is_some_and(|answer| answer.contains("gives 403")));
    }
    for command in ["curl -I example.com", "curl localhost", "wget \"$URL\"", "curl https://example.com/a"] {
        assert!(Evidence::read(&format!("{command}\n403 Forbidden")).method.is_some(), "{command}");
    }
}
