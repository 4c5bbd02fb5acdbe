//! The rules of every service, compared with how botocore signs for it: `tests/signing/services.toml`.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use presign::{CanonicalRequest, PayloadHeader, Request, Rules, Signer, Timestamp};
use serde::Deserialize;

use crate::fixtures::{HOUR, credentials, now, signer};
use crate::url_parts::Url;

const TOKEN: &str = "IQoJb3JpZ2luX2VjEXAMPLE";
/// The SHA-256 of nothing.
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(rename = "signer")]
    signers: Vec<Botocore>,
    /// Operations without a signed body, by signing name. A signed one is accepted too.
    unsigned_payload: BTreeMap<String, Vec<String>>,
    services: BTreeMap<String, Vec<Row>>,
    others: BTreeMap<String, Vec<String>>,
}

/// One of botocore's signers, and what it did with a request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Botocore {
    version: String,
    class: String,
    canonical_path: String,
    payload_hash: String,
    signed_headers: String,
    signed_parameters: Option<String>,
    sent_parameters: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    clients: Vec<String>,
    query: String,
    header: String,
}

/// What differs on purpose: the signing name, the clients, in what, and why.
const DIFFERENT: [(&str, &str, &[&str]); 3] = [
    // AWS's guide for OpenSearch Serverless wants the payload hash in a signed header. botocore knows only the API that
    // makes collections, not the one of the collections.
    ("aoss", "opensearchserverless", &["query signed_headers", "header signed_headers"]),
    // The management API, which shares its name in the scope with objects. Its requests are told by their host and path.
    (
        "s3-outposts",
        "s3outposts",
        &["query canonical_path", "query payload_hash", "header canonical_path", "header signed_headers"],
    ),
    // The token of a session with a directory bucket. `Bucket::session_signer` signs for sessions.
    ("s3express", "s3", &["query signed_parameters", "query sent_parameters", "header signed_headers"]),
];

fn table() -> Table {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/signing/services.toml");
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    toml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What this crate does with the request that botocore got, in a URL and by its headers.
fn ours(service: &str) -> [BTreeMap<&'static str, String>; 2] {
    let probe = Request::get("https://example.amazonaws.com/a%20b//./c/../d%24e?x=1").unwrap();
    let canonical_path = CanonicalRequest::new(&probe, &Rules::for_service(service)).unwrap();
    let canonical_path = canonical_path.as_str().lines().nth(1).unwrap();
    let signer = Signer::new(credentials().with_session_token(TOKEN), "us-east-1", service).unwrap();
    // Without the dot segments, which are refused where the path is a key.
    let request = Request::get("https://example.amazonaws.com/?x=1").unwrap();
    let query = signer.explain(&request, HOUR, now()).unwrap();
    let header = signer.explain_sign(&request.body(""), now()).unwrap();
    let names = |query: &str| {
        let names = query.split('&').map(|parameter| parameter.split('=').next().unwrap());
        names.filter(|name| *name != "x").collect::<Vec<_>>().join(";")
    };
    let url = query.url().unwrap().as_str();
    [&query, &header].map(|explanation| {
        let canonical_request = &explanation.canonical_request;
        BTreeMap::from([
            ("canonical_path", canonical_path.to_string()),
            ("payload_hash", canonical_request.payload_hash().to_string()),
            ("signed_headers", canonical_request.signed_headers().to_string()),
            ("signed_parameters", names(canonical_request.as_str().lines().nth(2).unwrap())),
            ("sent_parameters", names(url.split_once('?').unwrap().1)),
        ])
    })
}

impl Botocore {
    fn facts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let of_all = [
            ("canonical_path", &self.canonical_path),
            ("payload_hash", &self.payload_hash),
            ("signed_headers", &self.signed_headers),
        ];
        let of_queries = [("signed_parameters", &self.signed_parameters), ("sent_parameters", &self.sent_parameters)];
        let of_queries = of_queries.into_iter().filter_map(|(fact, value)| Some((fact, value.as_ref()?)));
        of_all.into_iter().chain(of_queries).map(|(fact, value)| (fact, value.as_str()))
    }
}

#[test]
fn every_signing_name_that_botocore_knows_is_signed_as_botocore_signs_it() {
    let table = table();
    let signer = |version: &str| table.signers.iter().find(|signer| signer.version == version).expect("a known signer");
    let mut different = Vec::new();
    for (service, rows) in &table.services {
        let [query, header] = ours(service);
        for row in rows {
            let mut facts = Vec::new();
            for (form, ours, theirs) in
                [("query", &query, signer(&row.query)), ("header", &header, signer(&row.header))]
            {
                let differs = theirs.facts().filter(|(fact, value)| ours[fact] != *value);
                facts.extend(differs.map(|(fact, _)| format!("{form} {fact}")));
            }
            if !facts.is_empty() {
                different.push((service.as_str(), row.clients.join(";"), facts));
            }
        }
    }
    let owned = |facts: &[&str]| facts.iter().map(ToString::to_string).collect();
    let expected = DIFFERENT.map(|(service, clients, facts)| (service, clients.to_string(), owned(facts)));
    assert_eq!(different, expected);
}

