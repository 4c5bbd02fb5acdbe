//! What a program that was pasted calls, and with what.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::compare::likely::sight::Sight;
use crate::explain::evidence::pairs;
use crate::explain::inspect::Url;
use crate::explain::{Certainty, Finding, Kind, shown};

/// How the SDKs name what makes a presigned URL, in lower case.
const PRESIGNERS: [&str; 13] = [
    "getsignedurl",
    "get_signed_url",
    "generate_presigned_url",
    "generatepresignedurl",
    "getpresignedurl",
    "presigned_url",
    "presignedputobject",
    "presigned_put_object",
    "presignputobject",
    "createpresignedrequest",
    "getpresignedurlrequest",
    "temporaryuploadurl",
    // Uppy's function for a URL that was made elsewhere.
    "getuploadparameters",
];

/// What SDKs call what becomes a header of an upload, in lower case and with what follows it, and that header.
const PARAMETERS: [(&str, &str); 15] = [
    ("serversideencryption", "x-amz-server-side-encryption"),
    ("serversideencryptionmethod", "x-amz-server-side-encryption"),
    ("server_side_encryption", "x-amz-server-side-encryption"),
    ("ssekmskeyid", "x-amz-server-side-encryption-aws-kms-key-id"),
    ("storageclass", "x-amz-storage-class"),
    ("storage_class", "x-amz-storage-class"),
    ("tagging", "x-amz-tagging"),
    ("metadata", "x-amz-meta-…"),
    ("contentmd5", "content-md5"),
    ("content_md5", "content-md5"),
    ("cachecontrol", "cache-control"),
    ("contentdisposition", "content-disposition"),
    ("acl", "x-amz-acl"),
    ("contenttype", "content-type"),
    ("content_type", "content-type"),
];

/// Whether a name stands in the text as that of a field or a setter, and not inside another word.
fn is_set(text: &str, name: &str) -> bool {
    text.match_indices(name).take(50).any(|(at, _)| {
        let before = text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.');
        let is_setter = text[..at].ends_with('.') || text[..at].ends_with("with") || text[..at].ends_with("set");
        let after = text[at + name.len()..].trim_start_matches(['"', '\'', ' ']);
        let is_field = after.starts_with([':', '=']) && !after.starts_with("==");
        is_field && (!before || is_setter)
            || is_setter && after.starts_with('(')
            || is_field && text[..at].ends_with('\'')
    })
}

/// A header that was given to the presigner, and which the upload does not send as far as the program shows.
pub(in crate::explain::compare::likely) fn presigned_header(sight: &Sight<'_>) -> Vec<Finding> {
    let text = sight.text();
    let is_upload = ["put", "upload"].iter().any(|word| text.contains(word));
    // A URL that is there tells what is signed.
    let is_url = sight.case.url.is_some_and(|url| url.version.is_some());
    if is_url || !is_upload || !PRESIGNERS.iter().any(|name| text.contains(name)) {
        return Vec::new();
    }
    let sent = |header: &str| sight.case.evidence.header(header).is_some() || text.contains(&format!("\"{header}\""));
    let given = PARAMETERS.iter().find(|(name, header)| is_set(text, name) && !sent(header));
    let sentence = |(_, header): &(&str, &str)| {
        format!(
            "the URL is made with a value for the header {header}, which is then signed or put into the query: the upload must send {header} \
             with exactly that value where it is among X-Amz-SignedHeaders, and not where it is in the query"
        )
    };
    let kind = |header: &str| if header == "content-type" { Kind::ContentType } else { Kind::Header };
    given.map(|given| Finding::new(kind(given.1), sentence(given))).into_iter().collect()
}

/// Signed headers of a URL of which nobody says that they were sent.
pub(in crate::explain::compare::likely) fn signed_and_unsent(sight: &Sight<'_>) -> Vec<Finding> {
    let is_presigned = sight.case.url.is_some_and(|url| url.version.is_some() && !url.is_signed_by_headers);
    let evidence = sight.case.evidence;
    if !is_presigned
        || !evidence.is_rest
        || sight.case.signed.is_some()
        || sight.received.is_some()
        || evidence.is_command
        || !sight.case.answer.is_mismatch()
    {
        return Vec::new();
    }
    let own = |name: &&str| !["host", "content-length", "accept", "user-agent"].contains(name);
    let names = sight.signed_headers().into_iter().filter(own).filter(|name| evidence.header(name).is_none());
    let sentence = |name: &str| {
        format!(
            "the header {} is signed, as X-Amz-SignedHeaders says, and nothing here shows that it was sent: the request must send it with exactly the \
             value that was given when the URL was made",
            shown::text(name)
        )
    };
    let kind = |name: &str| if name == "content-type" { Kind::ContentType } else { Kind::Header };
    names.take(2).map(|name| Finding::new(kind(name), sentence(name))).collect()
}

