//! Keys in PEM: the forms that are read, and those that are refused.

use presign::Timestamp;
use presign::cloudfront::{Hash, Policy, PrivateKey, PublicKey, SignedRequest};

use crate::refused::refused;
use crate::rows::{pem, rows};

const UNKNOWN: &str = "the PEM has no RSA key and no ECDSA key on P-256, which CloudFront accepts";

/// Keys that OpenSSL 3.0.19 made for this test, as base64 of DER: of P-256 in SEC 1, and kinds that CloudFront refuses.
const P256_SEC1: &str = "MHcCAQEEIE9GhkXnwwxYWfxIfPDuFMtXVlDRnfxxjz2/XKcYOQR5oAoGCCqGSM49AwEHoUQDQgAEtYwAn6WvhHSd7iWF3Oibq4LwMAEqTvK6OStCb+ozPUE813/ZTFe9h8s35Do6MkA6X8ByEEdwOdbioj9QxOaENw==";
const P384_SEC1: &str = "MIGkAgEBBDBO27/2TKzbHxtGIhBnp1wM7QHy0ZsoTLiSJ2Qi1DxapGMnz4QUb7icK6nd6ikcKlGgBwYFK4EEACKhZANiAAS0WpZ5IAfBJDhodBTfMEWkMTba0OoJ/alThQl/uEDaukEWAnDxcCMKXltO5DaqvfXZEhGJ52R11TrrNxeiff1GrHZV9tHLa6ML6Lwvm812m6q2e07wSSqbdp63/gxL1EU=";
const P384: &str = "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDBO27/2TKzbHxtGIhBnp1wM7QHy0ZsoTLiSJ2Qi1DxapGMnz4QUb7icK6nd6ikcKlGhZANiAAS0WpZ5IAfBJDhodBTfMEWkMTba0OoJ/alThQl/uEDaukEWAnDxcCMKXltO5DaqvfXZEhGJ52R11TrrNxeiff1GrHZV9tHLa6ML6Lwvm812m6q2e07wSSqbdp63/gxL1EU=";
const ED25519: &str = "MC4CAQAwBQYDK2VwBCIEIP0v1kDNqov9k6YUx/9zgVfYhzek8H5KKMw5B+sz2iIS";
const DSA: &str = "MIIBWwIBADCCATQGByqGSM44BAEwggEnAoGBAKjT9UxBE1O9z2ktFb8HfxgBnX7Krvb1bAzt3X75SG0Xn8WKqUFMt5AD4tp2RNua36v6MVbjiTbtkks0aplmZONdQ18Eg1WK15kquEo7oYC9eaSJG0uccjQXtFbyvniiEnBTy5VNybnksheGpC4woqCbMV4UB45pxAE7bQKF7NbpAh0A7/yibBzecNYirg50fxJC92koec3Jq+lQi2ru2QKBgQCX4jkYXLnDFQlVcwFmTrm91Q8wxuRghDfQFQXClQrMswxe2xMJ6YpHy5+8uLJ/DTp+dBM75Yo+km//7NPT0emLOkmzUuDRhSS+PpBf/R6N4bL/uc5UYEBM+KS12xPIXVi3zGLPmU6Bh+i5EgCCgbXkrLe/s0k7+SPV7AJH5c2HgwQeAhw5gkI7Zwdd4KDtErTuJfJGKujf2oy3CNgampkS";
const RSA_512: &str = "MIIBPAIBAAJBALLoqrviy7v3funl+uARP661g++cJfEVSsw8C0m3ACPhpgiYvYDhdUCNx/3Zn8o6I2QwxupzZxov7YQLbRgxZR0CAwEAAQJBALIagW1Nl/hlqEh9FETfpv/r3443amYYBkBPPgWCUndkTvupbnbHvpBetdDyJIe6V3kqVZvKO30goERto+xPrVkCIQDfpvNZogIlKlpek5A+8y6NzgbwHGXsCC+Yfot00y51JwIhAMzJB7Snb3BDCaE+v2rswaV45myb+B9DNLnMLjwM5uYbAiEAn1Iw/OMaIBuhsMnx8cYOndnsu1Ofj5rtPPa4pYpjB/UCIDb1LHA7DxkdpJP1dwGHEGEMFSrIoMojCx9hwHa1L7JJAiEAuyIgJ8Ee+srocXo8yfz7vO8KQ7doT+SECG9Q+qduq3c=";
const ED25519_PUBLIC: &str = "MCowBQYDK2VwAyEA9lzyKBynxWxnC9ef1LsWa2WrKgXnLdZJcma1pCzUek0=";
const P384_PUBLIC: &str = "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEtFqWeSAHwSQ4aHQU3zBFpDE22tDqCf2pU4UJf7hA2rpBFgJw8XAjCl5bTuQ2qr312RIRiedkddU66zcXon39Rqx2VfbRy2ujC+i8L5vNdpuqtntO8Ekqm3aet/4MS9RF";