#[test]
fn the_table_holds_all_that_botocore_has() {
    let table = table();
    assert_eq!(table.services.len(), 371);
    let versions: Vec<_> = table.signers.iter().map(|signer| signer.version.as_str()).collect();
    assert_eq!(versions, ["s3v4", "s3v4-query", "v4", "v4-query", "v4-s3express", "v4-s3express-query"]);
    let classes: Vec<_> = table.signers.iter().map(|signer| signer.class.as_str()).collect();
    let expected =
        ["S3SigV4Auth", "S3SigV4QueryAuth", "SigV4Auth", "SigV4QueryAuth", "S3ExpressAuth", "S3ExpressQueryAuth"];
    assert_eq!(classes, expected);
    for row in table.services.values().flatten() {
        assert_eq!(row.query, format!("{}-query", row.header), "one kind of signer for URLs and for headers");
    }
    assert_eq!(table.unsigned_payload.keys().collect::<Vec<_>>(), ["ebs", "lex", "mediastore", "omics", "s3"]);
    assert_eq!(table.others.keys().collect::<Vec<_>>(), ["bearer", "none", "v2"]);
}

#[test]
fn names_that_only_other_implementations_know_have_rules_of_their_own() {
    let services = table().services;
    for (service, rules) in [
        ("iotdevicegateway", Rules::for_service("iotdevicegateway")),
        ("vpc-lattice-svcs", Rules::for_service("vpc-lattice-svcs")),
    ] {
        assert!(!services.contains_key(service), "{service}");
        assert_ne!(rules, Rules::STANDARD, "{service}");
    }
}

#[test]
fn management_of_outposts_is_told_from_objects_by_host_and_path() {
    let signer = Signer::new(credentials(), "us-west-2", "s3-outposts").unwrap();
    let hash = |signer: &Signer, url: &str| {
        let explanation = signer.explain(&Request::get(url).unwrap(), HOUR, now()).unwrap();
        explanation.canonical_request.payload_hash().to_string()
    };
    let management = [
        "https://s3-outposts.us-west-2.amazonaws.com/S3Outposts/ListEndpoints?maxResults=2",
        "https://s3-outposts-fips.us-east-1.amazonaws.com/S3Outposts/ListOutpostsWithS3",
    ];
    for url in management {
        assert_eq!(hash(&signer, url), EMPTY, "{url}");
    }
    for url in [
        "https://reports-123456789012.op-01234567890123456.s3-outposts.us-west-2.amazonaws.com/S3Outposts/key",
        "https://s3-outposts-123456789012.op-01234567890123456.s3-outposts.us-west-2.amazonaws.com/S3Outposts/key",
        "https://s3-outposts.us-west-2.amazonaws.com/v20180820/bucket/reports",
        "https://s3-outposts.us-west-2.amazonaws.com/S3OutpostsKey",
    ] {
        assert_eq!(hash(&signer, url), "UNSIGNED-PAYLOAD", "{url}");
    }
    // Rules that were given hold for every request.
    let rules = Rules::S3.payload_header(PayloadHeader::Never);
    let signer = signer.with_rules(rules);
    assert_eq!(hash(&signer, management[0]), "UNSIGNED-PAYLOAD");
}

#[test]
fn a_url_that_states_no_expiry_expires_after_five_minutes() {
    let request = Request::get("wss://a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com/mqtt").unwrap();
    let after = |seconds: u64| Timestamp::from_unix_seconds(now().unix_seconds() + seconds).unwrap();
    let signer = signer("iotdevicegateway");
    for expires_in in [1, 300, 604_800] {
        let url = request.presign(&signer, Duration::from_secs(expires_in), now()).unwrap();
        assert!(!url.as_str().contains("X-Amz-Expires"));
        assert_eq!(url.expires_at(), after(300));
        let mut text = String::new();
        let expires_at = signer.presign_into(&mut text, &request, Duration::from_secs(expires_in), now()).unwrap();
        assert_eq!((text.as_str(), expires_at), (url.as_str(), after(300)));
    }
    let signer = Signer::new(credentials().with_expiry(after(60)), "us-east-1", "iotdevicegateway").unwrap();
    assert_eq!(signer.expiry(), Some(after(60)));
    assert_eq!(request.presign(&signer, HOUR, now()).unwrap().expires_at(), after(60));

    // MQTT under the name of the HTTPS API states one, and leaves the token unsigned as well.
    let url = |credentials| {
        let signer = Signer::new(credentials, "us-east-1", "iotdata").unwrap();
        request.presign(&signer, HOUR, now()).unwrap()
    };
    let (plain, with_token) = (url(credentials()), url(credentials().with_session_token(TOKEN)));
    assert_eq!(plain.expires_at(), after(3600));
    assert_eq!(Url::parse(plain.as_str()).expires(), Some(3600));
    assert_eq!(with_token.as_str(), format!("{plain}&X-Amz-Security-Token={TOKEN}"));
}
