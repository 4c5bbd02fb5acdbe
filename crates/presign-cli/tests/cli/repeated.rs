//! What is given twice, by options of its own and by `--header`, `--query` and `--field`, and values that S3 does not know.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::program::{AT, bare, file, presign, without_code};

const OBJECT: &str = "s3://examplebucket/k";

fn refused(arguments: &[&str], sentence: &str) {
    let outcome = presign(&[arguments, &["--at", AT]].concat()).run();
    let line = format!("presign: {sentence}\n");
    assert_eq!(
        (outcome.code, outcome.stdout.as_str(), without_code(&outcome.stderr).as_str()),
        (2, "", line.as_str()),
        "{arguments:?}"
    );
}

#[test]
fn an_option_and_a_name_that_say_the_same_are_refused() {
    let key = file("key", [b'k'; 32]);
    let (sse, sse_value) =
        ("x-amz-server-side-encryption-customer-algorithm", "x-amz-server-side-encryption-customer-algorithm: AES256");
    let upload = ["--upload-id", "ID"];
    for (arguments, part, name) in [
        (vec!["put", OBJECT, "--header", "content-length: 1", "--content-length", "2"], "header", "content-length"),
        (vec!["put", OBJECT, "--content-length", "1", "--header", "Content-Length: 1"], "header", "content-length"),
        (vec!["put", OBJECT, "--content-type", "a/b", "--header", "Content-Type: c/d"], "header", "content-type"),
        (
            vec!["put", OBJECT, "--attachment", "a", "--header", "content-disposition: inline"],
            "header",
            "content-disposition",
        ),
        (vec!["put", OBJECT, "--sse-c", &key, "--header", sse_value], "header", sse),
        (vec!["get", OBJECT, "--sse-c", &key, "--header", sse_value], "header", sse),
        (vec!["get", OBJECT, "--header", "range: bytes=0-1", "--header", "range: bytes=0-1"], "header", "range"),
        (vec!["get", OBJECT, "--version-id", "1", "--query", "versionId=1"], "parameter", "versionId"),
        (vec!["delete", OBJECT, "--version-id", "1", "--query", "versionId=2"], "parameter", "versionId"),
        (
            vec!["get", OBJECT, "--attachment", "a", "--query", "response-content-disposition=inline"],
            "parameter",
            "response-content-disposition",
        ),
        (vec!["list", "s3://examplebucket/a", "--query", "prefix=b"], "parameter", "prefix"),
        ([&["multipart", "abort", OBJECT, "--query", "uploadId=1"][..], &upload].concat(), "parameter", "uploadId"),
        (
            [&["multipart", "part", OBJECT, "--part", "1", "--query", "partNumber=1"][..], &upload].concat(),
            "parameter",
            "partNumber",
        ),
        (
            vec!["copy", OBJECT, "--source", "s3://b/k", "--header", "x-amz-copy-source: b/k"],
            "header",
            "x-amz-copy-source",
        ),
        (
            vec!["url", "GET", "https://examplebucket.s3.amazonaws.com/k?versionId=1", "--query", "versionId=1"],
            "parameter",
            "versionId",
        ),
        (
            vec![
                "sign",
                "POST",
                "https://dynamodb.us-east-1.amazonaws.com/",
                "--header",
                "content-type: application/json",
                "--header",
                "content-type: application/x-amz-json-1.0",
            ],
            "header",
            "content-type",
        ),
    ] {
        refused(&arguments, &format!("the {part} {name} is repeated, but it holds a single value"));
    }
    let post = ["post", OBJECT, "--content-type", "a/b", "--field", "content-type=a/b"];
    refused(&post, "the form already has the field content-type");
    let post = ["post", OBJECT, "--starts-with", "acl=", "--starts-with", "acl=p"];
    refused(&post, "the form already has a starts-with condition on the field acl");
    // Lists are lists.
    let lists = ["put", OBJECT, "--header", "cache-control: no-cache", "--header", "cache-control: private"];
    assert_eq!(presign(&lists).run().code, 0);
}

