//! Signers that are written by hand get a step of signing wrong: which one, is found.

use base64ct::{Base64, Encoding as _};
use sha2::{Digest, Sha256};

use super::signer::{
    Case, Plan, SECRET, Signed, Steps, UNRESERVED, chain, encode, hash, headers_and_list, hex, hmac, request, text,
};

const BUDGET: u64 = 20_000;

fn case(is_in_query: bool) -> Case {
    let (host, service) = if is_in_query {
        ("examplebucket.s3.eu-west-1.amazonaws.com", "s3")
    } else {
        ("abc123.execute-api.eu-west-1.amazonaws.com", "execute-api")
    };
    let headers = [("content-type", "text/plain"), ("x-amz-meta-a", "b")];
    let plan = Plan {
        method: "PUT",
        host,
        key: "photos/a b.txt",
        own: &[("q", "a b"), ("p", "1/2")],
        headers: &headers,
        body: Some("the body"),
        service,
        region: "eu-west-1",
        time: "20260101T123456Z",
        token: None,
        is_in_query,
    };
    plan.case()
}

fn scoped(it: &Signed, request: &str, scope: &str) -> String {
    format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{}", it.time, hash(request))
}

fn timed(it: &Signed, request: &str, time: &str) -> String {
    format!("AWS4-HMAC-SHA256\n{time}\n{}\n{}", it.scope.join("/"), hash(request))
}

fn with_block(it: &Signed, block: &str) -> String {
    format!("{}\n{}\n{}\n{block}\n{}", it.method, it.path, it.query.join("&"), it.payload)
}

fn names(it: &Signed, between: &str) -> String {
    it.headers.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(between)
}

fn lines(it: &Signed, colon: &str, end: &str) -> String {
    it.headers.iter().map(|(name, value)| format!("{name}{colon}{value}{end}")).collect::<Vec<_>>().concat()
}

fn capitals(name: &str) -> String {
    name.split('-').map(|word| word[..1].to_uppercase() + &word[1..]).collect::<Vec<_>>().join("-")
}

fn capital_lines(it: &Signed) -> String {
    it.headers.iter().map(|(name, value)| format!("{}:{value}\n", capitals(name))).collect::<Vec<_>>().concat()
}

fn prefixed(prefix: &str, it: &Signed, parts: &[String]) -> Vec<u8> {
    chain(&format!("{prefix}{}", it.secret), parts)
}

fn each(it: &Signed, step: fn(&[u8], &[u8]) -> Vec<u8>) -> Vec<u8> {
    let start = format!("AWS4{}", it.secret).into_bytes();
    it.key_scope.iter().fold(start, |key, part| step(&key, part.as_bytes()))
}

fn parts(it: &Signed, parts: [&str; 4]) -> Vec<u8> {
    let parts: Vec<_> = parts.iter().filter(|part| !part.is_empty()).map(|part| (*part).to_owned()).collect();
    prefixed("AWS4", it, &parts)
}

fn all_but(it: &Signed, left_out: usize) -> Vec<u8> {
    let mut parts = it.key_scope.to_vec();
    parts.remove(left_out);
    prefixed("AWS4", it, &parts)
}

/// What is wrong, how, and the words that tell it.
type Fault = (&'static str, fn(&mut Case), &'static str);

fn steps(it: &mut Case, change: impl Fn(&mut Steps)) {
    change(&mut it.signed.steps);
}

