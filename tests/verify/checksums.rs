//! Checksums that a request declares of a body that is sent as it is: each is compared, wherever it stands.

use presign::verify::{BodyDecoder, Payload, Refusal, SignedRequest, Verified};
use presign::{CanonicalRequest, Request, Rules, StringToSign};
use sha2::{Digest, Sha256};

use crate::checksum_values::{BODY, VALUES, malformed, other};
use crate::fixtures::now;
use crate::server::{HOST, Verdict as _, assert_refused, borrowed, key, policy, read, target};

/// Where a request states a checksum.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stated {
    Signed,
    /// No `x-amz-` header may be.
    Unsigned,
    Query,
    /// In the spelling of the SDK for Go.
    QueryInCapitals,
}

const PLACES: [Stated; 4] = [Stated::Signed, Stated::Unsigned, Stated::Query, Stated::QueryInCapitals];

/// A PUT of the body as it comes to the server.
#[derive(Clone, Debug)]
struct Put {
    stated: Vec<(Stated, String, String)>,
    is_url: bool,
    is_hashed: bool,
}

impl Put {
    fn new(stated: &[(Stated, &str, &str)], is_url: bool, is_hashed: bool) -> Self {
        let stated = stated.iter().map(|(place, name, value)| (*place, (*name).into(), (*value).into()));
        Self { stated: stated.collect(), is_url, is_hashed }
    }

    /// One statement in every kind of request.
    fn every(stated: &[(Stated, &str, &str)]) -> impl Iterator<Item = Self> {
        [(false, false), (false, true), (true, false), (true, true)]
            .map(|(url, hash)| Self::new(stated, url, hash))
            .into_iter()
    }

    fn parse(&self) -> SignedRequest {
        self.send("PUT")
    }

    /// The request as a client sends it that signs whatever it is given.
    fn send(&self, method: &'static str) -> SignedRequest {
        let mut query: Vec<String> = Vec::new();
        let mut headers: Vec<(String, String)> = Vec::new();
        for (place, name, value) in &self.stated {
            let capitals = || name.split('-').map(|part| part[..1].to_uppercase() + &part[1..]).collect::<Vec<_>>();
            match place {
                Stated::Signed | Stated::Unsigned => headers.push((name.clone(), value.clone())),
                Stated::Query => query.push(format!("{name}={}", percent_encode(value))),
                Stated::QueryInCapitals => query.push(format!("{}={}", capitals().join("-"), percent_encode(value))),
            }
        }
        let hash = if self.is_hashed { hex::encode(Sha256::digest(BODY)) } else { "UNSIGNED-PAYLOAD".into() };
        headers.push(("x-amz-content-sha256".into(), hash.clone()));
        if !self.is_url {
            headers.push(("x-amz-date".into(), now().to_string()));
        }
        let is_signed = |name: &str| {
            let mut stated = self.stated.iter().filter(|(place, other, _)| *place == Stated::Unsigned && other == name);
            stated.next().is_none()
        };
        let mut names: Vec<_> =
            headers.iter().map(|(name, _)| name.to_lowercase()).filter(|name| is_signed(name)).collect();
        names.push("host".into());
        names.sort();
        names.dedup();
        let (key, names) = (key(), names.join(";"));
        let credential = format!("AKIDEXAMPLE/{}", key.scope());
        if self.is_url {
            let (credential, names) = (percent_encode(&credential), percent_encode(&names));
            query.push(format!("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential={credential}&X-Amz-Date={}", now()));
            query.push(format!("X-Amz-Expires=60&X-Amz-SignedHeaders={names}"));
        }
        let url = format!("https://{HOST}/a.txt?{}", query.join("&"));
        let mut request = Request::new(method, &url).unwrap().payload_hash(&hash);
        for (name, value) in headers.iter().filter(|(name, _)| is_signed(name)) {
            request = request.header(name, value);
        }
        let canonical_request = CanonicalRequest::new(&request, &Rules::S3).unwrap();
        let signature = key.sign(&StringToSign::new(now(), key.scope(), &canonical_request));
        let mut target = target(&url).to_owned();
        if self.is_url {
            target = format!("{target}&X-Amz-Signature={signature}");
        } else {
            let value =
                format!("AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={signature}");
            headers.push(("authorization".into(), value));
        }
        headers.push(("host".into(), HOST.into()));
        SignedRequest::parse(method, &target, borrowed(&headers)).unwrap()
    }
}

