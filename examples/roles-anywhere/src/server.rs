//! The server: it trusts what one authority has issued.

use std::error::Error;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use presign::verify::{Policy, Refusal, SignedRequest};
use presign::{Certificate, Timestamp};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert, ring as algorithms};

/// The longest head and the longest body of a request, in bytes.
const LIMIT: u64 = 64 * 1024;

/// What IAM Roles Anywhere signs with. The crate `ring` has no P-521.
const SIGNATURES: [&dyn SignatureVerificationAlgorithm; 3] =
    [algorithms::RSA_PKCS1_2048_8192_SHA256, algorithms::ECDSA_P256_SHA256, algorithms::ECDSA_P384_SHA256];

/// Answers requests, one after the other.
///
/// # Errors
/// - The anchor is no certificate, or the socket fails.
pub fn serve(listener: &TcpListener, anchor: &str) -> Result<(), Box<dyn Error>> {
    let anchor = CertificateDer::from_pem_slice(anchor.as_bytes())?;
    for stream in listener.incoming() {
        // A client that went away is no reason to stop.
        let _ = answer(stream?, &anchor);
    }
    Ok(())
}

fn answer(mut stream: TcpStream, anchor: &CertificateDer<'_>) -> Result<(), Box<dyn Error>> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let (head, body) = read(&stream)?;
    let mut fields = [httparse::EMPTY_HEADER; 64];
    let mut request = httparse::Request::new(&mut fields);
    request.parse(&head)?;
    let headers: Vec<_> = request
        .headers
        .iter()
        .map(|field| Ok((field.name, str::from_utf8(field.value)?)))
        .collect::<Result<_, Box<dyn Error>>>()?;
    let (method, target) = (request.method.unwrap_or_default(), request.path.unwrap_or_default());
    let (status, text) = match judge(anchor, (method, target), &headers, &body, Timestamp::now()) {
        Ok(serial) => ("201 Created", granted(&serial)),
        Err(refusal) => {
            let code = refusal.code();
            (
                "403 Forbidden",
                format!(r#"{{"__type":"{code}","message":"{}"}}"#, refusal.to_string().replace(['"', '\\'], "'")),
            )
        }
    };
    let length = text.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{text}"
    )?;
    Ok(())
}

/// Reads the head, with the empty line at its end, and the body.
fn read(stream: &TcpStream) -> Result<(Vec<u8>, Vec<u8>), Box<dyn Error>> {
    let mut reader = BufReader::new(stream.take(2 * LIMIT));
    let (mut head, mut length) = (Vec::new(), 0);
    loop {
        let start = head.len();
        if reader.read_until(b'\n', &mut head)? == 0 || head.len() as u64 > LIMIT {
            return Err(io::Error::from(io::ErrorKind::InvalidData).into());
        }
        let line = str::from_utf8(&head[start..])?.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse::<u64>()?;
        }
    }
    let mut body = Vec::new();
    reader.take(length.min(LIMIT)).read_to_end(&mut body)?;
    Ok((head, body))
}

/// Says who asks: the serial number of a certificate that the anchor has issued, and whose key signed the request.
///
/// # Errors
/// - The request is not signed so.
pub fn judge(
    anchor: &CertificateDer<'_>,
    (method, target): (&str, &str),
    headers: &[(&str, &str)],
    body: &[u8],
    now: Timestamp,
) -> Result<String, Refusal> {
    let request = SignedRequest::parse(method, target, headers.iter().copied())?.body(body);
    let certificate = request.certificate().ok_or(Refusal::NotSigned)?;
    if !is_trusted(certificate, anchor, now) {
        return Err(Refusal::UnknownAccessKeyId);
    }
    let mut policy = Policy::new("us-east-1", "rolesanywhere");
    policy.certificates = true;
    let (_, decoder) = request.verify((certificate, &verifier(certificate)), now, &policy)?;
    decoder.read(body)?;
    Ok(certificate.serial().to_owned())
}

/// Whether the certificate and its intermediates lead to the anchor, and are valid now.
fn is_trusted(certificate: &Certificate, anchor: &CertificateDer<'_>, now: Timestamp) -> bool {
    let leaf = CertificateDer::from(certificate.as_der());
    let intermediates: Vec<_> = certificate.intermediates().map(CertificateDer::from).collect();
    let time = UnixTime::since_unix_epoch(Duration::from_secs(now.unix_seconds()));
    let (Ok(leaf), Ok(anchor)) = (EndEntityCert::try_from(&leaf), anchor_from_trusted_cert(anchor)) else {
        return false;
    };
    let usage = KeyUsage::client_auth();
    leaf.verify_for_usage(webpki::ALL_VERIFICATION_ALGS, &[anchor], &intermediates, time, usage, None, None).is_ok()
}

/// What says whether the certificate's key made a signature over a string.
pub fn verifier(certificate: &Certificate) -> impl Fn(&[u8], &[u8]) -> bool + Sync {
    |string, signature| {
        let der = CertificateDer::from(certificate.as_der());
        let leaf = EndEntityCert::try_from(&der);
        leaf.is_ok_and(|leaf| SIGNATURES.iter().any(|kind| leaf.verify_signature(*kind, string, signature).is_ok()))
    }
}

/// An answer as IAM Roles Anywhere gives it, with invented credentials.
fn granted(serial: &str) -> String {
    format!(
        r#"{{"credentialSet":[{{"credentials":{{"accessKeyId":"ASIAEXAMPLE","secretAccessKey":"SECRETEXAMPLE","sessionToken":"TOKENEXAMPLE","expiration":"2030-01-01T00:00:00Z"}}}}],"subjectArn":"arn:aws:rolesanywhere:us-east-1:123456789012:subject/{serial}"}}"#
    )
}
