//! URLs taken apart, and refusals explained.

use serde_json::{Value, json};

use crate::program::{ACCESS_KEY_ID, AT, bare, file, presign};

fn signed(arguments: &[&str]) -> String {
    presign(&[arguments, &["--at", AT]].concat()).stdout().trim_end().to_owned()
}

/// S3's answer to a request that is not as it was signed, with what S3 saw of it: `seen` makes that of what was signed.
fn answer(name: &str, url_of: &[&str], seen: impl Fn(&str) -> String) -> String {
    let explained = presign(&[url_of, &["--at", AT, "--json", "--explain"]].concat()).stdout();
    let explained: Value = serde_json::from_str(&explained).unwrap();
    let seen = seen(explained["canonical_request"].as_str().unwrap()).replace('&', "&amp;");
    file(
        name,
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>SignatureDoesNotMatch</Code><Message>The request \
             signature we calculated does not match the signature you provided. Check your key and signing method.\
             </Message><AWSAccessKeyId>{ACCESS_KEY_ID}</AWSAccessKeyId><CanonicalRequest>{seen}</CanonicalRequest></Error>"
        ),
    )
}

#[test]
fn a_url() {
    let url = signed(&["put", "s3://examplebucket/a", "--content-type", "text/plain"]);
    let explain = ["explain", &url, "--at", "20130524T003000Z"];
    let text = bare(&explain).stdout();
    for part in ["examplebucket.s3.us-east-1.amazonaws.com", "/a\n", ACCESS_KEY_ID, "us-east-1\n", "content-type"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("finding"), "{text}");
    let json: Value = serde_json::from_str(&bare(&[&explain[..], &["--json"]].concat()).stdout()).unwrap();
    assert_eq!(
        json,
        json!({
            "signed_with": "Signature Version 4",
            "host": "examplebucket.s3.us-east-1.amazonaws.com",
            "path": "/a",
            "access_key_id": ACCESS_KEY_ID,
            "region": "us-east-1",
            "service": "s3",
            "has_session_token": false,
            "signed_at": "2013-05-24T00:00:00Z",
            "expires_at": "2013-05-24T01:00:00Z",
            "seconds_left": 1800,
            "headers_to_send": ["content-type"],
            "operation": json["operation"],
            "findings": [],
        })
    );
    let piped = bare(&["explain", "-", "--at", "20130524T003000Z"]).input(format!("{url}\n")).stdout();
    assert_eq!(piped, text);
}

#[test]
fn findings() {
    let url = signed(&["get", "s3://examplebucket/a"]);
    let expired = bare(&["explain", &url, "--at", "20130525T010000Z"]).run();
    assert_eq!((expired.code, expired.stderr.as_str()), (1, ""));
    assert!(expired.stdout.contains("\nfinding          the URL expired at 20130524T010000Z, "), "{}", expired.stdout);
    let json = bare(&["explain", &url, "--at", "20130525T010000Z", "--json"]).run();
    assert_eq!((json.code, json.stderr.as_str()), (1, ""));
    let json: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["findings"][0]["kind"], "expired");
    assert_eq!(bare(&["explain", "no URL at all"]).run().code, 1);
}

#[test]
fn the_signature_is_not_checked() {
    let explain = |url: &str| bare(&["explain", url, "--at", AT]).run();
    let url = signed(&["get", "s3://examplebucket/a"]).replace("/a?", "/b?");
    let outcome = explain(&url);
    let line = "\nsignature        not checked: with the secret access key at hand, `presign verify METHOD URL` checks it, and \
                `presign explain --solve URL` finds what it was made for\n";
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    assert!(outcome.stdout.ends_with(line), "{}", outcome.stdout);
    // Programs read the library's form.
    let json = bare(&["explain", &url, "--at", AT, "--json"]).stdout();
    assert!(!json.contains("not checked"), "{json}");
    // What this program cannot check, and what has no signature.
    let old = "https://b.s3.amazonaws.com/a?AWSAccessKeyId=A&Expires=1369354500&Signature=c2lnbmF0dXJl";
    assert!(explain(old).stdout.ends_with("\nsignature        not checked\n"));
    assert!(!explain("https://example.com/").stdout.contains("not checked"));
}

#[test]
fn neither_signature_nor_token_is_shown() {
    let url = presign(&["get", "s3://examplebucket/a"]).env("AWS_SESSION_TOKEN", "TOKENEXAMPLE").stdout();
    let (_, signature) = url.trim_end().split_once("X-Amz-Signature=").unwrap();
    for option in [&[][..], &["--json"]] {
        let text = bare(&[&["explain", url.trim_end()], option].concat()).run().stdout;
        assert!(!text.contains("TOKENEXAMPLE") && !text.contains(signature), "{text}");
    }
}