fn percent_encode(text: &str) -> String {
    let encode =
        |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(encode).collect()
}

fn open(request: &SignedRequest) -> Result<(Verified, BodyDecoder), Refusal> {
    let mut policy = policy();
    policy.allow_repeated_headers = true;
    request.verify(&key(), now(), &policy)
}

fn verify(request: &SignedRequest) -> Result<Payload, Refusal> {
    open(request).payload()
}

/// What becomes of this body: whole, byte by byte, and handed in beforehand.
#[track_caller]
fn receive(request: &SignedRequest, body: &[u8]) -> Result<(), Refusal> {
    let decoder = || open(request).map(|(_, decoder)| decoder);
    let whole = decoder().and_then(|decoder| decoder.read(body).map(drop));
    let in_pieces = decoder().and_then(|mut decoder| {
        for mut piece in body.chunks(1) {
            assert_eq!(decoder.decode(&mut piece)?.map(<[u8]>::len), Some(1));
        }
        decoder.finish().map(drop)
    });
    let before = verify(&request.clone().body(body)).map(drop);
    assert_eq!(whole, in_pieces);
    assert_eq!(whole, before);
    whole
}

/// Every checksum in every place where it may stand.
fn places() -> impl Iterator<Item = (Stated, &'static str, &'static str)> {
    let all = PLACES.into_iter().flat_map(|place| VALUES.into_iter().map(move |(name, value)| (place, name, value)));
    all.filter(|(place, name, _)| *place != Stated::Unsigned || *name == "content-md5")
}

#[test]
fn every_declared_checksum_is_compared() {
    for (place, name, value) in places() {
        for put in Put::every(&[(place, name, value)]) {
            assert_eq!(receive(&put.parse(), BODY), Ok(()), "{put:?}");
            if !put.is_hashed {
                let sentence = format!("the checksum in {name} is not that of the body");
                for body in [&b"hello worlD"[..], b"", b"hello", b"hello world "] {
                    assert_refused(receive(&put.parse(), body), &sentence, "BadDigest", 400);
                }
            }
        }
        for put in Put::every(&[(place, name, &other(value))]) {
            let sentence = format!("the checksum in {name} is not that of the body");
            assert_refused(receive(&put.parse(), BODY), &sentence, "BadDigest", 400);
        }
    }
}

/// The signature is over the hash: it comes first.
#[test]
fn a_body_of_another_hash_is_not_said_to_have_another_checksum() {
    for (place, name, value) in places() {
        for is_url in [false, true] {
            let put = Put::new(&[(place, name, value)], is_url, true);
            assert_eq!(receive(&put.parse(), b"other"), Err(Refusal::Body), "{put:?}");
        }
    }
}

#[test]
fn a_checksum_that_is_malformed_is_refused() {
    for (place, name, value) in places() {
        let length = value.trim_end_matches('=').len() * 3 / 4;
        let (sentence, code) = (
            format!("the value of {name} is not the base64 of {length} bytes"),
            if name == "content-md5" { "InvalidDigest" } else { "InvalidRequest" },
        );
        for value in malformed(value) {
            for put in Put::every(&[(place, name, &value)]) {
                assert_refused(receive(&put.parse(), BODY), &sentence, code, 400);
            }
        }
    }
    // Of another algorithm.
    let put = Put::new(&[(Stated::Signed, "x-amz-checksum-crc32", VALUES[5].1)], true, false);
    let sentence = "the value of x-amz-checksum-crc32 is not the base64 of 4 bytes";
    assert_refused(receive(&put.parse(), BODY), sentence, "InvalidRequest", 400);
}

/// White space around a value is not a part of it.
#[test]
fn a_checksum_is_read_as_it_is_signed() {
    let put = Put::new(&[(Stated::Signed, "x-amz-checksum-crc32", "  DUoRhQ==  ")], true, false);
    assert_eq!(receive(&put.parse(), BODY), Ok(()));
}

