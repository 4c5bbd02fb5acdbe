//! What other implementations sign: the same policy, the same signature, the same URL and cookies; and it is verified.

use std::collections::BTreeMap;

use presign::Timestamp;
use presign::cloudfront::{Hash, Policy, SignedPolicy, SignedRequest, Statement};
use serde_json::Value;

use crate::rows::{Case, Rows, rows};

/// Rows whose policy is written in a different spelling from this crate's, which is sent as it was signed.
const OTHER_SPELLING: [&str; 3] = [
    // botocore writes IpAddress before DateGreaterThan.
    "custom-ecdsa-all",
    "custom-rsa-https-star",
    // With white space.
    "custom-rsa-spaces-and-newline",
];

fn at(seconds: u64) -> Timestamp {
    Timestamp::from_unix_seconds(seconds).unwrap()
}

/// The policy of a row, made from its parts, or from its JSON where that is spelled differently.
fn policy(case: &Case, text: &str) -> Policy {
    let json: Value = serde_json::from_str(text).unwrap();
    let (resource, condition) = (&json["Statement"][0]["Resource"], &json["Statement"][0]["Condition"]);
    let time = |name: &str| condition[name]["AWS:EpochTime"].as_u64().map(at);
    let (resource, expires_at) = (resource.as_str().unwrap(), time("DateLessThan").unwrap());
    if case.kind == "canned" {
        return Policy::canned(resource, expires_at).unwrap();
    }
    let source_ip = condition["IpAddress"]["AWS:SourceIp"].as_str();
    let asked = case.input.ip_address.as_deref().or(source_ip);
    let statement = Statement { resource, expires_at, starts_after: time("DateGreaterThan"), source_ip: asked };
    let custom = Policy::custom(&statement).unwrap();
    assert_eq!(custom.as_str() != text, OTHER_SPELLING.contains(&case.name.as_str()), "{}", case.name);
    if custom.as_str() == text { custom } else { Policy::from_json(text).unwrap() }
}

/// The parts of a URL, with its parameters in order: that of the signing parameters is free.
fn parts(url: &str) -> Vec<&str> {
    let mut parts: Vec<_> = url.split(['?', '&']).collect();
    parts.sort_unstable();
    parts
}

fn cookies(signed: &SignedPolicy) -> BTreeMap<String, String> {
    signed.cookies().into_iter().collect()
}

/// The row's signature, out of CloudFront's base64.
fn signature(text: &str) -> Vec<u8> {
    use base64ct::{Base64, Encoding};
    Base64::decode_vec(&text.replace('-', "+").replace('_', "=").replace('~', "/")).unwrap()
}

fn is_verified(rows: &Rows, case: &Case, url: &str, cookies: &str) {
    let request = SignedRequest::parse(url, cookies).unwrap();
    assert_eq!(request.key_pair_id(), case.key_pair_id);
    let json: Value = serde_json::from_str(&case.policy).unwrap();
    let condition = &json["Statement"][0]["Condition"];
    let now = at(condition["DateLessThan"]["AWS:EpochTime"].as_u64().unwrap() - 1);
    let network = condition["IpAddress"]["AWS:SourceIp"].as_str().unwrap_or("192.0.2.1/32");
    let source_ip = network.split('/').next().unwrap().parse().unwrap();
    let key = rows.public_key(&case.key);
    let policy = request.verify(now, Some(source_ip), |hash, policy, signature| key.verify(hash, policy, signature));
    assert_eq!(
        policy.unwrap_or_else(|error| panic!("{}: {error}", case.name)).expires_at(),
        at(now.unix_seconds() + 1)
    );
}