#[test]
fn an_answer() {
    let put = ["put", "s3://examplebucket/a", "--content-type", "text/plain"];
    let url = signed(&put);
    let method = answer("method.xml", &put, |text| text.replacen("PUT", "GET", 1));

    // With all that was signed.
    let header = ["--header", "content-type: text/plain"];
    let explain = [&["explain", &url, "--error", &method, "--method", "PUT"], &header[..]].concat();
    let compared = presign(&explain).run();
    assert_eq!((compared.code, compared.stderr.as_str()), (1, ""));
    let cause = "\nproved           the request was sent with GET, but it was signed for PUT\n";
    assert!(compared.stdout.contains(cause), "{}", compared.stdout);
    let json: Value = serde_json::from_str(&presign(&[&explain[..], &["--json"]].concat()).run().stdout).unwrap();
    assert_eq!(json["code"], "SignatureDoesNotMatch");
    assert_eq!(json["causes"][0]["kind"], "method");
    assert_eq!(json["differences"], json!([{ "line": "method", "signed": "PUT", "received": "GET" }]));

    // As it was pasted out of HTML: what is signed again is the URL that was meant.
    let pasted = format!("<{}>", url.replace('&', "&amp;"));
    let explain = [&["explain", &pasted, "--error", &method, "--method", "PUT", "--json"], &header[..]].concat();
    let json: Value = serde_json::from_str(&presign(&explain).run().stdout).unwrap();
    assert_eq!(json["differences"], json!([{ "line": "method", "signed": "PUT", "received": "GET" }]));
    let kinds: Vec<_> = json["findings"].as_array().unwrap().iter().map(|finding| &finding["kind"]).collect();
    assert_eq!(kinds, ["copied", "html-escaped"], "{json}");
    let sentence = "the URL was copied out of HTML: it has &amp; where & should be";
    assert_eq!(json["findings"][1]["sentence"], sentence);
    let text = presign(&[&explain[..6], &header].concat()).run().stdout;
    assert!(text.contains(&format!("\nfinding          {sentence}\n")), "{text}");

    // With the URL alone, and without credentials.
    let host =
        answer("host.xml", &put, |text| text.replace("host:examplebucket.s3.us-east-1.amazonaws.com", "host:proxy"));
    let compared = bare(&["explain", &url, "--error", &host, "--json"]).run();
    assert_eq!((compared.code, compared.stderr.as_str()), (1, ""));
    let json: Value = serde_json::from_str(&compared.stdout).unwrap();
    assert_eq!(json["causes"][0]["kind"], "host", "{json}");

    // With nothing of the signing.
    let alone = bare(&["explain", "--error", &host]).run();
    assert_eq!((alone.code, alone.stderr.as_str()), (1, ""));
    assert!(alone.stdout.contains("\nlikely           "), "{}", alone.stdout);
}

#[test]
fn an_answer_from_standard_input() {
    let text = "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>";
    let outcome = bare(&["explain", "--error", "-"]).input(text).run();
    // The signature was good.
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{}", outcome.stdout);
    let outcome = bare(&["explain", "--error", "-"]).input("<html>502</html>").run();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (1, ""), "{}", outcome.stdout);
}

#[test]
fn what_cannot_be_signed_again() {
    let put = ["put", "s3://examplebucket/a"];
    let url = signed(&put);
    let error = answer("again.xml", &put, str::to_owned);
    let again = |url: &str| {
        vec!["explain".to_owned(), url.to_owned(), "--error".into(), error.clone(), "--method".into(), "PUT".into()]
    };
    let refusal = |url: &str| {
        let arguments = again(url);
        presign(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).env("AWS_ACCESS_KEY_ID", "OTHER").refusal()
    };
    assert_eq!(
        refusal(&url),
        format!(
            "presign: the URL was signed with the access key id {ACCESS_KEY_ID}, the credentials at hand are those of OTHER\n"
        )
    );
    assert_eq!(
        refusal("https://example.com/"),
        "presign: the URL is not presigned by Signature Version 4: without --method it is explained as it is\n"
    );
}

/// A URL that is still valid: of one that has expired, `--solve` says so.
fn signed_now(arguments: &[&str]) -> String {
    presign(arguments).stdout().trim_end().to_owned()
}

#[test]
fn solving() {
    let url = signed_now(&["put", "s3://examplebucket/a", "--content-type", "text/plain"]);
    let header = "content-type: text/plain;charset=UTF-8";
    let solve = ["explain", &url, "--solve", "--header", header];
    let found = presign(&[&solve[..], &["--method", "PUT"]].concat()).run();
    assert_eq!((found.code, found.stderr.as_str()), (1, ""));
    let sentence = "the signature is right for a request with the header content-type text/plain instead of \
                    text/plain;charset=UTF-8\n";
    assert_eq!(found.stdout, sentence);

    // The method is GET where none is given.
    let json: Value = serde_json::from_str(&presign(&[&solve[..], &["--json"]].concat()).run().stdout).unwrap();
    assert_eq!((&json["found"], &json["changes"][1]["line"]), (&json!(true), &json!("header content-type")));
    assert_eq!(json["changes"][0], json!({ "kind": "method", "line": "method", "signed": "PUT", "sent": "GET" }));
    assert_eq!(json["findings"], json!([]));

    let right = ["explain", &url, "--solve", "--method", "PUT", "--header", "content-type: text/plain"];
    let right = presign(&right).run();
    assert_eq!((right.code, right.stdout.as_str()), (0, "the signature is right for what was sent\n"));
}