#[test]
fn values_that_are_not_in_their_format_are_refused() {
    for (header, sentence) in [
        ("content-md5: xyz", "the header content-md5 is not the base64 of 16 bytes"),
        ("expires: tomorrow", "the header expires is not a time as in Sun, 30 Aug 2015 12:36:00 GMT"),
        (
            "content-type: image/*",
            "the header content-type is not one media type such as image/png: it has an asterisk",
        ),
        ("x-amz-acl:", "the header x-amz-acl is empty"),
    ] {
        refused(&["put", OBJECT, "--header", header], sentence);
    }
    refused(&["put", OBJECT, "--content-type", ""], "the header content-type is empty");
    refused(&["get", OBJECT, "--version-id", ""], "the version id is empty");
    refused(
        &["post", OBJECT, "--content-type", "image/*"],
        "the form field Content-Type is not one media type such as image/png: it has an asterisk",
    );
}

/// The words that S3 documents for each header: the model's, and those of the pages.
fn words() -> BTreeMap<String, Vec<String>> {
    #[derive(Deserialize)]
    struct Model {
        values: BTreeMap<String, Vec<String>>,
    }
    let mut model: Model = toml::from_str(include_str!("../../../../tests/vectors/s3-model.toml")).unwrap();
    for prefix in ["", "copy-source-"] {
        let name = format!("x-amz-{prefix}server-side-encryption-customer-algorithm");
        model.values.insert(name, vec!["AES256".into()]);
    }
    model.values
}

#[test]
fn words_that_s3_does_not_know_get_a_warning_that_has_those_that_it_knows() {
    let words = words();
    assert!(words.len() > 20);
    let warned = |arguments: &[&str]| {
        let outcome = bare(arguments)
            .env("AWS_ACCESS_KEY_ID", "A")
            .env("AWS_SECRET_ACCESS_KEY", "S")
            .env("AWS_REGION", "us-east-1")
            .run();
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        outcome.stderr
    };
    for (header, known) in &words {
        for word in known {
            assert_eq!(warned(&["put", OBJECT, "--header", &format!("{header}: {word}")]), "", "{header}: {word}");
        }
        for word in ["standardia", &known[0].to_lowercase(), &known[0].to_uppercase()] {
            if known.iter().any(|known| known == word) {
                continue;
            }
            let sentence = format!("is no word that S3 knows: it knows {}\n", known.join(", "));
            let sentence = format!("presign: warning: {word} in the header {header} {sentence}");
            assert_eq!(warned(&["put", OBJECT, "--header", &format!("{}: {word}", header.to_uppercase())]), sentence);
        }
    }
    let acl = words["x-amz-acl"].join(", ");
    let sentence =
        |part: &str| format!("presign: warning: public in the {part} is no word that S3 knows: it knows {acl}\n");
    let header = ["--header", "x-amz-acl: public"];
    let url = "https://examplebucket.s3.amazonaws.com/k";
    for command in [
        vec!["put", OBJECT, "s3://examplebucket/other"],
        vec!["copy", OBJECT, "--source", "s3://b/k"],
        vec!["multipart", "create", OBJECT],
        vec!["multipart", "plan", OBJECT, "--upload-id", "ID", "--size", "20MiB"],
        vec!["url", "PUT", url],
        vec!["sign", "PUT", url],
    ] {
        assert_eq!(warned(&[&command[..], &header].concat()), sentence("header x-amz-acl"), "{command:?}");
    }
    assert_eq!(warned(&["post", OBJECT, "--field", "acl=public"]), sentence("field acl"));
    let other = ["sign", "PUT", "https://sqs.us-east-1.amazonaws.com/", "--header", "x-amz-acl: public"];
    assert_eq!(warned(&other), "");
}
