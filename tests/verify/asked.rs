//! What a verified request asks for: its parameters and signed headers, decoded, and what changes the meaning of its method.

use presign::verify::{Payload, Refusal, SignedRequest, SourceObject, Verified};
use presign::{Request, Rules, Signer, SigningKey};

use crate::fixtures::{HOUR, credentials, now, signer};
use crate::server::{policy, target};

const HOST: &str = "s3.example";

/// A client that repeats parameters.
fn client() -> Signer {
    signer("s3").with_rules(Rules::S3.refuse_repeated_parameters(false))
}

/// A request with this query, percent-encoded, and these headers, signed in its URL or by its headers, as it arrives.
fn sent(in_url: bool, method: &str, query: &str, headers: &[(&str, &str)]) -> Verified {
    let url = format!("https://{HOST}/photos/a?{query}");
    let mut request = Request::new(method, &url).unwrap();
    for (name, value) in headers {
        request = request.header(name, value);
    }
    if in_url {
        let url = request.presign(&client(), HOUR, now()).unwrap();
        // A client may spell what it sends differently from this crate: the signature is the same.
        let signed = target(url.as_str()).split_once("X-Amz-Algorithm").unwrap().1;
        let target = format!("/photos/a?{query}&X-Amz-Algorithm{signed}");
        return verified(method, &target, url.headers().chain([("host", HOST)]));
    }
    let signed = request.sign(&client(), now()).unwrap();
    verified(method, &format!("/photos/a?{query}"), signed.headers().chain([("host", HOST)]))
}

fn verified<'a>(method: &str, target: &str, headers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Verified {
    let request = SignedRequest::parse(method, target, headers).unwrap();
    let (verified, _) = request.verify(&credentials(), now(), &policy()).expect(target);
    assert_eq!(verified.payload(), &Payload::Unsigned, "{target}");
    verified
}

#[track_caller]
fn assert_error<T: std::fmt::Debug>(result: Result<T, Refusal>, sentence: &str) {
    let error = result.unwrap_err();
    assert_eq!((error.to_string().as_str(), error.code(), error.status()), (sentence, "InvalidArgument", 400));
}

/// The sub-resources of S3 and the parameters that choose what an operation acts on: the literal parameters in the request
/// URIs of botocore's service model (botocore 1.44.8, `s3/2006-03-01`), and `partNumber`, `uploadId`, `versionId` and
/// `annotationName` of its members in the query.
const MEANING: [&str; 44] = [
    "abac",
    "accelerate",
    "acl",
    "analytics",
    "annotation",
    "annotationName",
    "attributes",
    "cors",
    "delete",
    "encryption",
    "intelligent-tiering",
    "inventory",
    "legal-hold",
    "lifecycle",
    "location",
    "logging",
    "metadataAnnotationTable",
    "metadataConfiguration",
    "metadataInventoryTable",
    "metadataJournalTable",
    "metadataTable",
    "metrics",
    "notification",
    "object-lock",
    "ownershipControls",
    "partNumber",
    "policy",
    "policyStatus",
    "publicAccessBlock",
    "renameObject",
    "replication",
    "requestPayment",
    "restore",
    "retention",
    "select",
    "session",
    "tagging",
    "torrent",
    "uploadId",
    "uploads",
    "versionId",
    "versioning",
    "versions",
    "website",
];

/// The other members in the query of the same model, and its literal parameters with a value.
const PARTS: [&str; 29] = [
    "annotation-prefix",
    "bucket-region",
    "continuation-token",
    "delimiter",
    "encoding-type",
    "fetch-owner",
    "id",
    "key-marker",
    "list-type",
    "marker",
    "max-annotation-results",
    "max-buckets",
    "max-directory-buckets",
    "max-keys",
    "max-parts",
    "max-uploads",
    "part-number-marker",
    "prefix",
    "response-cache-control",
    "response-content-disposition",
    "response-content-encoding",
    "response-content-language",
    "response-content-type",
    "response-expires",
    "select-type",
    "start-after",
    "upload-id-marker",
    "version-id-marker",
    "x-id",
];

/// Each byte of a name escaped, in capitals and small digits in turn.
fn escaped(name: &str) -> String {
    let escape = |(at, byte)| if at % 2 == 0 { format!("%{byte:02x}") } else { format!("%{byte:02X}") };
    name.bytes().enumerate().map(escape).collect()
}

