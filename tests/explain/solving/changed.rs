//! 100 kinds of change between signing and sending, each on four requests: what is found is what was changed, and
//! nothing else is ever told.

use super::signer::{Case, EMPTY, ID, PATH, Plan, SECRET, TOKEN, UNRESERVED, encode, hash, parameter};

/// All changes alone, and enough pairs; the triple has more.
const BUDGET: u64 = 150_000;
/// For what cannot be found.
const IN_VAIN: u64 = 3_000;

const KEYS: [&str; 4] =
    ["photos/a b+c~d(1)é.txt", "x/Y z~+(é)!k.bin", "2026/My File~ (é+)!2.pdf", "k/é a+b~c!d(2)/e f.txt"];
const TIMES: [&str; 4] = ["20260101T000000Z", "20150830T123600Z", "20240229T235959Z", "20251231T101010Z"];
const REGIONS: [&str; 4] = ["eu-west-1", "us-west-2", "ap-south-1", "eu-central-1"];
const TYPES: [&str; 4] = ["text/plain", "application/pdf", "image/jpeg", "application/json"];
const OWN: [&[(&str, &str)]; 4] = [
    &[("z y", "a b+c~/d"), ("B", "é*(1)!"), ("{c", "2"), ("flag", "")],
    &[("q", "~x y+z/"), ("Name", "(é)!*"), ("{0", "1"), ("e", "")],
    &[("versionId", "a+/ ~"), ("Tag", "!é(*)"), ("{x}", "3"), ("uploads", "")],
    &[("partNumber", "1 +~/2"), ("Up", "*!(é)"), ("{", "4"), ("acl", "")],
];

fn plan(at: usize, method: &str, headers: &[(&str, &str)], token: Option<&str>) -> Case {
    let host = format!("examplebucket.s3.{}.amazonaws.com", REGIONS[at]);
    let (key, region, time) = (KEYS[at], REGIONS[at], TIMES[at]);
    let body = (method != "GET").then_some("the body");
    let (own, service) = (OWN[at], "s3");
    Plan { method, host: &host, key, own, headers, body, service, region, time, token, is_in_query: true }.case()
}

fn get(at: usize) -> Case {
    plan(at, "GET", &[], None)
}

fn put(at: usize) -> Case {
    plan(at, "PUT", &[("content-type", TYPES[at]), ("x-amz-acl", "public-read")], None)
}

fn with(name: &'static str, value: &str, at: usize) -> Case {
    plan(at, "GET", &[(name, value)], None)
}

fn with_token(at: usize) -> Case {
    plan(at, "GET", &[], Some(TOKEN))
}

fn at_port(at: usize) -> Case {
    let host = ["10.0.0.5:9000", "minio.example:9000", "files.example:8443", "localhost:4566"][at];
    let (key, own, region, time) = (["b/k.txt", "bucket/a b", "c/d/e", "d/é"][at], OWN[at], "us-east-1", TIMES[at]);
    let (headers, service) = (&[][..], "s3");
    Plan { method: "GET", host, key, own, headers, body: None, service, region, time, token: None, is_in_query: true }
        .case()
}

fn api(at: usize) -> Case {
    let host = format!("abc123.execute-api.{}.amazonaws.com", REGIONS[at]);
    let (key, own, region, time) = (KEYS[at], OWN[at], REGIONS[at], TIMES[at]);
    let headers = [("content-type", "application/json"), ("accept-encoding", "identity"), ("x-amz-target", "A.B")];
    let (method, body, service) = ("POST", Some("{\"a\": [1, 2]}"), "execute-api");
    Plan {
        method,
        host: &host,
        key,
        own,
        headers: &headers,
        body,
        service,
        region,
        time,
        token: None,
        is_in_query: false,
    }
    .case()
}

fn iot(at: usize) -> Case {
    let host = format!("abc-ats.iot.{}.amazonaws.com", REGIONS[at]);
    let (region, time, service) = (REGIONS[at], TIMES[at], "iotdevicegateway");
    let plan = Plan {
        method: "GET",
        host: &host,
        key: "mqtt",
        own: &[],
        headers: &[],
        body: None,
        service,
        region,
        time,
        token: None,
        is_in_query: true,
    };
    plan.case()
}

