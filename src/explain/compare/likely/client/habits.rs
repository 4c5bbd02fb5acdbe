//! What programs, commands and settings do that many take for harmless, by the words that are in them.

use alloc::format;
use alloc::vec::Vec;

use crate::explain::compare::likely::sight::Sight;
use crate::explain::compare::refusals::UNKNOWN_KEY;
use crate::explain::{Finding, Kind, shown};

/// What of a program tells it: a word of each group is there and none of the last ones, all in lower case.
struct Habit {
    all: &'static [&'static [&'static str]],
    none: &'static [&'static str],
    kind: Kind,
    sentence: &'static str,
}

const fn habit(all: &'static [&'static [&'static str]], kind: Kind, sentence: &'static str) -> Habit {
    Habit { all, none: &[], kind, sentence }
}

impl Habit {
    const fn without(mut self, none: &'static [&'static str]) -> Self {
        self.none = none;
        self
    }

    fn is_in(&self, text: &str) -> bool {
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        self.all.iter().all(|words| has(words)) && !has(self.none)
    }
}

/// The words of services other than S3.
const API: &[&str] = &["aws secret access key and signing method", "invalidsignatureexception"];

/// Of a signature that does not match.
///
/// Source: Cloudflare R2, "Authentication" (the secret is the SHA-256 of the token's value); GNU coreutils, "echo
/// invocation"; Docker, "Set environment variables" (`--env-file` keeps quotes); Microsoft, "set" (quotes are kept);
/// Go, package `net/http/httputil`; nginx, "ngx_http_core_module" (`$uri` is decoded); OpenSearch, "Signing HTTP
/// requests"; Amazon API Gateway, "Custom domain names".
const MISMATCHED: [Habit; 21] = [
    habit(
        &[
            &["r2.cloudflarestorage", "cloudflare r2", "provider = cloudflare", "to r2"],
            &["api token", "token's value", "token value", "api_token", "\"v1.0-", "= v1.0-", "cf_token"],
        ],
        Kind::Secret,
        "the secret access key of R2 is not the API token itself but the SHA-256 of the token's value, in hexadecimal digits, and the access key id is the token's \
         id: the dashboard shows both once, next to the token",
    ),
    habit(
        &[&["base64"], &["echo "], &["secret", "credential", "password"]],
        Kind::WhiteSpace,
        "echo ends what it prints with a line end, which base64 encodes as a part of the secret: use echo -n or printf, and make the secret anew",
    )
    .without(&["echo -n", "printf"]),
    habit(
        &[
            &["env-file", "env_file", ".env", "set aws_", "environmentfile"],
            &["aws_secret_access_key=\"", "aws_secret_access_key='", "secret_key=\"", "secret_key='"],
        ],
        Kind::WhiteSpace,
        "the file or the command gives the secret access key in quotation marks, which docker --env-file, set of Windows and others take as a part of the value: write it \
         without them",
    ),
    habit(
        &[&["reverseproxy", "httputil"], &["signer", "sign(", "signhttp"]],
        Kind::ProxyChanges,
        "Go's ReverseProxy adds X-Forwarded-For, and keeps the host of the request that came in, after its director has run: set Host too, and sign in the transport \
         (RoundTripper), when nothing changes the request any more",
    ),
    habit(
        &[&["$uri"], &["aws4-hmac", "hmac", "awssig", "aws_sig", "authorization", "signature"], &["location", "nginx"]],
        Kind::PathDecoded,
        "nginx's $uri is the decoded path, and the path is signed percent-encoded: sign and send $request_uri, or encode it again",
    ),
    habit(
        &[&["unsigned-payload"], API],
        Kind::Payload,
        "UNSIGNED-PAYLOAD is of S3 alone: other services compute the hash of the body, so that the SHA-256 of the body must be signed",
    ),
    habit(
        &[&["postman", "insomnia", "hoppscotch"], &["form-data", "formdata", "multipart"]],
        Kind::Payload,
        "a form (multipart/form-data) is put together, with a boundary of its own, when it is sent, and so after it was signed: send the body as binary or raw text",
    ),
    habit(
        &[
            &["elasticsearch", "opensearch", ".es.amazonaws", ".aoss.", "kibana"],
            &["*'", "*\"", "*/", "*,", "%2a", "_resolve/index", "<logs", "{now", "%3c"],
        ],
        Kind::NotEncoded,
        "the path names indices with a star, a comma or angle brackets, which the client sends as they are or encoded, and the service signs encoded, and once more: the \
         path that is signed and the one that is sent must be written in the same way (* as %2A)",
    ),
    habit(
        &[&["cloudfront", "custom domain", "cdn", "proxy"], &["api gateway", "apigateway", "execute-api"], API],
        Kind::Host,
        "API Gateway sees its own host, and not the name under which a CDN or a proxy is asked: sign for the host that arrives (…execute-api…), forward the host that \
         was signed, or use a custom domain of API Gateway itself",
    )
    .without(&["origin access"]),
    habit(
        &[&["head "], &["cf-cache-status", "cloudflare worker", "wrangler"]],
        Kind::Method,
        "Cloudflare's cache makes a GET of a HEAD for files that it may keep, and the URL is signed for HEAD: sign for GET, or keep the cache out of it",
    ),
    habit(
        &[&["r2.dev", "custom domain", "own domain", "public domain", "pub-"], &["r2 ", "r2.", "cloudflare"], &["presign", "getsignedurl", "signed url"]],
        Kind::Host,
        "presigned URLs of R2 work at the endpoint of the account (ACCOUNT.r2.cloudflarestorage.com) alone, and not at a custom domain or r2.dev: sign and send them there",
    ),
    habit(
        &[&[".cdn.digitaloceanspaces.com", ".b-cdn.net", ".cdn."], &["endpoint", "sign"]],
        Kind::Host,
        "the address is that of a CDN, which asks the bucket under another host: sign for the address of the bucket itself, and send the URL there",
    ),
    habit(
        &[&["custom_domain", "customdomain"], &["querystring_auth", "querystring auth", "presign", "signed"]],
        Kind::Host,
        "a custom domain is put before a URL that is signed for the host of the bucket: switch the domain off for signed files, or let it point to the bucket and be the \
         endpoint that signs",
    ),
    habit(
        &[&["getpresignedurlrequest", "generatepresignedurlrequest"], &["putasync", "put(", "\"put\"", "'put'", "-x put", "httpput", "upload"]],
        Kind::Method,
        "the request for a presigned URL names no method, which then is GET, and the URL is used with PUT: name it (Verb = HttpVerb.PUT, withMethod(HttpMethod.PUT))",
    )
    .without(&["verb", "httpmethod", "withmethod", "setmethod", ".method"]),
    habit(
        &[
            &["'get_object'", "\"get_object\"", "getobjectcommand", "'getobject'", "\"getobject\"", "presignedgetobject", "presigned_get", "presign_get"],
            &["requests.put", "method: 'put'", "method: \"put\"", "putasync", "-x put", "axios.put", "http.put", "--request put", "methodput", "method = \"put\""],
        ],
        Kind::Method,
        "the URL is signed for a download (GET), and it is used for an upload (PUT): the method is signed, so sign for the operation that is sent (put_object, PutObjectCommand)",
    )
    .without(&["put_object", "putobject", "presign_put", "presigned_put"]),
    habit(
        &[&["direct_upload", "directupload", "active storage", "activestorage"]],
        Kind::Header,
        "Active Storage signs the headers that it returns with the URL (direct_upload.headers), Content-Type and Content-MD5 among them: the upload must send all of \
         them as they are",
    ),
    habit(
        &[&[
            "-o sigv2", "v4auth: false", "legacy_auth", "aws_signature_version: 2", "aws_signature_version\": 2", "signature_version='s3'", "signature_version=\"s3\"",
            "signatureversion: 'v2'", "signatureversion: \"v2\"", "signature_v2 = true", "v2_auth = true", "signaturetype s3", "s3signertype", "--signature-v2",
        ]],
        Kind::SignatureVersion2,
        "the client is set to Signature Version 2, which most servers do not accept any more: remove that setting, so that it signs with Version 4",
    ),
    habit(
        &[&[
            "use_path_style' => false", "use_path_style: false", "use_path_style=false", "use_path_style = false", "usepathstyle: false", "forcepathstyle: false", "force_path_style: false",
            "force_path_style = false", "path_style_access\": \"false", "path.style.access=false", "use_path_style_endpoint' => false", "use_path_style_endpoint=false",
        ]],
        Kind::Endpoint,
        "the client puts the bucket into the host (path style is off), which a server of one's own reads only where it is told its domain: switch path style on",
    )
    .without(&["amazonaws.com"]),
    habit(
        &[&["supabase"], &["storage/v1/s3", "s3 protocol", "s3-compatible", "s3 endpoint"]],
        Kind::Region,
        "Supabase's storage wants the region of the project in the signature (local on a server of one's own where REGION is not set), path style, keys of its own, \
         and the path with its prefix (/storage/v1/s3) as it was signed",
    ),
    habit(
        &[&["aws4.sign", "signer.sign", "signrequest(", "aws4fetch", "sigv4", "signaturev4"], &["json.stringify", "json.dumps", "jsonencode"], &["json: ", "json=", "data: body", "body: {"]],
        Kind::Payload,
        "the body is written as JSON once for the signer and once more by what sends it, in which spaces or the order may differ: make the string once, sign it, and send that very string",
    ),
    habit(
        &[&["storage.googleapis.com", "google cloud storage", "gcs"], &["sdk", "boto", "aws", "s3a", "rclone"]],
        Kind::ProxyChanges,
        "Google Cloud Storage changes the header accept-encoding, and knows no bodies in signed chunks and no checksums in trailers: do not sign the first, and set \
         checksums to WHEN_REQUIRED; it also wants HMAC keys of its own",
    ),
];

