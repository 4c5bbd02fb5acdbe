//! Random requests that botocore signed, signed again by this crate, which must agree on the signature.
//!
//! `.ci/botocore` makes them by `by_botocore.py`. Where the two differ, the request falls into a class of its own, with a
//! reason and a count; nothing is left out in silence.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

use base64ct::{Base64, Encoding as _};
use presign::{Credentials, Error, Request, Signer, Timestamp};
use serde::Deserialize;

/// A request and botocore's signature of it. Names and values are decoded, the URL is percent-encoded.
#[derive(Debug, Deserialize)]
struct Signed {
    method: String,
    service: String,
    form: String,
    region: String,
    secret: String,
    token: Option<String>,
    url: String,
    query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    expires: u64,
    /// In base64.
    body: Option<String>,
    signature: String,
}

impl Signed {
    fn sign_again(&self) -> Result<String, Error> {
        let credentials = Credentials::new("AKIDEXAMPLE", &self.secret);
        let credentials = credentials.with_session_token(self.token.clone().unwrap_or_default());
        let signer = Signer::new(credentials, &self.region, &self.service)?;
        let body = self.body.as_ref().map(|body| Base64::decode_vec(body).expect("base64"));
        let request = Request::new(&self.method, &self.url)?;
        let request = self.query.iter().fold(request, |request, (name, value)| request.query(name, value));
        let request = self.headers.iter().fold(request, |request, (name, value)| request.header(name, value));
        let now = Timestamp::parse("20150830T123600Z")?;
        if self.form == "query" {
            return Ok(signer.explain(&request, Duration::from_secs(self.expires), now)?.signature.to_string());
        }
        // S3's bodies are signed here, as botocore does where no checksum makes it needless.
        let request = request.body(body.unwrap_or_default());
        Ok(signer.explain_sign(&request, now)?.signature.to_string())
    }
}

#[test]
fn botocore_signs_the_same() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/botocore/signed.jsonl");
    let lines = fs::read_to_string(&path);
    let lines = lines.unwrap_or_else(|error| panic!("{}: {error}: run .ci/botocore, which makes it", path.display()));
    let mut classes = BTreeMap::<&str, u32>::new();
    for line in lines.lines() {
        let signed: Signed = serde_json::from_str(line).expect("a line of by_botocore.py");
        let class = match signed.sign_again() {
            Ok(signature) => {
                assert_eq!(signature, signed.signature, "{signed:?}");
                "equal"
            }
            // What clients would rewrite is refused, and botocore signs it.
            Err(error) if matches!(error.code(), "dot-segment" | "resolved-path") => {
                "refused: a path with dot segments, which clients rewrite"
            }
            Err(error) => panic!("{error}: {signed:?}"),
        };
        *classes.entry(class).or_default() += 1;
    }
    println!("{classes:#?}");
    assert!(classes.values().sum::<u32>() >= 5_000 && classes["equal"] > 4_000, "{classes:?}");
}