/// The functions that percent-encode a part of a URL, in lower case.
const ENCODERS: [&str; 12] = [
    "encodeuricomponent(",
    "encodecomponent(",
    "encodeuri(",
    "encodefull(",
    "urllib.parse.quote",
    "urllib.quote",
    "quote_plus(",
    "urlencoder.encode(",
    "rawurlencode(",
    "urlencode(",
    "escapedatastring(",
    "addingpercentencoding(",
];

/// A key that a program encodes before it gives it to what encodes it.
pub(in crate::explain::compare::likely) fn encoded_key(sight: &Sight<'_>) -> Vec<Finding> {
    let text = sight.text();
    let encoder = ENCODERS.iter().find(|name| text.contains(**name));
    let by_hand = is_by_hand(text);
    let signs = ["sign", "presign", "bucket", "s3"].iter().any(|word| text.contains(word));
    let Some(encoder) = encoder.filter(|_| signs && !by_hand && sight.case.answer.is_mismatch()) else {
        return Vec::new();
    };
    let sentence = format!(
        "the program percent-encodes a part of the address itself ({}), and what signs or sends it most likely encodes it once more, so that a % becomes %25: \
         give the SDK and the URL's builder the name as it is",
        encoder.trim_end_matches('(')
    );
    [Finding::new(Kind::EncodedTwice, sentence)].into()
}

/// Whether the program signs by hand.
pub(in crate::explain::compare::likely) fn is_by_hand(text: &str) -> bool {
    let steps = [
        "aws4_request",
        "hmac",
        "canonical",
        "\"aws4\"",
        "'aws4'",
        "signingkey",
        "signing_key",
        "stringtosign",
        "string_to_sign",
    ];
    steps.iter().filter(|step| text.contains(**step)).take(2).count() == 2
}

/// The options of a request that a function signs, such as those of aws4.
pub(in crate::explain::compare::likely) fn options(sight: &Sight<'_>) -> Vec<Finding> {
    let texts: String = sight.case.evidence.texts().flat_map(|text| [text, "\n"]).collect();
    let Some(sign) = SIGNS.iter().filter_map(|name| texts.find(name)).min() else { return Vec::new() };
    [other_path(&texts), unsent_query(&texts), unsigned_body(&texts, sign)].into_iter().flatten().collect()
}

/// A URL that is put together from the host and the path of what was signed, and not its query.
fn unsent_query(text: &str) -> Option<Finding> {
    let (_, template) = ["`https://${", "\"https://\" +", "'https://' +", "f\"https://{", "f'https://{"]
        .iter()
        .find_map(|start| text.split_once(start))?;
    let template = template.split([',', ';', '\n']).next()?.to_ascii_lowercase();
    let has_query = ["query", "search", "params", "?", "url"].iter().any(|word| template.contains(word));
    (template.contains("path") && !has_query && text.contains('?')).then(|| {
        let sentence = "the URL that is sent is put together from the host and the path of the signed request, without its query, which is signed: the whole query \
                        must be sent as it was signed";
        Finding::new(Kind::ParameterLost, sentence)
    })
}

/// How functions are called that sign the options of a request.
const SIGNS: [&str; 6] = ["aws4.sign(", "signer.sign(", ".signRequest(", "SignHTTP(", ".sign_request(", "add_auth("];

/// The path of the options is not that of their URL.
fn other_path(text: &str) -> Option<Finding> {
    let found = pairs(text);
    let value = |names: &[&str]| {
        found
            .iter()
            .find(|(name, value)| names.contains(&name.to_ascii_lowercase().as_str()) && value.is_some())?
            .1
            .clone()
    };
    let (url, path) = (value(&["url", "uri"])?, value(&["path", "pathname"])?);
    let of_url = url.contains("://").then(|| Url::parse(&url).path)?;
    let signed = path.split('?').next().unwrap_or_default();
    (of_url != signed && !of_url.is_empty()).then(|| {
        let (signed, sent) = (shown::text(signed), shown::text(of_url));
        let sentence = format!(
            "the program signs the path {signed} and sends the path {sent}: they must be the same, with the stage of the API and the slash at its beginning"
        );
        Finding::new(Kind::Path, sentence).with(Certainty::Proved)
    })
}

