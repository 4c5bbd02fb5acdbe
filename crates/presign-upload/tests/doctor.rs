//! The doctor: against a bucket that is as it should be, and against one fault each.

mod stub;
mod support;

use std::process::{Command, Output};

use presign_upload::doctor::{self, Verdict};
use presign_upload::server::Server;
use presign_upload::target::Target;

use crate::stub::{answering, serving};

const ORIGIN: &str = "https://upload.example.com";

/// Runs it with the environment of this server, changed so.
fn run(server: &Server, arguments: &[&str], changed: &[(&str, &str)]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_presign-upload"));
    for name in ["AWS_SESSION_TOKEN", "ALL_PROXY", "HTTP_PROXY", "all_proxy", "http_proxy", "PRESIGN_UPLOAD_ORIGIN"] {
        command.env_remove(name);
    }
    command.env("S3_ENDPOINT", server.endpoint()).env("S3_BUCKET", server.bucket()).env("AWS_REGION", server.region());
    command.env("AWS_ACCESS_KEY_ID", server.credentials().access_key_id());
    command.env("AWS_SECRET_ACCESS_KEY", server.secret_access_key()).envs(changed.iter().copied());
    let Output { status, stdout, stderr } =
        command.args(["doctor", "--origin", ORIGIN]).args(arguments).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&stderr), "");
    let text = String::from_utf8(stdout).unwrap();
    assert!(!text.contains("X-Amz-Signature") && !text.contains(server.secret_access_key()), "{text}");
    (status.code(), text)
}

/// The verdicts that are not good.
fn marks(text: &str) -> Vec<&str> {
    let marks = text.lines().filter(|line| !line.starts_with(' ') && !line.starts_with("good"));
    marks.take_while(|line| !line.is_empty()).map(|line| line.split("  ").next().unwrap()).collect()
}

#[test]
fn a_bucket_that_is_as_it_should_be_has_no_fault_and_nothing_is_left_in_it() {
    let server = Server::start_for_pages(&[ORIGIN.to_owned()]).unwrap();

    let (code, text) = run(&server, &[], &[]);

    assert_eq!(code, Some(0), "{text}");
    // s3s has no such rules.
    assert_eq!(marks(&text), ["unknown"], "{text}");
    for about in ["endpoint", "clock", "signature", "put", "checksum", "once", "private", "links", "parts", "cors"] {
        assert!(text.contains(&format!("good     {about:<10} ")), "{about}: {text}");
    }
    assert!(text.ends_with("\nA page can upload to this bucket.\n"), "{text}");
    assert_eq!(server.folder().join("uploads").read_dir().unwrap().count(), 0);
}

#[test]
fn a_bucket_without_rules_for_pages_is_told_them() {
    let server = Server::start().unwrap();

    for arguments in [&[][..], &["--apply"]] {
        let (code, text) = run(&server, arguments, &[]);

        assert_eq!(code, Some(1), "{text}");
        assert!(
            text.contains("FAULT    cors       The bucket does not let a page at https://upload.example.com upload.")
        );
        let json = &text[text.find('{').unwrap()..];
        let mut documents = serde_json::Deserializer::from_str(json).into_iter::<serde_json::Value>();
        let rules = documents.next().unwrap().unwrap();
        assert_eq!(rules["CORSRules"][0]["AllowedOrigins"][0], ORIGIN);
        assert_eq!(rules["CORSRules"][0]["ExposeHeaders"][0], "ETag");
        let is_tried = text.contains("The rule was not set: 501 NotImplemented.");
        assert_eq!(is_tried, !arguments.is_empty(), "{text}");
    }
}

/// One thing wrong, one fault, and what to do.
#[test]
fn whoever_is_not_let_in_is_told_why() {
    let server = Server::start_for_pages(&[ORIGIN.to_owned()]).unwrap();
    let old = "HTTP/1.1 200 OK\r\ndate: Sun, 30 Aug 2015 12:36:00 GMT\r\nconnection: close\r\ncontent-length: 20\r\n\r\n\
               <ListBucketResult />";
    let (long_ago, _requests) = answering(Some(old));
    for (name, value, about, words) in [
        ("S3_ENDPOINT", "http://127.0.0.1:1", "endpoint", "gives no answer: "),
        ("AWS_ACCESS_KEY_ID", "AKIDOTHER", "signature", "does not know AWS_ACCESS_KEY_ID"),
        ("AWS_SECRET_ACCESS_KEY", "another", "signature", "AWS_SECRET_ACCESS_KEY is not the one"),
        ("AWS_REGION", "eu-north-1", "signature", "AWS_REGION is not the bucket's region"),
        ("S3_BUCKET", "no-such-bucket", "signature", "S3_BUCKET is not the name of a bucket"),
        ("S3_ENDPOINT", &long_ago, "clock", "seconds ahead of the server's."),
    ] {
        let (code, text) = run(&server, &[], &[(name, value)]);

        assert_eq!((code, marks(&text)), (Some(1), vec!["FAULT"]), "{name}: {text}");
        assert!(text.contains(&format!("FAULT    {about}")) && text.contains(words), "{name}: {text}");
        assert!(text.ends_with("\nOne thing has to be mended.\n"), "{text}");
    }
}

