//! Whatever is pasted is read: each shape in which people have a request, with several URLs, in each way of quoting.

use presign::explain::{Evidence, diagnose};

use crate::fixtures::at;

const SIGNATURE: &str = "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

/// URLs with what is hard to quote.
fn urls() -> Vec<String> {
    let query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
                 &X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=content-type%3Bhost&X-Amz-Signature=";
    [
        "https://examplebucket.s3.amazonaws.com/test.txt?",
        "https://s3.eu-west-1.amazonaws.com/examplebucket/a%20b%27c/%C3%A9.txt?response-content-type=a%2Fb&",
        "http://localhost:9000/bucket/key?partNumber=1&uploadId=abc&",
        "https://account.r2.cloudflarestorage.com/b/k?x-id=PutObject&",
    ]
    .iter()
    .map(|start| format!("{start}{query}{SIGNATURE}"))
    .collect()
}

type Shape = fn(&str) -> String;

/// Host and the rest.
fn split(url: &str) -> (&str, &str) {
    let address = url.split_once("://").unwrap().1;
    address.split_at(address.find('/').unwrap())
}

fn caret(url: &str) -> String {
    url.replace('%', "^%").replace('&', "^&")
}

/// Requests with the method PUT and the header `content-type: text/plain`.
const SHAPES: [(&str, Shape); 30] = [
    ("curl", |u| format!("curl -X PUT -H 'content-type: text/plain' '{u}'")),
    ("curl, double quotes", |u| format!("curl -XPUT -H \"Content-Type: text/plain\" \"{u}\"")),
    ("curl, long options", |u| format!("$ curl --request PUT --header='content-type: text/plain' --url '{u}'")),
    ("curl, lines", |u| format!("curl -sSL \\\n  -X PUT \\\n  -H 'content-type: text/plain' \\\n  '{u}'")),
    ("curl, a file", |u| format!("curl -T a.txt -o out -H 'content-type: text/plain' '{u}'")),
    ("Chrome, bash", |u| {
        format!("curl '{u}' \\\n  -X 'PUT' \\\n  -H 'content-type: text/plain' \\\n  --data-raw $'a\\u0021'")
    }),
    ("Chrome, cmd", |u| {
        format!(
            "curl ^\"{}^\" ^\r\n  -X ^\"PUT^\" ^\r\n  -H ^\"content-type: text/plain^\" ^\r\n  --data-raw ^\"a^\"",
            caret(u)
        )
    }),
    ("Chrome, PowerShell", |u| {
        format!(
            "Invoke-WebRequest -UseBasicParsing -Uri \"{u}\" `\n-Method \"PUT\" `\n-Headers @{{\n\"accept\"=\"*/*\"\n  \
             \"content-type\"=\"text/plain\"\n}} `\n-Body \"a\""
        )
    }),
    ("PowerShell", |u| format!("PS C:\\Users\\a> irm -Method Put -ContentType text/plain -InFile a.txt -Uri '{u}'")),
    ("PowerShell, assigned", |u| {
        format!("$r = Invoke-RestMethod -Uri \"{u}\" -Method PUT -Headers @{{ 'Content-Type' = 'text/plain' }}")
    }),
    ("wget", |u| format!("wget --method=PUT --header='Content-Type: text/plain' --body-file=a.txt -O - '{u}'")),
    ("HTTPie", |u| format!("http PUT '{u}' content-type:text/plain < a.txt")),
    ("xh", |u| format!("xh put '{u}' content-type:text/plain").replace("xh put", "xh PUT")),
    ("fetch", |u| {
        format!(
            "await fetch(\"{u}\", {{\n  method: \"PUT\",\n  headers: {{ \"Content-Type\": \"text/plain\" }},\n  body\n}});"
        )
    }),
    ("fetch, single quotes", |u| {
        format!("fetch('{u}', {{ headers: {{ 'content-type': 'text/plain' }}, method: 'PUT', body: file }})")
    }),
    ("axios", |u| format!("axios.put('{u}', file, {{ headers: {{ 'Content-Type': 'text/plain' }} }})")),
    ("axios, object", |u| {
        format!("axios({{ method: 'put', url: '{u}', headers: {{ 'Content-Type': 'text/plain' }}, data: file }})")
    }),
    ("Python", |u| format!("requests.put(\"{u}\", data=f, headers={{\"Content-Type\": \"text/plain\"}})")),
    ("Go", |u| {
        format!(
            "req, err := http.NewRequest(\"PUT\", \"{u}\", body)\nreq.Header.Set(\"Content-Type\", \"text/plain\")\n"
        )
    }),
    ("Ruby", |u| format!("HTTP.put('{u}', headers: {{ 'Content-Type' => 'text/plain' }})")),
    ("PHP", |u| {
        format!("$client->request('PUT', '{u}', ['headers' => ['Content-Type' => 'text/plain'], 'body' => $file]);")
    }),
    ("a request on the wire", |u| {
        let (host, target) = split(u);
        format!("PUT {target} HTTP/1.1\r\nHost: {host}\r\nContent-Type: text/plain\r\nContent-Length: 1\r\n\r\n")
    }),
    ("curl -v", |u| {
        let (host, target) = split(u);
        format!(
            "* Connected to {host}\n> PUT {target} HTTP/1.1\n> Host: {host}\n> User-Agent: curl/8.5.0\n> content-type: \
             text/plain\n>\n< HTTP/1.1 403 Forbidden\n< Content-Type: application/xml\n<\n"
        )
    }),
    ("developer tools", |u| {
        format!(
            "Request URL: {u}\nRequest Method: PUT\nStatus Code: 403 Forbidden\nRequest Headers\nContent-Type: text/plain\n\
             Response Headers\nContent-Type: application/xml\n"
        )
    }),
    ("developer tools, two lines", |u| {
        format!(
            "Request URL\n{u}\nRequest Method\nPUT\nStatus Code\n403 Forbidden\nRequest Headers\ncontent-type: text/plain\n"
        )
    }),
    ("HTTP/2 fields", |u| {
        let (host, target) = split(u);
        format!(":authority: {host}\n:method: PUT\n:path: {target}\n:scheme: https\ncontent-type: text/plain\n")
    }),
    ("an HTTP archive", |u| {
        format!(
            "{{\"log\":{{\"entries\":[{{\"request\":{{\"method\":\"PUT\",\"url\":\"{u}\",\"headers\":[{{\"name\":\"Content-Type\",\
             \"value\":\"text/plain\"}}]}},\"response\":{{\"status\":403,\"headers\":[{{\"name\":\"Content-Type\",\"value\":\
             \"application/xml\"}}]}}}}]}}}}"
        )
    }),
    ("a log in JSON", |u| {
        format!(
            "{{\"req\":{{\"method\":\"PUT\",\"url\":\"{u}\",\"headers\":{{\"content-type\":\"text/plain\"}}}},\"res\":{{\"status\":403}}}}"
        )
    }),
    ("a log in JSON, lists", |u| {
        format!("{{\"method\": \"PUT\", \"url\": \"{u}\", \"header\": {{\"Content-Type\": [\"text/plain\"]}}}}")
    }),
    ("a log in JSON, escaped", |u| {
        let url = u.replace('&', "\\u0026");
        format!("{{\"method\": \"PUT\", \"url\": \"{url}\", \"headers\": {{\"Content-Type\": \"text/plain\"}}}}")
    }),
];