#[test]
fn every_subresource_is_seen_in_every_spelling() {
    for in_url in [true, false] {
        for name in MEANING {
            let spellings = [name.to_owned(), format!("{name}="), format!("{name}=x"), escaped(name)];
            for spelling in spellings {
                for query in [spelling.clone(), format!("prefix=a&{spelling}&list-type=2"), format!("&&{spelling}")] {
                    assert_eq!(sent(in_url, "POST", &query, &[]).subresources().unwrap(), [name], "{query}");
                }
            }
        }
        // Neither those of other stores nor those that S3 gets later are lost.
        for name in ["new", "Prefix", "ACL", "Signature", "amz", "x-oss-process", "é", "a b", "a\nb"] {
            assert_eq!(sent(in_url, "PUT", &escaped(name), &[]).subresources().unwrap(), [name]);
        }
        assert_eq!(
            sent(in_url, "PUT", "uploadId=1&partNumber=2", &[]).subresources().unwrap(),
            ["partNumber", "uploadId"]
        );
        for name in PARTS {
            let request = sent(in_url, "GET", &format!("{name}=x&X-Amz-Acl=private"), &[]);
            assert!(request.subresources().unwrap().is_empty(), "{name}");
        }
    }
}

#[test]
fn no_subresource_is_taken_twice() {
    for query in ["acl&acl", "acl=&%61cl=1", "acl&Acl", "versionId=1&a&VERSIONID=2"] {
        let name = sent(true, "GET", query, &[]).subresources().unwrap_err().to_string();
        assert!(name.ends_with("in the query appears more than once"), "{name}");
    }
    let refused = sent(false, "GET", "acl&tagging&acl", &[]);
    assert_error(refused.subresources(), "the parameter \"acl\" in the query appears more than once");
}

#[test]
fn parameters_are_decoded_in_their_order() {
    for in_url in [true, false] {
        let request = sent(in_url, "GET", "b=%2f%2B&%61=%C3%A9&b&%26=%3D%26", &[]);
        let parameters: Vec<_> = request.parameters().unwrap().take(4).collect();
        assert_eq!(parameters, [("b", "/+"), ("a", "é"), ("b", ""), ("&", "=&")]);
        assert_eq!(request.parameters().unwrap().count(), if in_url { 10 } else { 4 });
        assert_eq!(request.parameter("a"), Ok(Some("é")));
        assert_eq!(request.parameter("c"), Ok(None));
        assert_error(request.parameter("b"), "the parameter \"b\" in the query appears more than once");
        assert_error(request.parameter("A"), "the parameter \"A\" in the query is written with other capital letters");
    }
    let request = sent(true, "GET", "prefix=a%2F&Prefix=b", &[]);
    assert_error(request.parameter("prefix"), "the parameter \"prefix\" in the query appears more than once");
}

/// They would be shown as U+FFFD, which is what another request may be for.
#[test]
fn nothing_is_shown_of_a_query_that_is_not_utf8() {
    for in_url in [true, false] {
        for (query, name) in
            [("a=%FF", "a"), ("%c3=1", "\u{FFFD}"), ("prefix=x&a%ED%A0%80", "a\u{FFFD}\u{FFFD}\u{FFFD}")]
        {
            let request = sent(in_url, "GET", query, &[]);
            let sentence = format!("the parameter {name:?} in the query is not UTF-8");
            assert_error(request.parameters().map(Iterator::count), &sentence);
            assert_error(request.parameter("other"), &sentence);
            assert_error(request.subresources(), &sentence);
            assert_error(request.instructions(), &sentence);
            assert_error(request.instruction("x-amz-acl"), &sentence);
            assert_error(request.copy_source(), &sentence);
        }
        // U+FFFD itself may be asked for.
        assert_eq!(sent(in_url, "GET", "prefix=%EF%BF%BD", &[]).parameter("prefix"), Ok(Some("\u{FFFD}")));
    }
}

#[test]
fn signed_headers_alone_have_a_value() {
    let headers = [("Content-Type", " text/plain "), ("x-amz-meta-a", "1"), ("a", "1"), ("a", "2")];
    for in_url in [true, false] {
        let request = sent(in_url, "PUT", "", &headers);
        assert_eq!(request.signed_header("content-TYPE"), Ok(Some("text/plain")));
        assert_eq!(request.signed_header("Host"), Ok(Some(HOST)));
        assert_eq!(request.signed_header("range"), Ok(None));
        let refused = request.signed_header("A").unwrap_err();
        assert_eq!(refused.to_string(), "the request has the header a more than once");
        let values: Vec<_> = request.signed_header_values().filter(|(name, _)| !name.starts_with("x-amz-")).collect();
        assert_eq!(values, [("a", "1"), ("a", "2"), ("content-type", "text/plain"), ("host", HOST)]);
    }
    let url = Request::put(&format!("https://{HOST}/photos/a")).unwrap().presign(&signer("s3"), HOUR, now()).unwrap();
    let request =
        verified("PUT", target(url.as_str()), [("host", HOST), ("Range", "bytes=0-1"), ("range", "bytes=9-")]);
    assert_eq!(request.signed_header("range"), Ok(None));
    assert!(request.signed_header_values().eq([("host", HOST)]));
}