/// Setting rules replaces those that are there: another site would be locked out, or files be kept for ever.
#[test]
fn rules_that_are_there_are_not_replaced() {
    let server = Server::start().unwrap();
    let rules = "<Rules><Rule></Rule></Rules>";
    let answer = format!("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{rules}", rules.len());
    let (endpoint, requests) = answering(Some(answer.leak()));

    let (_, text) = run(&server, &["--apply"], &[("S3_ENDPOINT", &endpoint)]);

    for about in ["cors", "lifecycle"] {
        let line =
            format!("WARNING  {about:<10} The rule was not set: the bucket has rules already, which it would replace.");
        assert!(text.contains(&line), "{text}");
    }
    let mut put = requests.try_iter().filter(|request| request.method == "PUT");
    assert!(put.all(|request| !["cors", "lifecycle"].iter().any(|name| request.parameters.contains_key(*name))));
}

/// Each server is told in its own words, and keys that may do too much are told where they need not.
#[test]
fn the_cure_is_in_the_words_of_the_server() {
    let server = Server::start().unwrap();
    for (name, words) in [
        ("MinIO", &["MINIO_API_CORS_ALLOW_ORIGIN=https://upload.example.com", "mc admin policy attach"][..]),
        ("Other", &["aws s3api put-bucket-cors", "aws s3api put-bucket-lifecycle-configuration"]),
        ("AmazonS3", &["aws s3api put-bucket-cors", "aws iam put-user-policy", "WARNING  policy"]),
    ] {
        let answer = format!(
            "HTTP/1.1 200 OK\r\nserver: {name}\r\nconnection: close\r\ncontent-length: 20\r\n\r\n<ListBucketResult />"
        );
        let (endpoint, _requests) = answering(Some(answer.leak()));

        let (code, text) = run(&server, &[], &[("S3_ENDPOINT", &endpoint)]);

        assert_eq!(code, Some(1), "{text}");
        for words in words {
            assert!(text.contains(words), "{name}: {words}: {text}");
        }
        assert!(!text.contains("BUCKET"), "{text}");
    }
    let denied = "<Error><Code>AccessDenied</Code></Error>";
    let length = denied.len();
    let denied = format!("HTTP/1.1 403 F\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{denied}");
    let (endpoint, _requests) = answering(Some(denied.leak()));
    // Garage does not say who it is, but its keys do.
    let (code, text) =
        run(&server, &[], &[("S3_ENDPOINT", &endpoint), ("AWS_ACCESS_KEY_ID", "GK31c2f218a2e44f485b94239e")]);
    assert!(code == Some(1) && text.contains("garage bucket allow --read --write presign-upload --key KEY"), "{text}");
}