fn check(what: &str, paste: &str, url: &str) {
    let evidence = Evidence::read(paste);
    let read = evidence.url.as_deref().map(|read| read.split_once("://").map_or(read, |(_, address)| address));
    assert_eq!(read, url.split_once("://").map(|(_, address)| address), "{what}: {paste}");
    assert_eq!(evidence.method.as_deref(), Some("PUT"), "{what}: {paste}");
    let types: Vec<_> = evidence.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-type")).collect();
    assert_eq!(types.len(), 1, "{what}: {paste}\n{evidence:?}");
    assert_eq!(types[0].1, "text/plain", "{what}: {paste}");
    let shown = format!("{evidence:?}{}", diagnose(&evidence, at("20130524T000100Z")));
    assert!(!shown.contains(SIGNATURE), "{what}: {shown}");
}

#[test]
fn every_shape_is_read_with_every_url() {
    for url in urls() {
        for (what, shape) in SHAPES {
            check(what, &shape(&url), &url);
        }
    }
}

/// What people paste around it.
#[test]
fn every_shape_is_read_among_other_text() {
    let url = &urls()[0];
    let answer = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code><Message>Request has expired\
                  </Message><Expires>2013-05-25T00:00:00Z</Expires><ServerTime>2013-05-25T01:00:00Z</ServerTime></Error>";
    for (what, shape) in SHAPES {
        let request = shape(url);
        for paste in [
            format!("{request}\n\n{answer}"),
            format!("{answer}\n\n{request}\n"),
            format!("I tried this:\n\n{request}\n\nand got\n\n{answer}\n"),
            format!("\u{feff}{}", format!("{request}\n{answer}").replace('\n', "\r\n").replace("\r\r", "\r")),
        ] {
            check(what, &paste, url);
            let comparison = diagnose(&Evidence::read(&paste), at("20130524T000100Z"));
            assert_eq!(comparison.causes[0].kind(), "expired", "{what}: {paste}\n{comparison}");
        }
    }
}

