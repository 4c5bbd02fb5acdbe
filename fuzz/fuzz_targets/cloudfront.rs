//! CloudFront: any URL, cookies and policy are read or refused; what is sent is what was signed; and with one thing changed
//! it is refused, or is the same request.

#![no_main]

use libfuzzer_sys::{arbitrary, fuzz_target};
use presign::cloudfront::{Hash, Policy, PrivateKey, PublicKey, SignedRequest, Statement};

#[path = "common.rs"]
mod common;

#[derive(Debug, arbitrary::Arbitrary)]
struct Input<'a> {
    url: &'a str,
    resource: &'a str,
    source_ip: Option<&'a str>,
    text: &'a str,
    /// Where the signed URL is changed, and what stands there afterwards.
    at: usize,
    byte: u8,
}

fuzz_target!(|input: Input<'_>| {
    let Input { url, resource, source_ip, text, at, byte } = input;
    let _ = SignedRequest::parse(url, text);
    let _ = PrivateKey::from_pem(text);
    let _ = PublicKey::from_pem(text);
    if let Ok(policy) = Policy::from_json(text) {
        assert_eq!(policy.as_str(), text);
        let _ = policy.covers(url);
    }

    let (now, expires_at) = (common::time(1_440_938_160), common::time(1_440_938_220));
    let statement = Statement { resource, expires_at, starts_after: Some(common::time(1)), source_ip };
    for (is_canned, policy) in [(true, Policy::canned(url, expires_at)), (false, Policy::custom(&statement))] {
        let Ok(policy) = policy else { continue };
        let signed = policy.finish("K1", Hash::Sha256, &[7; 256]).expect("an id and a signature");
        let is_signature = |hash, of: &[u8], by: &[u8]| (hash, of, by) == (Hash::Sha256, policy.as_str().as_bytes(), &[7; 256]);
        let verify = |url: &str, cookies: &str| {
            SignedRequest::parse(url, cookies)
                .and_then(|read| read.verify(now, None, is_signature).map(|policy| (read.key_pair_id().to_owned(), policy)))
        };
        let Ok(sent) = signed.url(url) else { continue };
        let cookies: Vec<_> = signed.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let is_allowed = policy.covers(url) == Some(true) && !policy.as_str().contains("\"IpAddress\":{");
        for read in [verify(&sent, ""), verify(url, &cookies.join(";"))] {
            assert_eq!(read.is_ok(), is_allowed, "{read:?}");
        }
        // One byte changed.
        let mut changed = sent.clone().into_bytes();
        let at = at % changed.len();
        changed[at] = byte;
        let Ok(changed) = String::from_utf8(changed) else { continue };
        if let Ok((id, read)) = verify(&changed, "") {
            assert_eq!(read.as_str(), policy.as_str());
            // A custom policy is for other URLs too, and nothing signs the id.
            assert!(changed == sent || id != "K1" || !is_canned, "{changed}");
        }
    }
});