#[test]
fn an_unknown_algorithm_is_refused() {
    for place in [Stated::Signed, Stated::Query, Stated::QueryInCapitals] {
        for name in ["x-amz-checksum-crc16", "x-amz-checksum-", "x-amz-checksum-sha3-256", "x-amz-checksum-crc32-"] {
            let name = if place == Stated::QueryInCapitals { "x-amz-checksum-blake3" } else { name };
            let put = Put::new(&[(place, name, "AAAA")], true, false);
            let sentence = format!("{name} names a checksum algorithm that S3 does not have");
            assert_refused(receive(&put.parse(), BODY), &sentence, "InvalidRequest", 400);
        }
    }
}

#[test]
fn headers_about_checksums_are_none() {
    for (name, value) in [
        ("x-amz-checksum-algorithm", "CRC32"),
        ("x-amz-checksum-mode", "ENABLED"),
        ("x-amz-checksum-type", "FULL_OBJECT"),
        ("x-amz-sdk-checksum-algorithm", "SHA256"),
    ] {
        for place in [Stated::Signed, Stated::Query, Stated::QueryInCapitals] {
            let put = Put::new(&[(place, name, value)], true, false);
            assert_eq!(verify(&put.parse()), Ok(Payload::Unsigned), "{put:?}");
        }
    }
}

/// Of two that differ one is not compared by whoever reads the other, and two that say the same are nobody's.
#[test]
fn several_checksums_are_refused_unless_one_is_content_md5() {
    let [md5, crc, crc_c] = [VALUES[0], VALUES[1], VALUES[2]];
    let (other_md5, other_crc) = (other(md5.1), other(crc.1));
    let pairs = [(crc, crc_c), (crc, crc), (crc, (crc.0, other_crc.as_str())), (md5, md5), (md5, (md5.0, &other_md5))];
    for (first, second) in PLACES.into_iter().flat_map(|first| PLACES.map(|second| (first, second))) {
        for ((first_name, first_value), (second_name, second_value)) in pairs {
            let is_md5 = first_name == "content-md5";
            let in_header = [first, second].map(|place| matches!(place, Stated::Signed | Stated::Unsigned));
            // One of the two unsigned: they are signed as one header.
            let is_one_header = in_header == [true, true] && first != second;
            if is_one_header || (!is_md5 && [first, second].contains(&Stated::Unsigned)) {
                continue;
            }
            let stated = [(first, first_name, first_value), (second, second_name, second_value)];
            let kind = if is_md5 { first_name } else { "x-amz-checksum-" };
            let sentence = format!("the request declares more than one {kind} checksum");
            let put = Put::new(&stated, true, false);
            assert_refused(receive(&put.parse(), BODY), &sentence, "InvalidRequest", 400);
        }
    }
    let both = [(Stated::Signed, md5.0, md5.1), (Stated::Query, crc.0, crc.1)];
    let put = Put::new(&both, true, false);
    assert_eq!(receive(&put.parse(), BODY), Ok(()));
    for (at, (_, name, _)) in both.iter().enumerate() {
        let mut put = put.clone();
        put.stated[at].2 = crate::checksum_values::other(&put.stated[at].2);
        let sentence = format!("the checksum in {name} is not that of the body");
        assert_refused(receive(&put.parse(), BODY), &sentence, "BadDigest", 400);
    }
}

/// What the SDK for JavaScript puts into the URL of an upload whose body it does not know.
#[test]
fn the_checksum_of_no_body_is_that_of_no_other() {
    let stated = [
        (Stated::Query, "x-amz-checksum-crc32", "AAAAAA=="),
        (Stated::Query, "x-amz-sdk-checksum-algorithm", "CRC32"),
        (Stated::Query, "x-id", "PutObject"),
    ];
    let request = Put::new(&stated, true, false).parse();
    assert_eq!(receive(&request, b""), Ok(()));
    let sentence = "the checksum in x-amz-checksum-crc32 is not that of the body";
    assert_refused(receive(&request, BODY), sentence, "BadDigest", 400);
}