/// The lines that are told.
type Told = &'static [&'static str];
type Change = (&'static str, fn(usize) -> Case, fn(&mut Case, usize), Told);

const METHOD: Told = &["method"];
const ROUTE: Told = &["path"];
const QUERY: Told = &["query"];
const HOST: Told = &["host"];
const CONTENT_TYPE: Told = &["header content-type"];
const SECRET_KEY: Told = &["secret access key"];
const PAYLOAD: Told = &["payload hash"];
const KEY_SCOPE: Told = &["key of the scope"];

fn decoded_path(it: &Case) -> String {
    format!("/{}", it.key)
}

/// The path for a service that signs it encoded once.
fn path_as(it: &mut Case, kept: &str, space: &str) {
    let path = decoded_path(it).split(' ').map(|part| encode(part, kept)).collect::<Vec<_>>().join(space);
    it.sign_path(&path);
}

fn query_as(it: &mut Case, kept: &str, space: &str) {
    let signing = it.signed.query.iter().filter(|it| it.starts_with("X-Amz-")).cloned().collect::<Vec<_>>();
    let encode = |text: &str| text.split(' ').map(|part| encode(part, kept)).collect::<Vec<_>>().join(space);
    let own: Vec<_> = it.own.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    // The encoder is the signer's for its own parameters too.
    let signing = signing.iter().map(|written| {
        let (name, value) = written.split_once('=').unwrap();
        let value = value.replace("%2F", "/").replace("%3B", ";").replace("%2B", "+").replace("%3D", "=");
        format!("{}={}", encode(name), encode(&value))
    });
    it.signed.query = own.into_iter().chain(signing).collect();
    it.rewrite_sorted();
}

fn query_raw(it: &mut Case) {
    let raw = |written: &String| {
        ["%2F", "%3B"].iter().zip(["/", ";"]).fold(written.clone(), |out, (from, to)| out.replace(from, to))
    };
    let signing = it.signed.query.iter().filter(|it| it.starts_with("X-Amz-")).map(raw);
    let own = it.own.iter().map(|(name, value)| format!("{name}={value}"));
    it.signed.query = own.chain(signing).collect();
    it.rewrite_sorted();
}

fn query_lower(it: &mut Case) {
    let lower = |written: &str| {
        let parts = written.split('%').enumerate().map(|(at, part)| match part.split_at_checked(2) {
            Some((digits, rest)) if at > 0 => format!("{}{rest}", digits.to_lowercase()),
            _ => part.to_owned(),
        });
        parts.collect::<Vec<_>>().join("%")
    };
    it.rewrite_query(lower);
}

fn plan_key(at: usize, key: &str) -> Case {
    let mut case = get(at);
    (case.signed.path, case.sent.path) = (format!("/{key}"), format!("/{key}"));
    key.clone_into(&mut case.key);
    case
}

fn next_day(time: &str) -> String {
    let next = ["20260102", "20150831", "20240301", "20260101"];
    next[TIMES.iter().position(|other| *other == time).unwrap()].into()
}

fn other_secret(it: &mut Case, secret: impl Into<String>) {
    it.sent.credentials.1 = secret.into();
    assert_ne!(it.sent.credentials.1, it.signed.secret);
}

fn scope(it: &mut Case, at: usize, part: &str) {
    let before = format!("{ID}/{}", it.signed.scope.join("/"));
    assert_ne!(it.signed.scope[at], part);
    part.clone_into(&mut it.signed.scope[at]);
    part.clone_into(&mut it.signed.key_scope[at]);
    let after = format!("{ID}/{}", it.signed.scope.join("/"));
    it.rewrite_query(|written| written.replace(&encode(&before, UNRESERVED), &encode(&after, UNRESERVED)));
}

#[rustfmt::skip]
const CHANGES: &[Change] = &[
    ("method", get, |it, _| it.sent.method = "PUT".into(), METHOD),
    ("method HEAD", get, |it, _| it.sent.method = "HEAD".into(), METHOD),
    ("method in lower case", get, |it, _| it.signed.method = "get".into(), METHOD),
    ("content type with a charset", put, |it, at| it.send_header("content-type", Some(&format!("{};charset=UTF-8", TYPES[at]))), CONTENT_TYPE),
    ("content type with a charset when signed", put, |it, at| it.sign_header("content-type", &format!("{}; charset=utf-8", TYPES[at])), CONTENT_TYPE),
    ("another content type", put, |it, _| it.sign_header("content-type", "video/mp4"), CONTENT_TYPE),
    ("content type not sent", put, |it, _| it.send_header("content-type", None), CONTENT_TYPE),
    ("content type without a line", put, |it, _| it.signed.headers.retain(|(name, _)| name != "content-type"), CONTENT_TYPE),
    ("x-amz-acl not sent", put, |it, _| it.send_header("x-amz-acl", None), &["header x-amz-acl"]),
    ("x-amz-acl with another value", put, |it, _| it.send_header("x-amz-acl", Some("private")), &["header x-amz-acl"]),
    ("content length", |at| with("content-length", "0", at), |it, _| it.send_header("content-length", Some("8")), &["header content-length"]),
    ("a value in lower case", |at| with("x-amz-meta-a", "one two", at), |it, _| it.send_header("x-amz-meta-a", Some("ONE Two")), &["header x-amz-meta-a"]),
    ("a value with its spaces", |at| with("x-amz-meta-a", "one two", at), |it, _| {
        it.send_header("x-amz-meta-a", Some("one   two"));
        it.sign_header("x-amz-meta-a", "one   two");
    }, &["header x-amz-meta-a"]),
    ("a value in quotes", |at| with("x-amz-meta-a", "one", at), |it, _| it.sign_header("x-amz-meta-a", "\"one\""), &["header x-amz-meta-a"]),
    ("a value percent-encoded", |at| with("x-amz-meta-a", "b/c d", at), |it, _| it.send_header("x-amz-meta-a", Some("b%2Fc%20d")), &["header x-amz-meta-a"]),
    ("a value percent-encoded when signed", |at| with("x-amz-copy-source", "/b/c d", at), |it, _| it.sign_header("x-amz-copy-source", "%2Fb%2Fc%20d"), &["header x-amz-copy-source"]),
    ("accept-encoding made gzip", api, |it, _| it.send_header("accept-encoding", Some("gzip")), &["header accept-encoding"]),
    ("accept-encoding made gzip, br", api, |it, _| it.send_header("accept-encoding", Some("gzip, br")), &["header accept-encoding"]),
    ("accept-encoding by Google's front end", api, |it, _| it.send_header("accept-encoding", Some("identity,gzip(gfe)")), &["header accept-encoding"]),
    ("accept-encoding removed", api, |it, _| it.send_header("accept-encoding", None), &["header accept-encoding"]),
    ("accept-encoding of a browser", |at| with("accept-encoding", "gzip, deflate, br, zstd", at), |it, _| it.send_header("accept-encoding", Some("gzip")), &["header accept-encoding"]),
    ("accept-encoding of Go", |at| with("accept-encoding", "gzip", at), |it, _| it.send_header("accept-encoding", Some("br")), &["header accept-encoding"]),
    ("connection", |at| with("connection", "keep-alive", at), |it, _| it.send_header("connection", Some("close")), &["header connection"]),
    ("a retry's number", |at| with("amz-sdk-request", "attempt=1; max=3", at), |it, _| it.send_header("amz-sdk-request", Some("attempt=2; max=3")), &["header amz-sdk-request"]),
    ("path decoded", get, |it, _| { let path = decoded_path(it); it.sign_path(&path); }, ROUTE),
    ("path twice", get, |it, _| { let path = encode(&it.signed.path, PATH); it.sign_path(&path); }, ROUTE),
    ("path once instead of twice", api, |it, _| { let path = it.sent.path.clone(); it.sign_path(&path); }, ROUTE),
    ("path with +", get, |it, _| path_as(it, PATH, "+"), ROUTE),
    ("path with ~ as %7E", get, |it, _| path_as(it, "-._/", "%20"), ROUTE),
    ("path with ~ as %7E, twice", api, |it, _| { let path = it.signed.path.replace('~', "%257E"); it.sign_path(&path); }, ROUTE),
    ("path by encodeURIComponent", get, |it, _| path_as(it, "-_.!~*'()/", "%20"), ROUTE),
    ("path by encodeURI", get, |it, _| path_as(it, "-_.!~*'();/?:@&=+$,#", "%20"), ROUTE),
    ("path by Java's URLEncoder", get, |it, _| path_as(it, "-_.*/", "+"), ROUTE),
    ("path by PHP's urlencode", get, |it, _| path_as(it, "-_./", "+"), ROUTE),
    ("path by Go's EscapedPath", get, |it, _| path_as(it, "-_.~$&+,/:;=@", "%20"), ROUTE),
    ("path by Swift's urlPathAllowed", get, |it, _| path_as(it, "!$&'()*+,-./:=@_~", "%20"), ROUTE),
    ("path by .NET's HttpUtility", get, |it, _| {
        let path: String = decoded_path(it).chars().map(|c| match c {
            ' ' => "+".into(),
            'é' => "%c3%a9".into(),
            c if c.is_ascii_alphanumeric() || "-_.!*()/".contains(c) => c.to_string(),
            c => format!("%{:02x}", u32::from(c)),
        }).collect();
        it.sign_path(&path);
    }, ROUTE),
    ("path with every mark escaped", get, |it, _| path_as(it, "/", "%20"), ROUTE),
    ("path in Latin-1", get, |it, _| { let path = it.signed.path.replace("%C3%A9", "%E9"); it.sign_path(&path); }, ROUTE),
    ("path by JavaScript's escape", get, |it, _| path_as(it, "@*_+-./", "%20"), ROUTE),
    ("path in NFD", get, |it, _| { let path = it.signed.path.replace("%C3%A9", "e%CC%81"); it.sign_path(&path); }, ROUTE),
    ("path sent in NFD", get, |it, _| it.sent.path = it.sent.path.replace("%C3%A9", "e%CC%81"), ROUTE),
    ("path with lower-case escapes", get, |it, _| { let path = it.signed.path.replace("%C3%A9", "%c3%a9").replace("%2B", "%2b"); it.sign_path(&path); }, ROUTE),
    ("path with %2F", get, |it, _| { let path = format!("/{}", it.signed.path[1..].replace('/', "%2F")); it.sign_path(&path); }, ROUTE),
    ("path with all slashes as %2F", get, |it, _| { let path = it.signed.path.replace('/', "%2F"); it.sign_path(&path); }, ROUTE),
    ("slashes merged", get, |it, _| { let path = it.signed.path.replacen('/', "//", 1); it.sign_path(&path); }, ROUTE),
    ("slashes merged inside", |at| plan_key(at, "a//b/c"), |it, _| it.sent.path = "/a/b/c".into(), ROUTE),
    ("a last slash", get, |it, _| { let path = format!("{}/", it.signed.path); it.sign_path(&path); }, ROUTE),
    ("a last slash sent", get, |it, _| it.sent.path.push('/'), ROUTE),
    ("no path", get, |it, _| it.sign_path(""), ROUTE),
    ("/ for the path", get, |it, _| it.sign_path("/"), ROUTE),
    ("no first slash", get, |it, _| { let path = it.signed.path[1..].to_owned(); it.sign_path(&path); }, ROUTE),
    ("the bucket in the path", get, |it, _| { let path = format!("/examplebucket{}", it.signed.path); it.sign_path(&path); }, ROUTE),
    ("whole URL for the path", get, |it, _| { let path = format!("https://{}{}", it.sent.host, it.signed.path); it.sign_path(&path); }, ROUTE),
    ("port lost", at_port, |it, _| { let host = it.sent.host.split(':').next().unwrap().to_owned(); it.sign_header("host", &host); }, HOST),
    ("port added", get, |it, _| { let host = format!("{}:443", it.sent.host); it.sign_header("host", &host); }, HOST),
    ("port of MinIO", get, |it, _| { let host = format!("{}:9000", it.sent.host); it.sign_header("host", &host); }, HOST),
    ("behind a proxy", get, |it, _| { it.sent.hosts = vec!["internal.example:9000".into()]; it.sign_header("host", "internal.example:9000"); }, HOST),
    ("signed for localhost", get, |it, _| it.sign_header("host", "localhost:9000"), HOST),
    ("signed for a name inside Docker", get, |it, _| it.sign_header("host", "minio:9000"), HOST),
    ("scheme in the host", get, |it, _| { let host = format!("https://{}", it.sent.host); it.sign_header("host", &host); }, HOST),
    ("slash after the host", get, |it, _| { let host = format!("{}/", it.sent.host); it.sign_header("host", &host); }, HOST),
    ("host with www", get, |it, _| { let host = format!("www.{}", it.sent.host); it.sign_header("host", &host); }, HOST),
    ("host in upper case", get, |it, _| { let host = it.sent.host.to_uppercase(); it.sign_header("host", &host); }, HOST),
    ("prefix cut off by a proxy", get, |it, _| {
        it.sent.hosts = vec!["in.example/v1".into()];
        it.sign_header("host", "in.example");
        let path = format!("/v1{}", it.signed.path);
        it.sign_path(&path);
    }, &["host and path"]),
    ("prefix added by a proxy", get, |it, _| it.sent.path = format!("/files{}", it.sent.path), ROUTE),
    ("path style, sent virtual-hosted", get, |it, _| {
        let host = it.sent.host["examplebucket.".len()..].to_owned();
        it.sign_header("host", &host);
        let path = format!("/examplebucket{}", it.signed.path);
        it.sign_path(&path);
    }, &["host and path"]),
    ("virtual-hosted, sent in path style", get, |it, _| {
        it.sent.host = it.sent.host["examplebucket.".len()..].to_owned();
        it.sent.path = format!("/examplebucket{}", it.sent.path);
    }, &["host and path"]),
    ("global endpoint", get, |it, _| it.sign_header("host", "examplebucket.s3.amazonaws.com"), HOST),
    ("query in its order", get, |it, _| it.signed.query = it.sent.query.clone(), QUERY),
    ("query sorted before it was encoded", get, |it, _| {
        let mut pairs: Vec<_> = it.own.clone();
        pairs.sort();
        let signing = it.signed.query.iter().filter(|it| it.starts_with("X-Amz-")).cloned();
        let mut own: Vec<_> = pairs.iter().map(|(name, value)| (name.clone(), parameter(name, value))).collect();
        own.extend(signing.map(|written| (written.split('=').next().unwrap().to_owned(), written)));
        own.sort();
        it.signed.query = own.into_iter().map(|(_, written)| written).collect();
    }, QUERY),
    ("query sorted backwards", get, |it, _| it.signed.query.reverse(), QUERY),
    ("query with +", get, |it, _| it.rewrite_query(|written| written.replace("%20", "+")), QUERY),
    ("query decoded", get, |it, _| query_raw(it), QUERY),
    ("query with ! * ' ( )", get, |it, _| query_as(it, "-_.!~*'()", "%20"), QUERY),
    ("query by Java's URLEncoder", get, |it, _| query_as(it, "-_.*", "+"), QUERY),
    ("query by PHP's urlencode", get, |it, _| query_as(it, "-_.", "+"), QUERY),
    ("query by Go's QueryEscape", get, |it, _| query_as(it, "-_.~", "+"), QUERY),
    ("query by encodeURI", get, |it, _| query_as(it, "-_.!~*'();/?:@&=+$,#", "%20"), QUERY),
    ("query by Swift's urlQueryAllowed", get, |it, _| query_as(it, "!$&'()*+,-./:;=?@_~", "%20"), QUERY),
    ("query with every mark escaped", get, |it, _| query_as(it, "", "%20"), QUERY),
    ("query with its slashes", get, |it, _| it.rewrite_query(|written| written.replace("%2F", "/")), QUERY),
    ("query with ~ as %7E", get, |it, _| it.rewrite_query(|written| written.replace('~', "%7E")), QUERY),
    ("query twice", get, |it, _| it.rewrite_query(|written| written.replace('%', "%25")), QUERY),
    ("query with lower-case escapes", get, |it, _| query_lower(it), QUERY),
    ("query without = after a name", get, |it, _| it.rewrite_query(|written| written.trim_end_matches('=').to_owned()), QUERY),
    ("query with its ?", get, |it, _| { let first = it.signed.query.remove(0); it.signed.query.insert(0, format!("?{first}")); }, QUERY),
    ("query with & after it", get, |it, _| it.signed.query.push(String::new()), QUERY),
    ("query left out", get, |it, _| it.signed.query.clear(), QUERY),
    ("query without the parameters of signing", get, |it, _| it.signed.query.retain(|it| !it.starts_with("X-Amz-")), QUERY),
    ("query with &amp;", get, |it, _| it.signed.query = [it.signed.query.join("&amp;")].into(), QUERY),
    ("parameter added", get, |it, _| it.sent.query.insert(0, "fbclid=abc".into()), &["parameter fbclid"]),
    ("parameter added after the signature", get, |it, _| it.sent.after = "&download=1".into(), &["parameter download"]),
    ("two parameters added", get, |it, _| it.sent.query.extend(["utm_source=a".into(), "utm_medium=b".into()]), &["parameter utm_source", "parameter utm_medium"]),
    ("x-id lost", get, |it, _| { it.signed.query.push("x-id=GetObject".into()); it.rewrite_sorted(); }, &["parameter x-id"]),
    ("expiry edited", get, |it, _| it.sent.query.iter_mut().for_each(|it| *it = it.replace("X-Amz-Expires=900", "X-Amz-Expires=86400")), &["parameter X-Amz-Expires"]),
    ("payload empty", get, |it, _| it.signed.payload = EMPTY.into(), PAYLOAD),
    ("payload of the body", put, |it, _| it.signed.payload = hash("the body"), PAYLOAD),
    ("payload not signed", api, |it, _| it.signed.payload = "UNSIGNED-PAYLOAD".into(), PAYLOAD),
    ("payload with a line end", api, |it, _| it.signed.payload = hash("{\"a\": [1, 2]}\n"), PAYLOAD),
    ("payload in upper case", api, |it, _| it.signed.payload = it.signed.payload.to_uppercase(), PAYLOAD),
    ("token not sent", with_token, |it, _| it.sent.query.retain(|it| !it.starts_with("X-Amz-Security-Token")), &["parameter X-Amz-Security-Token"]),
    ("token not signed", with_token, |it, _| it.signed.query.retain(|it| !it.starts_with("X-Amz-Security-Token")), &["parameter X-Amz-Security-Token"]),
    ("token signed that must not be", iot, |it, _| {
        let token = parameter("X-Amz-Security-Token", TOKEN);
        it.signed.query.push(token.clone());
        it.rewrite_sorted();
        it.sent.after = format!("&{token}");
    }, &["parameter X-Amz-Security-Token"]),
    ("key of another day", get, |it, at| it.signed.key_scope[0] = next_day(TIMES[at]), KEY_SCOPE),
    ("key of another region", get, |it, _| it.signed.key_scope[1] = "sa-east-1".into(), KEY_SCOPE),
    ("key of a region that is rare", get, |it, _| it.signed.key_scope[1] = "mx-central-1".into(), KEY_SCOPE),
    ("key of another service", get, |it, _| it.signed.key_scope[2] = "bedrock-runtime".into(), KEY_SCOPE),
    ("another region", get, |it, _| scope(it, 1, "garage"), &["scope"]),
    ("another service", get, |it, _| scope(it, 2, "execute-api"), &["scope"]),
    ("a line feed after the secret", get, |it, _| it.signed.secret.push('\n'), SECRET_KEY),
    ("quotes around the secret", get, |it, _| other_secret(it, format!("\"{SECRET}\"")), SECRET_KEY),
    ("the secret cut", get, |it, _| it.signed.secret.truncate(SECRET.len() - 1), SECRET_KEY),
    ("the secret percent-encoded", get, |it, _| it.signed.secret = encode(SECRET, UNRESERVED), SECRET_KEY),
    ("spaces for the secret's plus signs", get, |it, _| { it.signed.secret = "wJalrXUtnFEMI K7MDENG".into(); other_secret(it, "wJalrXUtnFEMI+K7MDENG"); }, SECRET_KEY),
    ("the secret in lower case", get, |it, _| it.signed.secret = SECRET.to_lowercase(), SECRET_KEY),
    ("the access key ID for the secret", get, |it, _| it.signed.secret = ID.into(), SECRET_KEY),
];

/// Two and three of them, of parts that do not meet.
const TOGETHER: &[(&str, &str)] = &[
    ("method HEAD", "another content type"),
    ("method", "path with +"),
    ("method", "a line feed after the secret"),
    ("method HEAD", "parameter added"),
    ("method", "host with www"),
    ("content type with a charset", "x-amz-acl with another value"),
    ("content type with a charset", "payload of the body"),
    ("port added", "path twice"),
    ("path by encodeURIComponent", "query with ! * ' ( )"),
    ("path with +", "query with +"),
    ("path with ~ as %7E", "query with ~ as %7E"),
    ("another region", "parameter added"),
    ("the secret cut", "key of another region"),
    ("expiry edited", "method"),
];

type Dark = (&'static str, fn(usize) -> Case, fn(&mut Case, usize), &'static str);

/// What nobody can find, and what a finding says of it, if anything.
#[rustfmt::skip]
const IN_THE_DARK: &[Dark] = &[
    ("another secret", get, |it, _| other_secret(it, "another"), ""),
    ("metadata not sent", |at| with("x-amz-meta-tag", "blue", at), |it, _| it.send_header("x-amz-meta-tag", None), "the header x-amz-meta-tag is signed but is not sent: send it with the value that was signed"),
    ("range not sent", |at| with("range", "bytes=0-9", at), |it, _| it.send_header("range", None), "the header range is signed but is not sent: send it with the value that was signed"),
    ("another clock", get, |it, _| it.signed.time = "20200101T000000Z".into(), ""),
    ("disposition lost", get, |it, _| { it.signed.query.push("response-content-disposition=attachment%3B%20filename%3Da".into()); it.rewrite_sorted(); }, ""),
    ("JSON written anew", api, |it, _| it.sent.body = Some("{\"a\":[1,2]}".into()), ""),
    ("user agent by a proxy", |at| with("user-agent", "mine/1", at), |it, _| it.send_header("user-agent", Some("proxy/2")), ""),
    ("another key of the object", get, |it, _| it.sign_path("/another"), ""),
];

fn change(name: &str) -> &'static Change {
    CHANGES.iter().find(|(other, ..)| *other == name).unwrap_or_else(|| panic!("no change is called {name}"))
}

