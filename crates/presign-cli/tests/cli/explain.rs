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
            "causes": [],
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

/// What is likely of a URL alone, and what mends it, is in JSON as it is in words.
#[test]
fn causes_and_cures_in_json() {
    let url = signed(&["get", "s3://examplebucket/a"]);
    let url = url.replace("https://examplebucket.s3.us-east-1.amazonaws.com", "https://examplebucket.minio");
    let paste = format!("{url}\nError: getaddrinfo ENOTFOUND examplebucket.minio (@aws-sdk/client-s3)");
    let text = bare(&["explain", &paste, "--at", AT]).run().stdout;
    let json: Value = serde_json::from_str(&bare(&["explain", &paste, "--at", AT, "--json"]).run().stdout).unwrap();
    let cause = &json["causes"][0];
    assert_eq!((&cause["kind"], &cause["certainty"]), (&json!("endpoint"), &json!("likely")), "{json}");
    assert_eq!(cause["cures"], json!([{ "tool": "JavaScript v3", "line": "forcePathStyle: true" }]));
    assert!(text.contains(cause["sentence"].as_str().unwrap()), "{text}");
    assert!(text.contains("\n  cure           JavaScript v3: forcePathStyle: true\n"), "{text}");
    assert_eq!(json["signed_with"], "Signature Version 4");
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

/// What the secret proves is the first line.
fn first(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

const RIGHT: &str = "proved           the signature is right for what was sent";

#[test]
fn solving() {
    let url = signed_now(&["put", "s3://examplebucket/a", "--content-type", "text/plain"]);
    let header = "content-type: text/plain;charset=UTF-8";
    let sentence = "proved           the signature is right for a request with the header content-type text/plain instead \
                    of text/plain;charset=UTF-8";
    // It needs no asking, where the credentials are at hand.
    for solve in [&["--solve"][..], &[]] {
        let solve = [&["explain", &url, "--header", header, "--method", "PUT"], solve].concat();
        let found = presign(&solve).run();
        assert_eq!((found.code, found.stderr.as_str()), (1, ""));
        assert_eq!(first(&found.stdout), sentence);
        let json: Value = serde_json::from_str(&presign(&[&solve[..], &["--json"]].concat()).run().stdout).unwrap();
        assert_eq!((&json["solve"]["found"], json["solve"]["changes"].as_array().unwrap().len()), (&json!(true), 1));
        let change = json!({
            "kind": "content-type", "line": "header content-type",
            "signed": "text/plain", "sent": "text/plain;charset=UTF-8",
        });
        assert_eq!(json["solve"]["changes"][0], change);
        assert_eq!(json["host"], "examplebucket.s3.us-east-1.amazonaws.com");
    }
    let right = ["explain", &url, "--method", "PUT", "--header", "content-type: text/plain"];
    let right = presign(&right).run();
    assert_eq!((right.code, first(&right.stdout)), (0, RIGHT));
    // Of a URL alone nobody says what was sent.
    let alone = presign(&["explain", &url]).run();
    let guessed = "proved           the signature is right for a request with the method PUT instead of GET and with the \
                   header content-type text/plain added: what was sent is not known, --method and --header tell it";
    assert_eq!((alone.code, first(&alone.stdout)), (0, guessed));
    // Without credentials, or with those of another key, there is nothing to prove.
    assert!(!bare(&["explain", &url]).run().stdout.contains("proved"));
    assert!(!presign(&["explain", &url]).env("AWS_ACCESS_KEY_ID", "OTHER").run().stdout.contains("proved"));
}

#[test]
fn an_unsigned_header_and_one_that_is_not_sent_are_told() {
    let url = signed_now(&["put", "s3://examplebucket/a"]);
    let told = presign(&["explain", &format!("curl -X PUT -H 'x-amz-acl: public-read' '{url}'")]).run();
    assert_eq!((told.code, first(&told.stdout)), (1, RIGHT));
    let line =
        "likely           the header x-amz-acl is sent but is not signed: S3 refuses such a request with AccessDenied";
    assert_eq!(told.stdout.lines().nth(1), Some(line));
    let url = signed_now(&["put", "s3://examplebucket/a", "--header", "x-amz-meta-tag: blue"]);
    let told = presign(&["explain", &format!("curl -X PUT '{url}'"), "--solve", "--budget", "2000"]).run();
    let line = "the header x-amz-meta-tag is signed but is not sent: send it with the value that was signed";
    assert!(told.code == 1 && told.stdout.contains(line), "{}", told.stdout);
}

#[test]
fn solving_in_vain() {
    let url = signed_now(&["get", "s3://examplebucket/a"]);
    let wrong = |options: &[&str]| {
        let arguments = [&["explain", &url, "--budget", "1000"], options].concat();
        presign(&arguments).env("AWS_SECRET_ACCESS_KEY", "another").run()
    };
    let outcome = wrong(&["--solve"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (1, ""));
    let lines: Vec<_> = outcome.stdout.lines().collect();
    assert_eq!(lines[0], "search           none of the 1000 requests that were tried has this signature");
    assert!(lines[1].starts_with("tried            ") && lines[1].ends_with("as many as the budget allows"));
    assert_eq!(lines[2], "budget           1000 requests, used up: --budget NUMBER tries more");
    let next = |text: &str| text.lines().filter(|line| line.starts_with("next")).map(str::to_owned).collect::<Vec<_>>();
    let all = [
        "next             --error FILE compares it with the server's answer",
        "next             --other-host HOST tries the host that the signer knows the server by, if a proxy hides it",
        "next             --method METHOD says what was sent, if it was not a GET",
        "next             --header 'NAME: VALUE' says the headers that were sent",
        "next             the first cause to think of is another secret access key, or a header signed with a value that \
         only its signer knows: give that value with --header",
    ];
    assert_eq!(next(&outcome.stdout), all);
    // What was given is not asked for.
    let given = ["--solve", "--other-host", "in.example", "--method", "PUT", "--header", "a: b"];
    let body = "next             --body FILE tries the hash of the body";
    assert_eq!(next(&wrong(&given).stdout), [all[0], body, all[4]]);
    let moment = wrong(&[]);
    assert_eq!(next(&moment.stdout), ["next             --solve tries more requests, and says what was tried"]);
}

#[test]
fn solving_and_an_answer_go_together() {
    // The path was encoded twice when it was signed: the URL that is sent has it once.
    let put = ["put", "s3://examplebucket/a b"];
    let url = signed(&put).replace("/a%20b?", "/a%2520b?");
    let error = answer("together.xml", &put, str::to_owned);
    let sent = url.replace("%2520", "%20");
    for options in [&[][..], &["--method", "PUT"], &["--solve", "--method", "PUT"]] {
        let told = presign(&[&["explain", &url, "--error", &error], options].concat()).run();
        let proved = "proved           the signature is right for a request with ";
        assert!(first(&told.stdout).starts_with(proved), "{options:?} {}", told.stdout);
        assert!(first(&told.stdout).contains("the path /a%20b instead of /a%2520b"), "{options:?} {}", told.stdout);
        assert!(!told.stdout.contains("another secret access key"), "{}", told.stdout);
        let right = presign(&[&["explain", &sent, "--error", &error], options].concat()).run();
        assert!(first(&right.stdout).starts_with("proved           the signature is right for "), "{}", right.stdout);
    }
    // All that arrived next to all that was signed, method and query first.
    let told = presign(&["explain", &sent, "--error", &error, "--method", "PUT"]).run().stdout;
    let table = told.split("\n\n").last().unwrap();
    let columns = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let lines: Vec<_> = table.lines().map(columns).collect();
    assert_eq!(lines[0], ["signed", "arrived"]);
    assert_eq!(lines[1], ["method", "PUT", "PUT"]);
    assert_eq!(lines[2], ["query", "X-Amz-Algorithm", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256"]);
    assert!(lines.contains(&columns("path /a%20b /a%20b")), "{table}");
    // One side is enough.
    let alone = bare(&["explain", "--error", &error]).run().stdout;
    let table: Vec<_> = alone.lines().map(columns).collect();
    assert!(table.contains(&columns("method - PUT")), "{alone}");
}

#[test]
fn solving_tells_the_findings_too() {
    // The space was percent-encoded, and someone decoded it.
    let url = signed_now(&["get", "s3://examplebucket/a b"]).replace("/a%20b?", "/a b?");
    let finding = "the path of the URL contains ' ', which must be percent-encoded";
    let solved = presign(&["explain", &url, "--solve"]).run();
    assert_eq!((solved.code, first(&solved.stdout)), (1, RIGHT));
    assert!(solved.stdout.contains(&format!("\nfinding          {finding}\n")), "{}", solved.stdout);
    let json: Value = serde_json::from_str(&presign(&["explain", &url, "--solve", "--json"]).run().stdout).unwrap();
    assert_eq!(json["findings"][0]["sentence"], finding);
}

#[test]
fn solving_looks_at_the_url_at_another_time() {
    let url = signed(&["get", "s3://examplebucket/a"]);
    let then = presign(&["explain", &url, "--solve", "--at", "20130524T003000Z"]);
    assert_eq!(first(&then.stdout()), RIGHT);
    let later = presign(&["explain", &url, "--solve", "--at", "2013-05-24T02:00:00Z"]).run();
    assert_eq!((later.code, first(&later.stdout)), (1, RIGHT));
    assert!(later.stdout.contains("\nfinding          the URL expired"), "{}", later.stdout);
}

/// No part of the credentials is in a report for a public issue, whatever they are and wherever they were written.
#[test]
fn a_report_to_share_has_no_credentials() {
    let ids = ["AKIAIOSFODNN7EXAMPLE", "minioadmin", "GK31c2f218a2e44f485b94239e"];
    let secrets = ["wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "minio/pass+word=1", "0123456789abcdef0123456789abcdef"];
    let tokens = ["IQoJb3JpZ2luX2VjEXAMPLE/with+more=", "short/token", "plainTOKEN123"];
    for ((id, secret), token) in ids.into_iter().zip(secrets).zip(tokens) {
        let run = |arguments: &[&str]| {
            let it = presign(arguments).env("AWS_ACCESS_KEY_ID", id).env("AWS_SECRET_ACCESS_KEY", secret);
            it.env("AWS_SESSION_TOKEN", token).run()
        };
        let url = run(&["get", "s3://examplebucket/a"]).stdout.trim_end().to_owned();
        let encoded = |text: &str| text.replace('/', "%2F").replace('+', "%2B").replace('=', "%3D");
        let message = format!("no {id} with {secret} and {token}, {} or {}", encoded(secret), encoded(token));
        let document = format!("<Error><Code>AccessDenied</Code><Message>{message}</Message></Error>");
        let error = file(&format!("share-{id}"), document);
        let command = format!("curl -H 'x-custom: {secret}' -H 'x-other: {token}' '{url}'");
        let path = url.replace("/a?", &format!("/{}/{}?", encoded(secret), encoded(token)));
        for arguments in [
            &["explain", &url, "--share"][..],
            &["explain", &url, "--share", "--error", &error],
            &["explain", &command, "--share", "--error", &error],
            &["explain", &command, "--share", "--solve", "--budget", "1000"],
            &["explain", &path, "--share"],
        ] {
            let text = run(arguments).stdout;
            assert!(text.starts_with("presign ") && text.contains("\n```text\n") && text.ends_with("```\n"), "{text}");
            let signature = url.split("X-Amz-Signature=").nth(1).unwrap();
            for hidden in [id, secret, token, &encoded(secret), &encoded(token), signature] {
                assert!(!text.contains(hidden), "{hidden} in {arguments:?}\n{text}");
            }
        }
    }
}

#[test]
fn a_whole_command_of_curl() {
    let url = signed_now(&["put", "s3://examplebucket/a", "--content-type", "text/plain"]);
    let solve = |command: &str| first(&presign(&["explain", command]).run().stdout).to_owned();
    let right = RIGHT;
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
    let sentence = "proved           the signature is right for a request with the method PUT instead of POST";
    assert_eq!(solve(&format!("curl -d x -H 'content-type: text/plain' '{url}'")), sentence);
    let sentence = sentence.replace("POST", "HEAD");
    assert_eq!(solve(&format!("curl --head -H 'content-type: text/plain' '{url}'")), sentence);
    // What is said on the command line comes before what curl was told.
    let posted = format!("curl -d x '{url}'");
    let told = ["explain", &posted, "--solve", "--method", "PUT", "--header", "content-type: text/plain"];
    assert_eq!(first(&presign(&told).run().stdout), right);

    let url = signed(&["put", "s3://examplebucket/a", "--content-type", "text/plain"]);
    let inspected = bare(&["explain", &format!("curl -X PUT '{url}'"), "--at", AT]).run();
    assert_eq!((inspected.code, inspected.stderr.as_str()), (1, ""));
    let told = "proved           the header content-type is signed, and the command does not send it: send it with the value \
                that was signed\n";
    let plain = bare(&["explain", &url, "--at", AT]).stdout();
    assert_eq!(inspected.stdout.replace(told, ""), plain);
    assert_ne!(inspected.stdout, plain);
}

#[test]
fn several_words_are_read_as_if_they_were_pasted_together() {
    let url = presign(&["put", "s3://examplebucket/cat.jpg", "--at", AT]).stdout();
    let url = url.trim();
    let answer = "<?xml version=\"1.0\"?>\n<Error><Code>InvalidAccessKeyId</Code><Message>The AWS Access Key Id you provided \
                  does not exist in our records.</Message></Error>";
    let together = presign(&["explain", &format!("{url}\n{answer}")]).run();
    assert!(together.stdout.contains("InvalidAccessKeyId"), "{}", together.stdout);
    for words in [&["explain", url, answer][..], &["explain", answer, url], &["explain", "PUT", url, answer]] {
        let apart = presign(words).run();
        assert_eq!((apart.code, apart.stderr.as_str()), (together.code, ""), "{}", apart.stdout);
        assert!(apart.stdout.contains("InvalidAccessKeyId"), "{}", apart.stdout);
    }
    assert_eq!(presign(&["explain", url, answer]).run().stdout, together.stdout);
    let piped = presign(&["explain", url, "-"]).input(answer.as_bytes()).run();
    assert_eq!(piped.stdout, together.stdout);
    let sentence = "presign: the curl command is not quoted: write it as in `presign explain \"curl -T FILE 'https://...'\"`, or \
                    give it to `presign explain -` on standard input\n";
    for words in [&["explain", "curl", url][..], &["explain", "curl", "-T", "a", url]] {
        assert_eq!(presign(words).refusal(), sentence);
    }
}

/// The content type was signed as one value and arrived as another one. Whatever of the request is handed in, the secret
/// proves which one was signed, and nothing is told as signed that only arrived.
#[test]
fn what_was_signed_is_told_by_the_secret_and_not_by_what_arrived() {
    let put = ["put", "s3://examplebucket/cat.jpg", "--content-type"];
    let url = signed(&[&put[..], &["image/jpeg"]].concat());
    let (_, signature) = url.split_once("X-Amz-Signature=").unwrap();
    let arrived = answer("arrived", &[&put[..], &["image/png"]].concat(), str::to_owned);
    let provided = format!("<SignatureProvided>{signature}</SignatureProvided></Error>");
    let xml = std::fs::read_to_string(arrived).unwrap().replace("</Error>", &provided);
    let error = file("answer.xml", &xml);
    let proved = "proved           the signature is right for a request with the header content-type image/jpeg instead of \
                  image/png\n";
    let png = "content-type: image/png";
    let curl = format!("curl -X PUT -H '{png}' '{url}'");
    for words in [
        &["--error", &error][..],
        &[&xml],
        &["--error", &error, &url],
        &[&url, &xml],
        &["--error", &error, &url, "--method", "PUT"],
        &["--error", &error, &url, "--method", "PUT", "--header", png],
        &[&curl, &xml],
    ] {
        let told = presign(&[&["explain"], words].concat()).run();
        assert_eq!((told.code, told.stderr.as_str()), (1, ""), "{words:?}");
        assert!(told.stdout.starts_with(proved), "{words:?}: {}", told.stdout);
        assert!(!told.stdout.contains("was not signed") && !told.stdout.contains("proxy"), "{}", told.stdout);
        let row = |name: &str| told.stdout.lines().rev().find(|line| line.starts_with(name)).unwrap_or_default();
        let columns = |row: &str| row.split_whitespace().map(str::to_owned).collect::<Vec<_>>().join(" ");
        assert_eq!(columns(row("header content-type")), "header content-type image/jpeg ≠ image/png", "{words:?}");
        assert_eq!(columns(row("method")), "method PUT PUT", "{words:?}");
        let json = presign(&[&["explain", "--json"], words].concat()).run().stdout;
        let json: Value = serde_json::from_str(&json).unwrap();
        let line = json["lines"].as_array().unwrap().iter().find(|it| it["line"] == "header content-type").unwrap();
        assert_eq!((&line["signed"], &line["received"]), (&json!("image/jpeg"), &json!("image/png")));
    }
    // Without the secret, what was sent is not said to have been signed.
    let told = bare(&["explain", &curl, &xml]).run().stdout;
    assert!(told.contains(" sent ") && !told.contains("proved"), "{told}");
    // Another secret proves nothing.
    let told = presign(&["explain", "--error", &error]).env("AWS_SECRET_ACCESS_KEY", "other").run().stdout;
    assert!(!told.contains("proved") && !told.contains("image/jpeg"), "{told}");
}