#[rustfmt::skip]
const FAULTS: &[Fault] = &[
    // The key.
    ("AWS4 missing", |it| steps(it, |it| it.key = |it| prefixed("", it, &it.key_scope)), "derived without AWS4 before the secret"),
    ("aws4 in lower case", |it| steps(it, |it| it.key = |it| prefixed("aws4", it, &it.key_scope)), "aws4 in lower case before the secret"),
    ("AWS for AWS4", |it| steps(it, |it| it.key = |it| prefixed("AWS", it, &it.key_scope)), "AWS before the secret"),
    ("hexadecimal digits between the HMACs", |it| steps(it, |it| it.key = |it| each(it, |key, part| hex(&hmac(key, part)).into_bytes())), "each HMAC in hexadecimal digits"),
    ("base64 between the HMACs", |it| steps(it, |it| it.key = |it| each(it, |key, part| Base64::encode_string(&hmac(key, part)).into_bytes())), "each HMAC in base64"),
    ("hexadecimal digits of the key", |it| steps(it, |it| it.key = |it| hex(&each(it, hmac)).into_bytes()), "signing key in hexadecimal digits"),
    ("base64 of the key", |it| steps(it, |it| it.key = |it| Base64::encode_string(&each(it, hmac)).into_bytes()), "signing key in base64"),
    ("key and message swapped", |it| steps(it, |it| it.key = |it| each(it, |key, part| hmac(part, key))), "key and message swapped in each HMAC"),
    ("aws4_request left out of the key", |it| steps(it, |it| it.key = |it| all_but(it, 3)), "derived without aws4_request"),
    ("service left out of the key", |it| steps(it, |it| it.key = |it| all_but(it, 2)), "derived without the service"),
    ("region left out of the key", |it| steps(it, |it| it.key = |it| all_but(it, 1)), "derived without the region"),
    ("day left out of the key", |it| steps(it, |it| it.key = |it| all_but(it, 0)), "derived without the day"),
    ("service before region in the key", |it| steps(it, |it| it.key = |it| { let [day, region, service, last] = &it.key_scope; parts(it, [day, service, region, last]) }), "service before the region"),
    ("whole time in the key", |it| it.signed.key_scope[0].clone_from(&it.signed.time), "the whole time for the day"),
    ("dashes in the key's day", |it| it.signed.key_scope[0] = "2026-01-01".into(), "dashes in the day"),
    ("upper-case aws4_request", |it| it.signed.key_scope[3] = "AWS4_REQUEST".into(), "AWS4_REQUEST in upper case"),
    ("one HMAC of the scope", |it| steps(it, |it| it.key = |it| prefixed("AWS4", it, &[it.key_scope.join("/")])), "one HMAC of the scope"),
    ("no derivation", |it| steps(it, |it| it.key = |it| format!("AWS4{}", it.secret).into_bytes()), "not derived: the secret after AWS4"),
    ("the secret as the key", |it| steps(it, |it| it.key = |it| it.secret.clone().into_bytes()), "not derived: the secret"),
    // The canonical request.
    ("empty line missing", |it| steps(it, |it| it.request = |it| with_block(it, &format!("{}{}", lines(it, ":", "\n"), names(it, ";")))), "without the empty line"),
    ("two empty lines", |it| steps(it, |it| it.request = |it| with_block(it, &format!("{}\n\n{}", lines(it, ":", "\n"), names(it, ";")))), "two empty lines"),
    ("space after the colon", |it| steps(it, |it| it.request = |it| with_block(it, &format!("{}\n{}", lines(it, ": ", "\n"), names(it, ";")))), "a space after each colon"),
    ("Host in capitals", |it| steps(it, |it| it.request = |it| with_block(it, &format!("{}\n{}", capital_lines(it), names(it, ";")))), "names in capitals"),
    ("Host in capitals everywhere", |it| steps(it, |it| it.request = |it| with_block(it, &format!("{}\n{}", capital_lines(it), it.headers.iter().map(|(name, _)| capitals(name)).collect::<Vec<_>>().join(";")))), "in the list too"),
    ("names with commas", |it| steps(it, |it| it.request = |it| with_block(it, &format!("{}\n{}", lines(it, ":", "\n"), names(it, ",")))), "a comma between the names"),
    ("list left out", |it| steps(it, |it| it.request = |it| with_block(it, &format!("{}\n", lines(it, ":", "\n")))), "without the list of names"),
    ("headers left out", |it| steps(it, |it| it.request = |it| with_block(it, &format!("\n{}", names(it, ";")))), "without the headers"),
    ("line end after the request", |it| steps(it, |it| it.request = |it| request(it) + "\n"), "canonical request with a line feed after it"),
    ("CRLF in the request", |it| steps(it, |it| it.request = |it| request(it).replace('\n', "\r\n")), "canonical request with carriage returns"),
    ("CRLF after headers", |it| steps(it, |it| it.request = |it| with_block(it, &format!("{}\n{}", lines(it, ":", "\r\n"), names(it, ";")))), "a carriage return after each header"),
    ("\\n in the request", |it| steps(it, |it| it.request = |it| request(it).replace('\n', "\\n")), "two characters"),
    ("payload hash left out", |it| steps(it, |it| it.request = |it| request(it).rsplit_once('\n').unwrap().0.into()), "without the payload hash"),
    ("method in lower case", |it| it.signed.method = "put".into(), "the method put"),
    ("empty path", |it| it.signed.path = String::new(), "the path (empty)"),
    ("no leading slash", |it| it.signed.path = it.signed.path[1..].into(), "the path photos/"),
    ("whole URL as path", |it| it.signed.path = format!("https://{}{}", it.sent.host, it.signed.path), "the path https://"),
    ("path with the query", |it| it.signed.path = format!("{}?{}", it.signed.path, it.signed.query.join("&")), "the path /photos/"),
    ("? kept", |it| it.signed.query[0].insert(0, '?'), "the query with its ?"),
    ("https:// in the host", |it| { let host = format!("https://{}", it.sent.host); it.sign_header("host", &host); }, "the host https://"),
    ("query encoded as a whole", |it| it.signed.query = [encode(&it.signed.query.join("&"), UNRESERVED)].into(), "percent-encoded as a whole"),
    ("query joined by line ends", |it| it.signed.query = [it.signed.query.join("\n")].into(), "a line feed for each &"),
    ("payload hash in upper case", |it| it.signed.payload = hash("the body").to_uppercase(), "the payload hash"),
    ("payload not hashed", |it| it.signed.payload = String::new(), "the payload hash (empty)"),
    // The string to sign.
    ("hash in upper case", |it| steps(it, |it| it.text = |it, request| scoped(it, request, &it.scope.join("/")).replace(&hash(request), &hash(request).to_uppercase())), "the hash in upper case"),
    ("hash in base64", |it| steps(it, |it| it.text = |it, request| text(it, request).replace(&hash(request), &Base64::encode_string(&Sha256::digest(request)))), "the hash in base64"),
    ("request not hashed", |it| steps(it, |it| it.text = |it, request| text(it, request).replace(&hash(request), request)), "the canonical request itself"),
    ("hashed twice", |it| steps(it, |it| it.text = |it, request| text(it, request).replace(&hash(request), &hash(&hash(request)))), "the hash of the hash"),
    ("algorithm missing", |it| steps(it, |it| it.text = |it, request| text(it, request).replace("AWS4-HMAC-SHA256\n", "")), "without the algorithm"),
    ("time missing", |it| steps(it, |it| it.text = |it, request| text(it, request).replace(&format!("{}\n", it.time), "")), "without the time"),
    ("scope missing", |it| steps(it, |it| it.text = |it, request| text(it, request).replace(&format!("{}\n", it.scope.join("/")), "")), "without the scope"),
    ("dashes in the date", |it| steps(it, |it| it.text = |it, request| timed(it, request, "2026-01-01T12:34:56Z")), "dashes and colons in the time"),
    ("the day as the time", |it| steps(it, |it| it.text = |it, request| timed(it, request, &it.scope[0])), "the day for the time"),
    ("HTTP's date", |it| steps(it, |it| it.text = |it, request| timed(it, request, "Thu, 01 Jan 2026 12:34:56 GMT")), "the time as HTTP writes it"),
    ("seconds since 1970", |it| steps(it, |it| it.text = |it, request| timed(it, request, "1767270896")), "seconds since 1970"),
    ("region missing in the scope", |it| steps(it, |it| it.text = |it, request| { let [day, _, service, last] = &it.scope; scoped(it, request, &[&**day, service, last].join("/")) }), "without the region in the scope"),
    ("aws4_request missing in the scope", |it| steps(it, |it| it.text = |it, request| scoped(it, request, &it.scope[..3].join("/"))), "without aws4_request in the scope"),
    ("key id in the scope", |it| steps(it, |it| it.text = |it, request| scoped(it, request, &format!("AKIDEXAMPLE/{}", it.scope.join("/")))), "access key ID in the scope"),
    ("whole time in the scope", |it| steps(it, |it| it.text = |it, request| { let [_, region, service, last] = &it.scope; scoped(it, request, &[&*it.time, region, service, last].join("/")) }), "the whole time in the scope"),
    ("scope before time", |it| steps(it, |it| it.text = |it, request| format!("AWS4-HMAC-SHA256\n{}\n{}\n{}", it.scope.join("/"), it.time, hash(request))), "the scope before the time"),
    ("line end after the string", |it| steps(it, |it| it.text = |it, request| text(it, request) + "\n"), "string to sign with a line feed after it"),
    ("CRLF in the string", |it| steps(it, |it| it.text = |it, request| text(it, request).replace('\n', "\r\n")), "string to sign with carriage returns"),
    ("request signed itself", |it| steps(it, |it| it.text = |_, request| request.into()), "the canonical request is signed"),
    // The signature.
    ("key and string swapped", |it| steps(it, |it| it.mac = |key, text| hmac(text, key)), "key and string to sign swapped"),
    ("hash of the string signed", |it| steps(it, |it| it.mac = |key, text| hmac(key, &Sha256::digest(text))), "the hash of the string to sign"),
    ("plain SHA-256", |it| steps(it, |it| it.mac = |key, text| Sha256::digest([key, text].concat()).to_vec()), "SHA-256 of key and string to sign"),
    // A shell: echo without -n.
    ("line ends of echo", |it| steps(it, |it| {
        it.request = |it| request(it) + "\n";
        it.text = |it, request| text(it, request) + "\n";
        it.key = |it| each(it, |key, part| hmac(key, &[part, b"\n"].concat()));
    }), "as echo writes them"),
];