/// Of an access key that is not known.
///
/// Source: IBM Cloud Object Storage, "Service credentials".
const UNKNOWN: [Habit; 1] = [habit(
    &[&["cloud-object-storage.appdomain.cloud", "bluemix", "ibm cloud", "ibm cos"], &["apikey", "api_key", "api key"]],
    Kind::AccessKey,
    "the API key of IBM Cloud is no access key: make HMAC credentials (cos_hmac_keys) and use their access key id and secret, or sign in with the API key by OAuth \
         (BasicIBMOAuthCredentials)",
)];

/// What a habit of a program explains.
pub(in crate::explain::compare::likely) fn known(sight: &Sight<'_>) -> Vec<Finding> {
    let answer = sight.case.answer;
    let table: &[Habit] = if answer.is_mismatch() {
        &MISMATCHED
    } else if UNKNOWN_KEY.contains(&answer.code()) {
        &UNKNOWN
    } else {
        return Vec::new();
    };
    let found = table.iter().filter(|habit| habit.is_in(sight.text()));
    found.map(|habit| Finding::new(habit.kind, habit.sentence)).take(2).collect()
}

/// How programs write the time of their own zone in the shape of UTC, and what would make it UTC, as they write it.
///
/// Source: the documentation of each language for its function.
const LOCAL: [(&str, &[&str]); 10] = [
    ("date('Ymd", &["gmdate", "UTC", "date_default_timezone_set"]),
    ("date(\"Ymd", &["gmdate", "UTC", "date_default_timezone_set"]),
    ("DateTime.Now", &["UtcNow", "ToUniversalTime"]),
    ("datetime.now()", &["utcnow", "timezone.utc", "UTC"]),
    ("Time.now.strftime", &["utc", "UTC"]),
    ("time.Now().Format(", &["UTC()"]),
    ("LocalDateTime.now()", &["ZoneOffset.UTC", "\"UTC\""]),
    ("new SimpleDateFormat(", &["setTimeZone", "UTC", "GMT"]),
    ("DateFormatter()", &["timeZone", "UTC", "GMT"]),
    ("moment().format(", &["utc"]),
];