/// The body is a list of parts, and the checksum that of the object, perhaps with the number of its parts.
#[test]
fn the_checksum_of_a_completed_upload_is_not_that_of_the_body() {
    for value in ["AAAAAA==", "AAAAAA==-2"] {
        for (is_url, is_hashed) in [(true, false), (false, true)] {
            let stated = [(Stated::Query, "uploadId", "u"), (Stated::Signed, "x-amz-checksum-crc32", value)];
            let put = Put::new(&stated, is_url, is_hashed);
            assert_eq!(receive(&put.send("POST"), BODY), Ok(()));
        }
    }
    let stated = [(Stated::Query, "uploadId", "u"), (Stated::Signed, "content-md5", VALUES[0].1)];
    let request = Put::new(&stated, true, false).send("POST");
    assert_eq!(receive(&request, BODY), Ok(()));
    assert_eq!(receive(&request, b"other"), Err(Refusal::Checksum("content-md5".into())));
    // That of a part is that of the body.
    let stated = [(Stated::Query, "uploadId", "u"), (Stated::Signed, "x-amz-checksum-crc32", "AAAAAA==")];
    let request = Put::new(&stated, true, false).parse();
    assert_eq!(receive(&request, BODY), Err(Refusal::Checksum("x-amz-checksum-crc32".into())));
}

#[test]
fn the_payload_says_which_checksums_there_are() {
    let put = Put::new(&[(Stated::Signed, "X-Amz-Checksum-Crc32", "DUoRhQ==")], true, false);
    let checksums = vec![("x-amz-checksum-crc32".to_owned(), presign::Checksum::Crc32([0x0d, 0x4a, 0x11, 0x85]))];
    let payload = verify(&put.parse()).unwrap();
    assert_eq!(payload, Payload::Checksums { sha256: None, checksums });
    assert_eq!(payload.to_string(), "UNSIGNED-PAYLOAD");
    let hashed = verify(&Put { is_hashed: true, ..put }.parse()).unwrap();
    assert_eq!(hashed.to_string(), "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9");
}

/// A hash that is handed in stands for the body, as far as it can.
#[test]
fn a_hash_is_compared_with_a_declared_hash() {
    let hash = <[u8; 32]>::try_from(hex::decode(crate::server::HELLO).unwrap()).unwrap();
    for (name, value) in VALUES {
        let request = Put::new(&[(Stated::Signed, name, value)], true, false).parse();
        let request = request.body("other").body_hash(hash);
        if name == "x-amz-checksum-sha256" {
            assert_eq!(verify(&request), Err(Refusal::Checksum(name.into())));
        } else {
            assert_eq!(read(open(&request), b"other"), Err(Refusal::Checksum(name.into())));
        }
    }
}

#[test]
fn a_policy_can_demand_a_checksum() {
    let verify = |method: &'static str, headers: &[(&str, &str)], put: &Put| {
        let mut policy = policy();
        policy.checksum_required = true;
        let mut put = put.clone();
        put.stated.extend(headers.iter().map(|(name, value)| (Stated::Unsigned, (*name).into(), (*value).into())));
        put.send(method).verify(&key(), now(), &policy).map(drop)
    };
    let bare = Put::new(&[], true, false);
    let sentence = "neither the signature nor a checksum says what the body is, and this server demands that one does";
    let length = |length: &'static str| [("content-length", length)];
    let parts = [("transfer-encoding", "chunked")];
    let two = [("content-length", "0"), ("content-length", "5")];
    let refused: [(&str, &[(&str, &str)]); 10] = [
        ("PUT", &[]),
        ("POST", &[]),
        ("PATCH", &[]),
        ("PUT", &length("5")),
        ("PUT", &length("00")),
        ("PUT", &two),
        ("PUT", &parts),
        ("GET", &length("5")),
        ("DELETE", &parts),
        ("PUT", &[("content-length", "0"), ("transfer-encoding", "chunked")]),
    ];
    for (method, headers) in refused {
        let method: &'static str = method;
        assert_refused(verify(method, headers, &bare), sentence, "InvalidRequest", 400);
        assert_refused(
            verify(method, headers, &Put { is_url: false, ..bare.clone() }),
            sentence,
            "InvalidRequest",
            400,
        );
        for (place, name, value) in places() {
            assert_eq!(verify(method, headers, &Put::new(&[(place, name, value)], true, false)), Ok(()));
        }
        assert_eq!(verify(method, headers, &Put { is_hashed: true, ..bare.clone() }), Ok(()));
    }
    for method in ["GET", "HEAD", "DELETE", "OPTIONS"] {
        assert_eq!(verify(method, &[], &bare), Ok(()));
        assert_eq!(verify(method, &length("0"), &bare), Ok(()));
    }
    assert_eq!(verify("PUT", &length("0"), &bare), Ok(()));
}