#[test]
fn every_fault_of_a_signer_that_is_written_by_hand_is_told() {
    assert!(FAULTS.len() >= 47);
    let mut wrong = Vec::new();
    for is_in_query in [true, false] {
        for (name, change, words) in FAULTS {
            let mut case = case(is_in_query);
            assert_eq!(headers_and_list(&case.signed).lines().last(), Some(case.sent.names.as_str()));
            change(&mut case);
            let attempt = case.solve(BUDGET).unwrap();
            let told = attempt.to_string();
            let changes = attempt.solution.map_or(0, |changes| changes.len());
            if changes != 1 || !told.contains(words) {
                wrong.push(format!("{name}: {told}"));
            }
            assert!(!told.contains(SECRET), "{told}");
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

/// What makes a request unreadable is told by the refusal, before any search.
#[test]
fn a_fault_that_nothing_can_be_read_of_is_refused_by_name() {
    type Unreadable = (fn(&mut Case), &'static str);
    let faults: [Unreadable; 5] = [
        (
            |it| replace(it, "X-Amz-Date=20260101T123456Z", "X-Amz-Date=2026-01-01T12%3A34%3A56Z"),
            "the query is not written as in 20150830T123600Z",
        ),
        (|it| replace(it, "%2Feu-west-1%2Fs3", "%2Fs3"), "credential"),
        (|it| replace(it, "content-type%3Bhost%3B", "host%3Bcontent-type%3B"), "signed headers"),
        (|it| replace(it, "content-type%3Bhost%3B", "Content-Type%3BHost%3B"), "signed headers"),
        (|it| replace(it, "AWS4-HMAC-SHA256", "HMAC-SHA256"), "algorithm"),
    ];
    for (change, words) in faults {
        let mut case = case(true);
        change(&mut case);
        let refusal = case.solve(BUDGET).unwrap_err().to_string();
        assert!(refusal.contains(words), "{refusal}");
    }
}

fn replace(it: &mut Case, from: &str, to: &str) {
    assert!(it.sent.query.iter().any(|written| written.contains(from)), "{from}");
    it.sent.query.iter_mut().for_each(|written| *written = written.replace(from, to));
}

/// Two at once, of steps that do not meet.
#[test]
fn two_faults_of_one_signer_are_told() {
    let fault = |name: &str| FAULTS.iter().find(|(other, ..)| *other == name).unwrap();
    for (first, second) in [
        ("AWS4 missing", "method in lower case"),
        ("no leading slash", "hash in upper case"),
        ("empty line missing", "hexadecimal digits of the key"),
    ] {
        let mut case = case(true);
        fault(first).1(&mut case);
        fault(second).1(&mut case);
        let told = case.solve(700_000).unwrap().to_string();
        assert!(told.contains(fault(first).2) && told.contains(fault(second).2), "{told}");
    }
}