/// The time of a zone signed as UTC, or by a clock of twelve hours.
pub(in crate::explain::compare::likely) fn local_time(sight: &Sight<'_>) -> Vec<Finding> {
    let codes = ["RequestTimeTooSkewed", "RequestExpired"];
    let answer = sight.case.answer;
    let is_time =
        answer.is_mismatch() || codes.contains(&answer.code()) || sight.case.said().contains("signature expired");
    // The program has to write a time of signing.
    let texts = || sight.case.evidence.texts();
    let is_signing = ["'T'", "\\T", "\"T\"", "%Y%m%dT", "T150405", "[T]", "yyyyMMddT", "x-amz-date", "X-Amz-Date"];
    if !is_time || !texts().any(|text| is_signing.iter().any(|word| text.contains(word))) {
        return Vec::new();
    }
    if texts().any(|text| ["'T'hhmm", "[T]hhmm", "Thhmm", "\\Thi"].iter().any(|word| text.contains(word))) {
        let sentence = "the program writes the hour of a clock of twelve (hh): the time that is signed has the hours 00 to 23 (HH)";
        return [Finding::new(Kind::Date, sentence)].into();
    }
    let is_made_utc = |words: &[&str]| texts().any(|text| words.iter().any(|word| text.contains(word)));
    let found = LOCAL.iter().find(|(call, utc)| texts().any(|text| text.contains(call)) && !is_made_utc(utc));
    let sentence = |call: &str| {
        format!(
            "the program takes the time from {}, which is that of its own time zone, and writes it as UTC: what is signed must be the time of UTC",
            call.trim_end_matches('(')
        )
    };
    found.map(|(call, _)| Finding::new(Kind::Clock, sentence(call))).into_iter().collect()
}

/// Schemes of addresses that have credentials in them.
const ADDRESSES: [&str; 7] = ["s3a://", "s3n://", "s3://", "sqs://", "aws://", "s3+http://", "s3+https://"];