/// S3 obeys an instruction in the query of a URL, whatever its case: a URL that copies has its source there.
#[test]
fn instructions_are_seen_wherever_they_stand() {
    let names = ["x-amz-copy-source", "x-amz-acl", "x-amz-bypass-governance-retention", "x-amz-new"];
    for in_url in [true, false] {
        for name in names {
            for spelling in [name.to_owned(), name.to_uppercase(), escaped(name), escaped(&name.to_uppercase())] {
                let request = sent(in_url, "PUT", &format!("a=1&{spelling}=b%2Fc"), &[]);
                assert_eq!(request.instructions().unwrap(), [(name.to_owned(), "b/c")], "{spelling}");
                assert_eq!(request.instruction(&name.to_uppercase()), Ok(Some("b/c")));
                let twice = sent(in_url, "PUT", &format!("{spelling}=b%2Fc"), &[(name, "b/c")]);
                let sentence = format!("the request says {name} more than once, in its headers or its query");
                assert_error(twice.instructions(), &sentence);
                assert_error(twice.instruction("x-amz-other"), &sentence);
                assert_error(twice.copy_source(), &sentence);
                let twice = sent(in_url, "PUT", &format!("{spelling}=b%2Fc&{name}=d"), &[]);
                assert_error(twice.instructions(), &sentence);
            }
            let request = sent(in_url, "PUT", "", &[(name, "b/c")]);
            assert_eq!(request.instructions().unwrap(), [(name.to_owned(), "b/c")]);
            assert_eq!(request.instruction("x-amz-other"), Ok(None));
        }
        assert!(sent(in_url, "GET", "prefix=x-amz-acl&amz=1", &[("if-match", "x")]).instructions().unwrap().is_empty());
    }
}

/// A request that is signed as it stands, with this in place of its signature, and has this session token.
fn by_hand(target: &str, headers: &[(&str, &str)], token: Option<&str>) -> Verified {
    let zeros = "0".repeat(64);
    let parse = |signature: &str| {
        let target = target.replace(&zeros, signature);
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.replace(&zeros, signature))).collect();
        let headers = headers.iter().map(|(name, value)| (*name, value.as_str()));
        SignedRequest::parse("GET", &target, headers).unwrap()
    };
    let request = parse(&zeros);
    let text = request.string_to_sign(&request.canonical_request(&Rules::S3).unwrap());
    let key = SigningKey::derive(&credentials(), request.scope());
    parse(&key.sign(&text).to_string()).verify((&key, token), now(), &policy()).unwrap().0
}