/// All that people have in files, environment variables and secret stores.
#[test]
fn a_key_is_read_however_its_lines_end() {
    let rows = rows();
    let plain = rows.keys["p256"].private_pem();
    let base64: String = plain.lines().filter(|line| !line.starts_with('-')).collect();
    let with_parameters = format!("{}{}", pem("EC PARAMETERS", "BggqhkjOPQMBBw=="), pem("EC PRIVATE KEY", P256_SEC1));
    for text in [
        plain.clone(),
        plain.replace('\n', "\r\n"),
        plain.replace('\n', "\n    "),
        plain.replace('\n', " "),
        plain.trim_end().to_owned(),
        format!("-----BEGIN PRIVATE KEY-----\n{base64}\n-----END PRIVATE KEY-----"),
        format!("Bag Attributes\n    friendlyName: x\n{plain}"),
        with_parameters,
        pem("EC PRIVATE KEY", P256_SEC1),
    ] {
        assert_eq!(format!("{:?}", PrivateKey::from_pem(&text).expect(&text)), "PrivateKey(ECDSA)");
    }
    assert_eq!(format!("{:?}", rows.private_key("rsa2048")), "PrivateKey(RSA)");
}

#[test]
fn other_keys_are_refused() {
    let rows = rows();
    let plain = rows.keys["p256"].private_pem();
    let no_key = "there is no key in PEM, which begins with -----BEGIN";
    for (text, sentence) in [
        (pem("PRIVATE KEY", P384), UNKNOWN),
        (pem("EC PRIVATE KEY", P384_SEC1), UNKNOWN),
        (pem("PRIVATE KEY", ED25519), UNKNOWN),
        (pem("PRIVATE KEY", DSA), UNKNOWN),
        (pem("RSA PRIVATE KEY", RSA_512), UNKNOWN),
        (pem("EC PRIVATE KEY", RSA_512), UNKNOWN),
        (pem("OPENSSH PRIVATE KEY", "b3BlbnNzaC1rZXktdjEA"), UNKNOWN),
        (pem("PRIVATE KEY", ""), UNKNOWN),
        (pem("PRIVATE KEY", "AAA"), "the PEM is not base64"),
        (plain.replace('\n', "\\n"), "the PEM has \\n as two characters where its lines should end"),
        (plain.split("-----END").next().unwrap().to_owned(), "the PEM is cut off"),
        ("-----BEGIN PRIVATE KEY".to_owned(), "the PEM is cut off"),
        (String::new(), no_key),
        ("MIGHAgEAMBMGByqGSM49".to_owned(), no_key),
        (rows.keys["p256"].public.clone(), "the PEM has a public key where a private key is needed"),
        (
            pem("ENCRYPTED PRIVATE KEY", "MIGbMFcGCSqGSIb3DQEFDTBK"),
            "the PEM is encrypted with a passphrase: decrypt it first, as `openssl pkey` does",
        ),
        (
            pem("RSA PRIVATE KEY", "AAAA").replace("AAAA", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA"),
            "the PEM is encrypted with a passphrase: decrypt it first, as `openssl pkey` does",
        ),
    ] {
        let key = PrivateKey::from_pem(&text);
        assert!(key.is_err(), "{text}");
        refused(key, "invalid-pem", sentence);
    }
    for (text, sentence) in [
        (pem("PUBLIC KEY", P384_PUBLIC), UNKNOWN),
        (pem("PUBLIC KEY", ED25519_PUBLIC), UNKNOWN),
        (pem("RSA PUBLIC KEY", "AAAA"), UNKNOWN),
        (plain, "the PEM has a private key where a public key is needed"),
    ] {
        refused(PublicKey::from_pem(&text), "invalid-pem", sentence);
    }
}

#[test]
fn nothing_shows_a_key_or_a_signature() {
    let rows = rows();
    let url = "https://d111111abcdef8.cloudfront.net/a";
    let policy = Policy::canned(url, Timestamp::from_unix_seconds(1_767_290_400).unwrap()).unwrap();
    let signed = policy.sign("K2JCJMDEHXQW5F", Hash::Sha256, &rows.private_key("p256")).unwrap();
    let sent = signed.url(url).unwrap();
    let shown = format!("{signed:?} {:?}", SignedRequest::parse(&sent, "").unwrap());
    let signature = sent.split("Signature=").nth(1).unwrap().split('&').next().unwrap();
    assert!(!shown.contains(signature) && !shown.contains(&signature[..16]), "{shown}");
    assert!(shown.contains("K2JCJMDEHXQW5F") && shown.contains("1767290400"), "{shown}");
}

/// No key takes the signature of another kind, and none of r and s without DER.
#[test]
fn a_signature_is_of_one_key_and_one_hash() {
    let rows = rows();
    let policy = Policy::canned("https://d.net/a", Timestamp::from_unix_seconds(1_767_290_400).unwrap()).unwrap();
    let names = ["rsa2048", "p256", "aws_sdks_rsa1024"];
    for by in names {
        for hash in [Hash::Sha1, Hash::Sha256] {
            let sent = policy.sign("K1", hash, &rows.private_key(by)).unwrap().url("https://d.net/a").unwrap();
            for other in names {
                let key = rows.public_key(other);
                for named in [Hash::Sha1, Hash::Sha256] {
                    let request = SignedRequest::parse(&sent, "").unwrap();
                    let now = Timestamp::from_unix_seconds(1).unwrap();
                    let verified = request.verify(now, None, |of_url, policy, signature| {
                        assert_eq!(of_url, hash);
                        key.verify(named, policy, signature)
                    });
                    assert_eq!(verified.is_ok(), other == by && named == hash, "{by} {hash:?} {other} {named:?}");
                }
            }
        }
    }
}