/// The options are signed without the body that is sent.
fn unsigned_body(text: &str, sign: usize) -> Option<Finding> {
    let (before, after) = text.split_at(sign);
    let signed = after.split(')').next().unwrap_or_default();
    let has_body = |text: &str| ["body", "data:", "payload", "Body"].iter().any(|name| text.contains(name));
    let is_post =
        ["'POST'", "\"POST\"", "'PUT'", "\"PUT\"", "'PATCH'", ".write("].iter().any(|name| text.contains(name));
    let named =
        |text: &str| ["body:", "body =", "body=", "\"body\"", "'body'", "body,"].iter().any(|name| text.contains(name));
    let is_literal =
        ["path:", "path =", "hostname:", "host:", "'path'", "\"path\""].iter().any(|name| before.contains(name));
    if !is_literal || named(before) || named(signed) || !is_post && !has_body(after) {
        return None;
    }
    let sentence = "the options are signed without a body, so that the hash of an empty one is signed, and one is sent: give the body to what signs, as the very \
                    string that is sent, before it is signed (axios calls it data, and aws4 body)";
    Some(Finding::new(Kind::Payload, sentence))
}

/// Words that stand where a variable has no value, in lower case.
const EMPTY: [&str; 7] = ["", "null", "undefined", "none", "nil", "<nil>", "nan"];

/// A credential whose access key id is the word for nothing, and a session token that is.
pub(in crate::explain::compare::likely) fn empty_credential(sight: &Sight<'_>) -> Vec<Finding> {
    let evidence = sight.case.evidence;
    let token = evidence.header("x-amz-security-token").map(str::to_ascii_lowercase);
    let token = token.filter(|token| EMPTY.contains(&token.as_str()));
    let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '=' | ',' | '>' | '(');
    let is_empty = |word: &str| {
        let parts: Vec<_> = word.split('/').take(6).collect();
        let is_scope = parts.len() == 5 && parts[4].starts_with("aws4_request") && parts[1].len() == 8;
        is_scope
            && parts[1].bytes().all(|b| b.is_ascii_digit())
            && EMPTY.contains(&parts[0].to_ascii_lowercase().as_str())
    };
    let is_scope = |word: &&str| word.contains("/aws4_request") && is_empty(word);
    let credential = evidence.texts().flat_map(|text| text.split(is_end)).find(is_scope);
    let mut found = Vec::new();
    if let Some(token) = token {
        let sentence = format!(
            "the header x-amz-security-token is sent as {token:?}: the session token has no value where the request is signed; keys that are temporary \
             (ASIA) need theirs, and other keys must be sent without the header"
        );
        found.push(Finding::new(Kind::EmptyVariable, sentence).with(Certainty::Proved));
    }
    if let Some(word) = credential {
        let sentence = format!(
            "the access key id has no value where the credential is put together ({}): it is empty, or its variable has another name",
            shown::text(word)
        );
        found.push(Finding::new(Kind::EmptyVariable, sentence).with(Certainty::Proved));
    }
    found
}

/// A header that was sent twice.
pub(in crate::explain::compare::likely) fn repeated(sight: &Sight<'_>) -> Vec<Finding> {
    let sentence = |name: &String| {
        format!(
            "the header {} was sent twice: the client adds it itself, and it was given by hand as well; the server signs both values, so that one of \
             them must go",
            shown::text(name)
        )
    };
    sight
        .case
        .evidence
        .repeated
        .iter()
        .take(2)
        .map(|name| Finding::new(Kind::Header, sentence(name)).with(Certainty::Proved))
        .collect()
}

/// The parameters of a customer's key, for an object that KMS encrypts.
/// Source: Amazon S3, "Using server-side encryption with customer-provided keys (SSE-C)".
pub(in crate::explain::compare::likely) fn customer_key(sight: &Sight<'_>) -> Vec<Finding> {
    let text = sight.text();
    let is_customer = ["ssecustomer", "sse_customer", "encryption-customer"].iter().any(|name| text.contains(name));
    let sentence = "the parameters of a customer's own key (SSECustomer…) are given with a key of KMS: they are for the encryption with a key that the client holds \
                    (AES256 and 32 bytes), and an object that KMS encrypts is read without such headers";
    let is_kms = is_customer && ["aws:kms", "arn:aws:kms"].iter().any(|name| text.contains(name));
    is_kms.then(|| Finding::new(Kind::Header, sentence)).into_iter().collect()
}