/// What the signature does not use is not its own. No signer of this crate makes such requests.
#[test]
fn signing_parameters_in_another_place_are_instructions() {
    let credential = "AKIDEXAMPLE/20150830/us-east-1/s3/aws4_request";
    let (date, signature) = ("20150830T123600Z", "0".repeat(64));
    let names = |request: Verified| -> Vec<_> {
        request.instructions().unwrap().into_iter().map(|(name, value)| format!("{name}={value}")).collect()
    };
    let authorization = format!(
        "AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host;x-amz-date;x-amz-security-token, \
         Signature={signature}"
    );
    let headers = [
        ("host", HOST),
        ("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
        ("x-amz-date", date),
        ("x-amz-security-token", "t"),
        ("authorization", &authorization),
    ];
    assert!(names(by_hand("/", &headers, Some("t"))).is_empty());
    let both = by_hand("/?X-Amz-Date=1&X-Amz-Security-Token=u", &headers, Some("t"));
    assert_eq!(names(both), ["x-amz-date=1", "x-amz-security-token=u"]);
    let target = |signed: &str| {
        format!(
            "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={}&X-Amz-Date={date}&X-Amz-Expires=60\
             &X-Amz-SignedHeaders={signed}&X-Amz-Signature={signature}",
            credential.replace('/', "%2F")
        )
    };
    assert!(names(by_hand(&target("host"), &[("host", HOST)], None)).is_empty());
    let target = format!("{}&X-Amz-Note=1", target("host%3Bx-amz-date"));
    let request = by_hand(&target, &[("host", HOST), ("x-amz-date", "1")], None);
    assert_eq!(names(request), ["x-amz-date=1", "x-amz-note=1"]);
}

fn query_value(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20")
}

/// The copy source in a header, and in the query under three spellings of its name.
fn copies(value: &str) -> Vec<Verified> {
    let mut copies = Vec::new();
    for in_url in [true, false] {
        copies.push(sent(in_url, "PUT", "", &[("x-amz-copy-source", value)]));
        for name in ["X-Amz-Copy-Source", "X-Amz-Copy-Sourc%65", "x%2Damz-copy-source"] {
            copies.push(sent(in_url, "PUT", &format!("{name}={}", query_value(value)), &[]));
        }
    }
    copies
}

/// Source: Amazon S3 API Reference, "CopyObject"; its examples of access points and Outposts among them.
#[test]
fn copy_source_is_decoded_wherever_it_stands() {
    let arn = "arn:aws:s3:us-west-2:123456789012:accesspoint";
    let outpost = "arn:aws:s3-outposts:us-west-2:123456789012:outpost";
    let object = |bucket: &str, key: &str| (bucket.to_owned(), key.to_owned(), None);
    let table = [
        ("payroll/a.txt".to_owned(), object("payroll", "a.txt")),
        ("/payroll/a.txt".to_owned(), object("payroll", "a.txt")),
        ("payroll%2Fa.txt".to_owned(), object("payroll", "a.txt")),
        ("%2fpayroll%2fa.txt".to_owned(), object("payroll", "a.txt")),
        ("p%61yroll/b/%C3%A9%20c%2Bd%25".to_owned(), object("payroll", "b/é c+d%")),
        ("payroll/a b.txt".to_owned(), object("payroll", "a b.txt")),
        ("payroll//a/".to_owned(), object("payroll", "/a/")),
        ("payroll/...".to_owned(), object("payroll", "...")),
        ("payroll/%252e%252e/a".to_owned(), object("payroll", "%2e%2e/a")),
        ("payroll/a%3Fb".to_owned(), object("payroll", "a?b")),
        ("payroll/a?versionId=L4k%2Bq".to_owned(), ("payroll".into(), "a".into(), Some("L4k+q".into()))),
        (format!("{arn}/my-access-point/object/reports/a"), object(&format!("{arn}/my-access-point"), "reports/a")),
        (format!("{arn}/object/object/object/a"), object(&format!("{arn}/object"), "object/a")),
        (format!("{outpost}/my-outpost/object/reports/a"), object(&format!("{outpost}/my-outpost"), "reports/a")),
        (format!("{outpost}/o/accesspoint/object/object/a"), object(&format!("{outpost}/o/accesspoint/object"), "a")),
    ];
    for (value, (bucket, key, version_id)) in &table {
        for request in copies(value) {
            let SourceObject { bucket: a, key: b, version_id: c, .. } = request.copy_source().unwrap().unwrap();
            assert_eq!((&a, &b, &c), (bucket, key, version_id), "{value}");
        }
    }
    assert_eq!(sent(true, "PUT", "acl", &[]).copy_source(), Ok(None));
}

#[test]
fn copy_source_that_servers_read_in_different_ways_is_refused() {
    let shape = "is not a bucket, a slash and a key";
    let dots = "has a segment . or .., which some servers resolve";
    let percent = "has a % that two hexadecimal digits do not follow";
    let plus = "has a bare +, which some servers read as a space: it must be %2B or %20";
    let query = "has a query other than versionId";
    let spaces = "has white space that the signature does not cover: it must be percent-encoded";
    let table = [
        ("photos", shape),
        ("photos/", shape),
        ("/photos", shape),
        ("//photos/a", shape),
        ("%2F%2Fphotos/a", shape),
        ("/", shape),
        ("arn:aws:s3:us-west-2:123456789012:accesspoint/name/a", shape),
        ("arn:aws:s3:us-west-2:123456789012:accesspoint/name/object/", shape),
        ("photos/../payroll/a.txt", dots),
        ("photos%2F..%2Fpayroll/a.txt", dots),
        ("photos/%2e%2E/payroll/a.txt", dots),
        ("photos/a/.", dots),
        ("photos/./a", dots),
        ("../a", dots),
        ("./photos/a", dots),
        ("arn:aws:s3:us-west-2:123456789012:accesspoint/../object/a", dots),
        ("photos/100%", percent),
        ("photos/%zz", percent),
        ("photos/%4", percent),
        ("photos/a+b", plus),
        ("photos/a?versionId=a+b", plus),
        ("photos/a?", query),
        ("photos/a?b", query),
        ("photos/a?versionId=", query),
        ("photos/a?versionid=1", query),
        ("photos/a?versionId=1&acl", query),
        ("photos/a?versionId=1?versionId=2", query),
        ("photos/a?versionId=1&versionId=2", query),
        ("photos/a%3FversionId=1", "has ?versionId= in its key, which some servers read as a version"),
        ("photos/%FF", "is not UTF-8"),
        ("photos/a?versionId=%C3", "is not UTF-8"),
        ("photos/a  b", spaces),
    ];
    for (value, reason) in table {
        for request in copies(value) {
            assert_error(request.copy_source(), &format!("the copy source {reason}"));
        }
    }
    // An empty header cannot be told from none by its signature: a verified request has sent it.
    assert_error(sent(true, "PUT", "X-Amz-Copy-Source", &[]).copy_source(), &format!("the copy source {shape}"));
    assert_eq!(sent(true, "PUT", "", &[]).path(), Ok("/photos/a"));
}