#[test]
fn every_row_is_signed_again() {
    let rows = rows();
    assert_eq!(rows.cases.len(), 45);
    for case in &rows.cases {
        let name = &case.name;
        let policy = policy(case, &case.policy);
        assert_eq!(policy.as_str(), case.policy, "{name}");
        let private_key = rows.private_key(&case.key);
        let signed = policy.sign(&case.key_pair_id, case.hash(), &private_key).unwrap();
        // ECDSA has many signatures of one policy: this crate's is verified below, and the row's is put together.
        let is_rsa = case.key.contains("rsa");
        let same = |of: &str| {
            let of_row = policy.finish(&case.key_pair_id, case.hash(), &signature(of)).unwrap();
            if is_rsa { signed.clone() } else { of_row }
        };
        let sent = if case.kind == "canned" { resource(&case.policy) } else { case.input.url.clone().unwrap() };
        assert_eq!(parts(&same(&case.signature).url(&sent).unwrap()), parts(&case.url), "{name}");
        let by_cookie = case.cookie_policy.as_ref().map(|text| self::policy(case, text));
        let of_cookies = by_cookie.map(|policy| policy.sign(&case.key_pair_id, case.hash(), &private_key).unwrap());
        let of_cookies = of_cookies.unwrap_or_else(|| same(&case.cookies["CloudFront-Signature"]));
        assert_eq!(cookies(&of_cookies), case.cookies, "{name}");
        is_verified(&rows, case, &signed.url(&sent).unwrap(), "");
        is_verified(&rows, case, &case.url, "");
        if case.cookie_policy.is_none() {
            let header: Vec<_> = case.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            is_verified(&rows, case, &sent, &format!("theme=dark; {}", header.join("; ")));
        }
    }
    let by = |by: &str| rows.cases.iter().filter(|case| case.by == by).count();
    assert_eq!((by("botocore"), by("javascript"), by("aws-sdks")), (27, 6, 12));
}

fn resource(policy: &str) -> String {
    let json: Value = serde_json::from_str(policy).unwrap();
    json["Statement"][0]["Resource"].as_str().unwrap().to_owned()
}

#[test]
fn the_policies_of_the_guide_are_read() {
    let rows = rows();
    assert_eq!(rows.documented.len(), 1);
    for row in rows.documented {
        let url = resource(&row.policy);
        let policy = Policy::from_json(&row.policy).unwrap();
        let signed = policy.finish("K2JCJMDEHXQW5F", Hash::default(), &[1; 256]).unwrap();
        assert!(signed.url(&url).unwrap().starts_with(&format!("{url}?Policy={}&Signature=", row.base64)));
    }
}

#[test]
fn every_received_request_is_judged() {
    let rows = rows();
    assert_eq!(rows.verify.len(), 20);
    for row in &rows.verify {
        let header: Vec<_> = row.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let key = &rows.keys[&row.key];
        let public_key = rows.public_key(&row.key);
        let verified = SignedRequest::parse(&row.url, &header.join("; ")).and_then(|request| {
            request.verify(at(row.now), Some(row.source_ip.parse().unwrap()), |hash, policy, signature| {
                request.key_pair_id() == key.id && public_key.verify(hash, policy, signature)
            })
        });
        assert_eq!(verified.is_ok(), row.accept, "{}: {} ({verified:?})", row.name, row.because);
    }
}

#[test]
fn what_must_not_be_made_is_refused() {
    let rows = rows();
    let by_name: BTreeMap<_, _> = rows.refuse.iter().map(|row| (row.name.as_str(), &row.input)).collect();
    let code = |name: &str| {
        let input = by_name[name];
        let statement = Statement {
            resource: input.resource.as_deref().unwrap(),
            expires_at: at(input.date_less_than.unwrap()),
            starts_after: input.date_greater_than.map(at),
            source_ip: input.ip_address.as_deref(),
        };
        Policy::custom(&statement).unwrap_err().code()
    };
    assert_eq!(code("build-active-after-expiration"), "never-valid");
    assert_eq!(code("build-quote-in-resource"), "invalid-resource");
    assert_eq!(code("build-quote-in-ip"), "invalid-source-ip");
    // The keys are in keys.rs.
    assert_eq!(by_name["build-ecdsa-p384"].curve.as_deref(), Some("P-384"));
    assert_eq!(by_name["build-dsa-key"].key_type.as_deref(), Some("DSA"));
    assert_eq!(rows.refuse.len(), 5);
}