#[test]
fn solving_in_vain() {
    let url = signed_now(&["get", "s3://examplebucket/a"]);
    let tried = "tried            another method, header, host, path, query, payload hash, session token, day, region or \
                 service, and a damaged secret: up to three of them at once\n\
                 next             compare it with the server's answer by `presign explain URL --error FILE`; \
                 docs/signature-does-not-match.md (https://docs.rs/presign/latest/presign/explain/) lists the causes, the \
                 first of them another secret access key\n";
    let solve = ["explain", &url, "--solve", "--budget", "1000"];
    let wrong = || presign(&solve).env("AWS_SECRET_ACCESS_KEY", "another");
    let outcome = wrong().run();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (1, ""));
    let none = "none of the 1000 requests that were tried has this signature\n";
    let budget = "budget           used up: --budget NUMBER tries more\n";
    assert_eq!(outcome.stdout, [none, tried, budget].concat());
}

#[test]
fn solving_tells_the_findings_too() {
    // The space was percent-encoded, and someone decoded it.
    let url = signed_now(&["get", "s3://examplebucket/a b"]).replace("/a%20b?", "/a b?");
    let finding = "the path of the URL contains ' ', which must be percent-encoded";
    let solved = presign(&["explain", &url, "--solve"]).run();
    let right = "the signature is right for what was sent";
    assert_eq!((solved.code, solved.stdout), (1, format!("finding          {finding}\n{right}\n")));
    let plain = bare(&["explain", &url]).run();
    assert!(plain.stdout.contains(&format!("\nfinding          {finding}\n")), "{}", plain.stdout);
    let json: Value = serde_json::from_str(&presign(&["explain", &url, "--solve", "--json"]).run().stdout).unwrap();
    assert_eq!(
        json["findings"],
        serde_json::from_str::<Value>(&bare(&["explain", &url, "--json"]).run().stdout).unwrap()["findings"]
    );
    assert_eq!(json["findings"][0]["sentence"], finding);
}

#[test]
fn solving_looks_at_the_url_at_another_time() {
    let url = signed(&["get", "s3://examplebucket/a"]);
    let right = "the signature is right for what was sent\n";
    let then = presign(&["explain", &url, "--solve", "--at", "20130524T003000Z"]);
    assert_eq!(then.stdout(), right);
    let later = presign(&["explain", &url, "--solve", "--at", "2013-05-24T02:00:00Z"]).run();
    assert_eq!(later.code, 1);
    assert!(later.stdout.starts_with("finding          ") && later.stdout.ends_with(right), "{}", later.stdout);
}

#[test]
fn what_solving_does_not_go_with() {
    let url = signed(&["get", "s3://examplebucket/a"]);
    for options in
        [&["--solve", "--error", "-"][..], &["--error", "-", "--at", AT], &["--body", "a"], &["--budget", "1"]]
    {
        assert_eq!(presign(&[&["explain", &url], options].concat()).run().code, 2, "{options:?}");
    }
}

#[test]
fn a_whole_command_of_curl() {
    let url = signed_now(&["put", "s3://examplebucket/a", "--content-type", "text/plain"]);
    let solve = |command: &str| presign(&["explain", command, "--solve"]).run().stdout;
    let right = "the signature is right for what was sent\n";
    for command in [
        format!("curl -X PUT -H 'Content-Type: text/plain' '{url}' --data-binary @a"),
        format!(
            "$ curl -sS --request=PUT \\\n  --header \"content-type: text/plain\" \\\n  -e https://x.example '{url}'"
        ),
        format!("curl -T a -H'content-type:text/plain' --url '{url}'"),
        format!("curl '{url}' -XPUT -o https://out -H 'content-type: text/plain'"),
    ] {
        assert_eq!(solve(&command), right, "{command}");
    }
    let sentence = "the signature is right for a request with the method PUT instead of POST\n";
    assert_eq!(solve(&format!("curl -d x -H 'content-type: text/plain' '{url}'")), sentence);
    let sentence = sentence.replace("POST", "HEAD");
    assert_eq!(solve(&format!("curl --head -H 'content-type: text/plain' '{url}'")), sentence);
    // What is said on the command line comes before what curl was told.
    let posted = format!("curl -d x '{url}'");
    let told = ["explain", &posted, "--solve", "--method", "PUT", "--header", "content-type: text/plain"];
    assert_eq!(presign(&told).run().stdout, right);

    let url = signed(&["put", "s3://examplebucket/a", "--content-type", "text/plain"]);
    let inspected = bare(&["explain", &format!("curl -X PUT '{url}'"), "--at", AT]).run();
    assert_eq!((inspected.code, inspected.stderr.as_str()), (1, ""));
    let told = "proved           the header content-type is signed, and the command does not send it: send it with the value \
                that was signed\n";
    let plain = bare(&["explain", &url, "--at", AT]).stdout();
    assert_eq!(inspected.stdout.replace(told, ""), plain);
    assert_ne!(inspected.stdout, plain);
}