/// Credentials in an address, in which a slash or a plus sign of the secret means something else.
/// Source: Apache Hadoop, "Troubleshooting S3A"; RFC 3986, section 3.2.1.
pub(in crate::explain::compare::likely) fn in_address(sight: &Sight<'_>) -> Vec<Finding> {
    let is_given = |line: &str| {
        ADDRESSES.iter().filter_map(|scheme| line.split_once(scheme)).any(|(_, rest)| {
            let user = rest.split_once('@').map_or("", |(user, _)| user);
            user.split_once(':')
                .is_some_and(|(id, secret)| !id.contains(['/', ' ']) && !secret.contains([' ', '"', '\'']))
        })
    };
    let is_refused = sight.case.answer.is_mismatch() || sight.case.answer.code() == "InvalidAccessKeyId";
    let sentence = "the credentials are given in an address, before its @, where a slash, a plus sign or another sign of the secret must be percent-encoded, as %2F and %2B, and \
                    some programs cannot read it at all: give them in settings or variables of their own";
    let is_found = is_refused && sight.case.evidence.texts().flat_map(str::lines).take(2_000).any(is_given);
    is_found.then(|| Finding::new(Kind::Secret, sentence)).into_iter().collect()
}

/// One content type in two spellings, with its charset and without.
pub(in crate::explain::compare::likely) fn charset(sight: &Sight<'_>) -> Vec<Finding> {
    if !sight.case.answer.is_mismatch() {
        return Vec::new();
    }
    // Of the lines with a colon, those that look like headers are read as such.
    let text = format!("{}\n{}\n", sight.text(), sight.header("content-type").unwrap_or_default().to_lowercase());
    // Dart's http, .NET's StringContent and OkHttp add it to a body that is text.
    let is_added = ["http.put(", "http.post(", "new stringcontent(", "requestbody.create(", ".torequestbody("];
    let is_added = is_added.iter().any(|call| text.contains(call)) && text.contains("content-type");
    let with = text.match_indices("charset=").take(50).find_map(|(at, _)| {
        let before = text[..at].trim_end_matches([';', ' ']);
        let kind = before.rsplit(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '/' | '-' | '+' | '.')).next()?;
        let is_alone = |at: usize| !text[at + kind.len()..].trim_start_matches(['\\', '"', '\'']).starts_with(';');
        (kind.contains('/') && text.match_indices(kind).take(50).any(|(at, _)| is_alone(at))).then_some(kind)
    });
    if with.is_none() && !is_added {
        return Vec::new();
    }
    let sentence = "the content type most likely is signed without `; charset=utf-8` and sent with it, or the other way: Dart's http, .NET's StringContent, OkHttp and axios add it to \
                    a body that is text; sign exactly what is sent, or send bytes";
    [Finding::new(Kind::ContentType, sentence)].into()
}

/// Headers whose names nginx drops.
/// Source: nginx, "ngx_http_core_module", `ignore_invalid_headers` and `underscores_in_headers`.
pub(in crate::explain::compare::likely) fn dropped_name(sight: &Sight<'_>) -> Vec<Finding> {
    if !sight.case.answer.is_mismatch() {
        return Vec::new();
    }
    let is_dropped = |name: &&str| name.contains(['.', '_']);
    let signed = sight.signed_headers().into_iter().find(is_dropped).map(|name| shown::text(name).into_owned());
    // The keys of metadata become the ends of names.
    let given = || {
        let (_, after) = sight.text().split_once("metadata")?;
        let near = after.char_indices().nth(200).map_or(after, |(end, _)| &after[..end]);
        let key = near
            .split(['"', '\''])
            .skip(1)
            .step_by(2)
            .find(|key| key.contains('_') && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'))?;
        Some(format!("x-amz-meta-{}", shown::text(key)))
    };
    let Some(name) = signed.or_else(given) else { return Vec::new() };
    let sentence = format!(
        "the header {name} has a dot or an underscore in its name, and nginx and other proxies drop such headers, or write a hyphen: name it with hyphens alone, or let \
         nginx keep it (underscores_in_headers on; ignore_invalid_headers off)"
    );
    [Finding::new(Kind::ProxyChanges, sentence)].into()
}

/// Values of headers that the signer and the client write in different bytes.
pub(in crate::explain::compare::likely) fn header_value(sight: &Sight<'_>) -> Vec<Finding> {
    let is_header = |line: &&str| {
        let lower = line.to_ascii_lowercase();
        ["x-amz-meta-", "metadata", "content-disposition", "contentdisposition"].iter().any(|name| lower.contains(name))
    };
    let mut lines = sight.case.evidence.texts().flat_map(str::lines).take(2_000).filter(is_header);
    if !sight.case.answer.is_mismatch() || !lines.any(|line| !line.is_ascii()) {
        return Vec::new();
    }
    let sentence = "the value of a header has letters beyond ASCII, which the signer writes as UTF-8 and clients, proxies and servers write and read in other ways: \
                    percent-encode it, or write it in Base64 (in Content-Disposition as filename*=UTF-8''…)";
    [Finding::new(Kind::Header, sentence)].into()
}