/// What is told for a case, or why not.
fn lines(case: &Case, budget: u64) -> Vec<String> {
    let solution = case.solve(budget).unwrap().solution;
    solution.map_or_else(Vec::new, |changes| changes.into_iter().map(|change| change.line).collect())
}

#[test]
fn each_change_is_found_and_told_as_what_it_is() {
    assert!(CHANGES.len() >= 100, "{}", CHANGES.len());
    let mut wrong = Vec::new();
    for (name, base, change, told) in CHANGES {
        for at in 0..4 {
            let mut case = base(at);
            assert_eq!(case.solve(1).unwrap().to_string(), "the signature is right for what was sent", "{name} {at}");
            change(&mut case, at);
            let found = lines(&case, BUDGET);
            if found != *told {
                wrong.push(format!("{name} {at}: {found:?} instead of {told:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn two_changes_at_once_are_found() {
    let mut wrong = Vec::new();
    for (first, second) in TOGETHER {
        let ((_, base, one, told), (_, other_base, two, also)) = (change(first), change(second));
        // The one whose headers the other does not need.
        let base = if first.starts_with("content") { base } else { other_base };
        for at in [0, 3] {
            let mut case = base(at);
            one(&mut case, at);
            two(&mut case, at);
            let (mut found, mut expected) = (lines(&case, BUDGET), [*told, *also].concat());
            found.sort();
            expected.sort_unstable();
            if found != expected {
                wrong.push(format!("{first} and {second} {at}: {found:?} instead of {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn three_changes_at_once_are_found() {
    let mut case = put(0);
    for name in ["method", "content type with a charset", "parameter added"] {
        change(name).2(&mut case, 0);
    }
    case.sent.method = "POST".into();
    assert_eq!(lines(&case, 2_000_000), ["method", "parameter fbclid", "header content-type"]);
}

#[test]
fn what_nobody_can_find_is_not_told_and_what_is_seen_is_said() {
    for (name, base, change, finding) in IN_THE_DARK {
        for at in 0..4 {
            let mut case = base(at);
            change(&mut case, at);
            let attempt = case.solve(IN_VAIN).unwrap();
            assert_eq!(attempt.solution, None, "{name} {at}");
            let is_said = attempt.findings.iter().any(|it| it.sentence == *finding);
            assert!(is_said || finding.is_empty(), "{name} {at}: {:?}", attempt.findings);
        }
    }
}