/// Keys that may upload may not set rules: what they need besides is said, and only where it would help.
#[test]
fn what_cannot_be_set_is_said_with_what_it_needs() {
    let server = Server::start_for_pages(&[ORIGIN.to_owned()]).unwrap();
    for (status, code, expected) in [
        (403, "AccessDenied", &["`--apply` needs keys of the bucket's owner, once.", "put-bucket-cors"][..]),
        (
            501,
            "NotImplemented",
            &["The server keeps no such rules", "The server has no rules", "list-multipart-uploads"],
        ),
        (405, "MethodNotAllowed", &["The server keeps no such rules", "The server has no rules"]),
    ] {
        let body = format!("<Error><Code>{code}</Code></Error>");
        let no = format!("HTTP/1.1 {status} No\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        let ok = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 20\r\n\r\n<ListBucketResult />";
        let (endpoint, _requests) = serving(move |request| {
            let is_rule = ["cors", "lifecycle"].iter().any(|name| request.parameters.contains_key(*name));
            Some(if is_rule { no.clone() } else { ok.to_owned() }.into_bytes())
        });

        let (_, text) = run(&server, &["--apply"], &[("S3_ENDPOINT", &endpoint)]);

        for words in expected {
            assert!(text.contains(words), "{status}: {words}: {text}");
        }
        assert!(text.contains(&format!("The rule was not set: {status} {code}.")), "{text}");
        // Nobody is sent where it was just refused.
        assert_eq!(text.contains("doctor --apply` sets this rule"), status == 403, "{text}");
    }
}

/// A server that looks at no checksum is no reason to say that nothing can be uploaded.
#[test]
fn what_is_damaged_is_kept_by_some_servers() {
    let server = Server::start_for_pages(&[ORIGIN.to_owned()]).unwrap();
    let ok = "HTTP/1.1 200 OK\r\nconnection: close\r\naccess-control-allow-origin: *\r\ncontent-length: 0\r\n\r\n";
    let refusal = "<Error><Code>PreconditionFailed</Code></Error>";
    let length = refusal.len();
    let no = format!("HTTP/1.1 412 No\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{refusal}");
    let mut keys = std::collections::BTreeSet::new();
    let (endpoint, requests) = serving(move |request| {
        let is_there = request.method == "PUT" && !keys.insert(request.path.clone());
        Some(if is_there { no.clone() } else { ok.to_owned() }.into_bytes())
    });

    let (_, text) = run(&server, &["--apply"], &[("S3_ENDPOINT", &endpoint)]);

    assert!(text.contains("good     put        A file can be uploaded."), "{text}");
    assert!(text.contains("WARNING  checksum   The server has kept content with a wrong SHA-256."), "{text}");
    assert!(text.contains("good     once "), "{text}");
    assert!(text.contains("WARNING  links      The server ignores response-content-disposition"), "{text}");
    // Nothing is left behind.
    let (mut put, mut deleted) = (Vec::new(), Vec::new());
    for request in requests.try_iter() {
        match &*request.method {
            "PUT" => put.push(request.path),
            "DELETE" => deleted.push(request.path),
            _ => {}
        }
    }
    // The rules that are set have the path of the bucket.
    put.retain(|path| path.contains("/uploads/") && !path.ends_with("-in-parts"));
    assert!(!put.is_empty() && put.iter().all(|path| deleted.contains(path)), "{put:?} {deleted:?}");
}

/// As s3s-fs answers: what is refused is there all the same, and a list of parts has no tags.
#[test]
fn what_a_server_says_is_looked_at_twice() {
    let server = Server::start().unwrap();
    let (endpoint, _requests) = serving(|request| {
        let has = |name: &str| request.parameters.contains_key(name);
        let (status, body) = match &*request.method {
            "PUT" if request.path.ends_with("-damaged") => (400, "<Error><Code>BadDigest</Code></Error>"),
            "POST" if has("uploads") => {
                (200, "<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>")
            }
            "GET" if has("uploadId") => {
                (200, "<ListPartsResult><Part><PartNumber>1</PartNumber><Size>5</Size></Part></ListPartsResult>")
            }
            _ => (200, ""),
        };
        let length = if request.method == "HEAD" { 0 } else { body.len() };
        let head =
            format!("HTTP/1.1 {status} A\r\nconnection: close\r\netag: \"0\"\r\ncontent-length: {length}\r\n\r\n");
        Some((head + body).into_bytes())
    });

    let (_, text) = run(&server, &[], &[("S3_ENDPOINT", &endpoint)]);

    assert!(text.contains("WARNING  checksum   The server has kept content with a wrong SHA-256."), "{text}");
    assert!(text.contains("WARNING  parts      The list of parts does not tell their entity tags"), "{text}");
}

/// A bucket reads a pattern as the service does: it is asked as one of its pages, and told the pattern.
#[test]
fn a_pattern_of_origins_is_asked_for_as_one_of_its_pages() {
    let pattern = "https://*.example.com";
    for (set, verdict) in [(&[pattern.to_owned()][..], Verdict::Good), (&[], Verdict::Fault)] {
        let target = Target::embedded(set).unwrap();
        let findings = doctor::examine(&target, pattern, "uploads/", false).unwrap();
        let cors = findings.iter().find(|finding| finding.about == "cors").unwrap();
        assert_eq!(cors.verdict, verdict, "{cors:?}");
        assert_eq!(cors.cure.contains(pattern), verdict == Verdict::Fault, "{cors}");
    }
}

#[test]
fn rules_are_for_the_prefix_and_nothing_is_put_elsewhere() {
    let server = Server::start_for_pages(&[ORIGIN.to_owned()]).unwrap();

    let (code, text) = run(&server, &["--prefix", "team/in/"], &[]);

    assert_eq!(code, Some(0), "{text}");
    // The folder of the embedded bucket is made at its first object.
    assert_eq!(server.folder().join("team/in").read_dir().unwrap().count(), 0);
    assert!(!server.folder().join("uploads").exists());
}