/// Each of these takes minutes where the work grows faster than the length.
#[test]
fn long_pastes_take_no_longer_than_their_length() {
    for piece in [
        "\\'",
        "\"",
        "'a'",
        "a",
        "http://",
        "GET /a\n",
        "x-amz-a: b\n",
        "{\"a\":",
        "https://h.example/a ",
        "curl \\\n",
        "^\"",
        "=",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        let evidence = Evidence::read(&text);
        assert!(
            !diagnose(&evidence, at("20130524T000100Z")).to_string().is_empty() || evidence.url.is_some(),
            "{piece}"
        );
    }
}

/// Parts of pastes, of which any may be cut and stand anywhere.
const PARTS: [&str; 24] = [
    "curl ",
    "-H '",
    "$'\\u00",
    "\\\n",
    "^\"",
    "@{",
    "Invoke-WebRequest ",
    "-Uri ",
    "é",
    "https://",
    "k8s-aws-v1.",
    "X-Amz-",
    "PUT /a HTTP/1.1\n",
    "GET\n/\n",
    "host:",
    "\"headers\": {",
    "'a' => ['b'",
    "<Error><Code>",
    "AccessDenied",
    "\u{1b}[0m",
    "> ",
    "http ",
    "Request URL",
    "Authorization header: 'Credential=",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, cases: 1000, ..Default::default() })]

    #[test]
    fn no_paste_panics(parts in proptest::collection::vec((0..PARTS.len(), ".{0,6}"), 0..12)) {
        let text = parts.iter().fold(String::new(), |text, (at, other)| text + PARTS[*at] + other);
        let evidence = Evidence::read(&text);
        let _ = format!("{evidence:?}{}{}", diagnose(&evidence, at("20130524T000100Z")), evidence.inspect(at("20130524T000100Z")));
    }
}

/// A document in a paste is the server's, with whatever lines it has: none of them is a header that was sent.
#[test]
fn the_lines_of_an_answer_are_not_the_request() {
    let headers = "content-type:text/plain\nhost:examplebucket.s3.eu-west-1.amazonaws.com\nx-amz-date:20260101T000000Z";
    let request = format!("GET\n/a\n\n{headers}\n\ncontent-type;host;x-amz-date\nUNSIGNED-PAYLOAD");
    let string = "AWS4-HMAC-SHA256\n20260101T000000Z\n20260101/eu-west-1/s3/aws4_request\n0123";
    let fields = format!(
        "<Code>SignatureDoesNotMatch</Code><StringToSign>{string}</StringToSign>\n<CanonicalRequest>{request}</CanonicalRequest>"
    );
    let documents = [
        format!("<Error>{fields}</Error>"),
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>\n{fields}\n</Error>"),
        format!("<ErrorResponse xmlns=\"https://example.com/doc/\"><Error>{fields}</Error></ErrorResponse>"),
        // Cut off by a terminal.
        format!("<Error>{fields}"),
        format!(
            "InvalidSignatureException: The request signature we calculated does not match the signature you provided.\n\nThe Canonical \
             String for this request should have been\n'{request}'\n\nThe String-to-Sign should have been\n'{string}'"
        ),
    ];
    for document in documents {
        for paste in [
            document.clone(),
            format!("https://examplebucket.s3.eu-west-1.amazonaws.com/a?X-Amz-Signature=0\n{document}"),
            format!(
                "$ curl -X PUT -H 'x-amz-meta-a: b' https://examplebucket.s3.eu-west-1.amazonaws.com/a\n{document}"
            ),
            format!(
                "PUT /a HTTP/1.1\nHost: examplebucket.s3.eu-west-1.amazonaws.com\nx-amz-meta-a: b\n\nHTTP/1.1 403 Forbidden\n\n{document}"
            ),
        ] {
            let evidence = Evidence::read(&paste);
            let names: Vec<_> = evidence.headers.iter().map(|(name, _)| name.as_str()).collect();
            assert!(names.iter().all(|name| ["host", "x-amz-meta-a"].contains(name)), "{names:?}: {paste}");
            assert!(evidence.answer.as_ref().is_some_and(|answer| answer.contains(document.trim())), "{paste}");
            assert_eq!(evidence.signed, None, "{paste}");
            let shown = diagnose(&evidence, at("20260101T000030Z"));
            let arrived = |line: &str, value: &str| {
                shown.lines.iter().any(|it| it.line == line && it.received.as_deref() == Some(value))
            };
            assert!(arrived("method", "GET") && arrived("header content-type", "text/plain"), "{paste}\n{shown}");
        }
    }
}
