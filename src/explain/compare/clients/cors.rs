//! What browsers say in place of the answer, which they do not show to the page.
//!
//! Source: WHATWG Fetch, "CORS protocol"; MDN, "CORS errors", for the words of Firefox; the words of Chrome and Safari.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

use crate::explain::compare::case::Case;
use crate::explain::shown;

/// Words of a browser, in lower case, and what they say. `{}` is the word that they name.
type Row = (&'static [&'static str], &'static str);

/// The first row whose words are all there counts.
const ROWS: [Row; 13] = [
    (
        &["header", "access-control-allow-headers"],
        "the CORS rules of the bucket, or of the server, do not allow the header {}: add it to AllowedHeaders \
         (Access-Control-Allow-Headers), or do not send it; where it is signed, it must be sent",
    ),
    (
        &["method", "access-control-allow-methods"],
        "the CORS rules of the bucket do not allow the method {}: add it to AllowedMethods (Access-Control-Allow-Methods)",
    ),
    (
        &["redirect", "preflight"],
        "the host redirects the browser's preflight (OPTIONS), which no browser follows: the bucket is in a different region from \
         the host's, or the URL is http where it must be https; sign for the regional host of the bucket, and check the CORS rules of \
         the bucket there",
    ),
    (
        &["multiple values"],
        "the answer has Access-Control-Allow-Origin more than once: the server and a proxy before it both add the CORS header; \
         leave it to one of them",
    ),
    (
        &["wildcard", "credentials"],
        "the page sends cookies (credentials: include), for which the CORS rules may not say * as the allowed origin: send the \
         request without credentials, which a presigned URL does not need, or name the origin in the rules of the bucket",
    ),
    (
        &["access-control-allow-credentials"],
        "the page sends cookies (credentials: include), which the CORS rules do not allow: send the request without credentials, \
         which a presigned URL does not need",
    ),
    (
        &["not equal to the supplied origin"],
        "the CORS rules of the bucket name an origin other than the page's, with its scheme and port: add the page's to AllowedOrigins",
    ),
    (
        &["http ok status"],
        "the browser's preflight (OPTIONS), which is never signed, was answered with an error: the CORS rules of the bucket do not \
         allow the origin, the method or a header, a proxy asks for a signature or a login for OPTIONS as well, or there is no such \
         bucket",
    ),
    (
        &["preflight", "not successful"],
        "the browser's preflight (OPTIONS), which is never signed, was answered with an error: the CORS rules of the bucket do not \
         allow the origin, the method or a header, or a proxy asks for a signature for OPTIONS as well",
    ),
    (
        &["content security policy"],
        "the page's own Content-Security-Policy does not allow the host: add the host of the bucket to its connect-src (img-src for \
         images, media-src for media); the signature is not the reason, and neither are the CORS rules",
    ),
    (
        &["did not succeed", "cors"],
        "the browser got no answer at all: the host cannot be reached or has no valid certificate, or an extension blocks the \
         request; the CORS rules of the bucket may not be the reason",
    ),
    (
        &["preflight"],
        "the browser's preflight (OPTIONS), which is never signed, was refused: either the CORS rules of the bucket do not \
         allow the origin, the method or a header, or the answer is an error or a redirect to another region, which has no such header; \
         send the request with curl to see it",
    ),
    (
        &[],
        "the browser does not show the answer to the page, since it lacks Access-Control-Allow-Origin: either the CORS rules of the \
         bucket do not allow the origin, the method or a header, or the answer is an error or a redirect to another region, which has \
         no such header; send the request with curl to see it",
    ),
];

/// What a browser says of a request from another origin.
pub(in crate::explain::compare) fn cors(case: &Case<'_>) -> String {
    let text = case.text();
    let row = ROWS.iter().find(|(words, _)| words.iter().all(|word| text.contains(word)));
    let sentence = row.map(|(_, sentence)| *sentence).unwrap_or_default();
    sentence.replacen("{}", &named(&text).unwrap_or_else(|| "of the request".to_owned()), 1)
}

/// What stands before the name of a header or method that is not allowed, in lower case.
const BEFORE: [&str; 6] =
    ["header field ", "method ", "missing token ‘", "missing token '", "header ‘", "did not find method in "];

/// The name of the header or the method, out of its quotation marks.
fn named(text: &str) -> Option<String> {
    BEFORE.iter().find_map(|before| {
        let (_, rest) = text.split_once(before)?;
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let name = rest.trim_start_matches(['\'', '"', '‘']).split(|c| !is_name(c)).next()?;
        let is_word = name.len() > 1 && !["in", "is", "not", "cors"].contains(&name);
        let name = if before.starts_with("method") { name.to_uppercase() } else { name.to_owned() };
        is_word.then(|| shown::text(&name).into_owned())
    })
}

/// A page that is loaded by https and asks for http.
pub(in crate::explain::compare) fn mixed_content(_: &Case<'_>) -> String {
    "the URL begins with http:// and the page with https://, from which browsers load nothing by http: give the signer an endpoint with \
     https (the scheme is no part of the signature)"
        .to_owned()
}

/// A request of a script that failed without a word why.
pub(in crate::explain::compare) fn failed_fetch(case: &Case<'_>) -> Option<String> {
    let text = case.text();
    let is_signed = case.url.is_some_and(|url| url.version.is_some());
    let is_upload =
        || ["s3", "r2 ", "bucket", "presign", "signed url", "amazonaws"].iter().any(|word| text.contains(word));
    (is_signed || is_upload()).then(|| {
        format!(
            "the browser hides why the request failed{}: most often the CORS rules of the bucket do not allow the origin, the method or \
             a header, the page's own Content-Security-Policy lacks the host in connect-src, or the answer is an error or a redirect without CORS headers; \
             its console has a line that says it, and curl shows the answer",
            case.url.map(|url| format!(" ({})", url.host)).unwrap_or_default()
        )
    })
}
