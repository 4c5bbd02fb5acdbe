//! An S3 server on loopback that verifies each request with `presign::verify`, changes it, and verifies each change too.

use std::io::{self, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use presign::verify::{Payload, Place, Policy, Refusal, SignedRequest};
use presign::{Credentials, Timestamp};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::changes::{Change, changes, with_other_body};
use crate::chunks;
use crate::http::{Request, Response};
use crate::store::Store;

pub(crate) const REGION: &str = "eu-central-1";
pub(crate) const BUCKET: &str = "examplebucket";

/// An access key that the server knows.
pub(crate) struct AccessKey {
    pub(crate) id: &'static str,
    pub(crate) secret: &'static str,
    /// Temporary keys have one.
    pub(crate) session_token: Option<&'static str>,
}

pub(crate) const KEYS: [AccessKey; 2] = [
    AccessKey { id: "AKIDPERMANENT", secret: "a/secret+of==the-permanent-key", session_token: None },
    AccessKey {
        id: "ASIATEMPORARY",
        secret: "a/secret+of==the-temporary-key",
        session_token: Some("a/session+token=="),
    },
];

/// What became of the requests.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) presigned: usize,
    pub(crate) header_signed: usize,
    /// Of these, the ones whose body is in chunks with signatures or a checksum of their own.
    pub(crate) in_chunks: usize,
    /// Requests with one thing changed.
    pub(crate) refused: usize,
    /// One sentence for each request that was refused, and for each changed one that was not.
    pub(crate) faults: Vec<String>,
}

/// A running server. Its threads end with the process.
pub(crate) struct Server {
    address: SocketAddr,
    scheme: &'static str,
    shared: Arc<Shared>,
}

struct Shared {
    policy: Policy,
    store: Mutex<Store>,
    tally: Mutex<Tally>,
}

/// A request whose signature is good.
struct Accepted {
    payload: Payload,
    /// Decoded, as it was signed.
    path: String,
    is_presigned: bool,
}

impl Server {
    /// A server without TLS, or with the certificate in this folder.
    pub(crate) fn start(certificate: Option<&Path>) -> io::Result<Self> {
        let tls = certificate.map(tls).map(Arc::new);
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let policy = Policy::new(REGION, "s3");
        let shared = Arc::new(Shared { policy, store: Mutex::default(), tally: Mutex::default() });
        let scheme = if tls.is_some() { "https" } else { "http" };
        let server = Self { address, scheme, shared: Arc::clone(&shared) };
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (shared, tls) = (Arc::clone(&shared), tls.clone());
                // A connection that breaks off is the client's affair.
                thread::spawn(move || match tls {
                    None => shared.serve(stream?),
                    Some(tls) => {
                        let connection = ServerConnection::new(tls).map_err(io::Error::other)?;
                        shared.serve(StreamOwned::new(connection, stream?))
                    }
                });
            }
        });
        Ok(server)
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    pub(crate) fn tally(&self) -> MutexGuard<'_, Tally> {
        self.shared.tally()
    }
}

/// The certificate that `.ci/clients` has made.
fn tls(folder: &Path) -> ServerConfig {
    let made = "`.ci/clients` makes the certificate";
    let certificate = CertificateDer::from_pem_file(folder.join("certificate.pem")).expect(made);
    let key = PrivateKeyDer::from_pem_file(folder.join("key.pem")).expect(made);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = versions.expect("the provider has them").with_no_client_auth();
    config.with_single_cert(vec![certificate], key).expect(made)
}

impl Shared {
    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().expect("no thread panics while it counts")
    }

    fn serve(&self, stream: impl Read + Write) -> io::Result<()> {
        let mut stream = BufReader::new(stream);
        while let Some(request) = Request::read(&mut stream)? {
            self.answer(&request).write(stream.get_mut(), &request.method)?;
        }
        Ok(())
    }

    fn answer(&self, request: &Request) -> Response {
        let now = Timestamp::now();
        match self.accept(request, now) {
            Ok(accepted) => {
                self.judge(request, &accepted, now);
                self.store(request, &accepted, now)
            }
            // The SDK for JavaScript presigns uploads with the checksum of no body, and S3 refuses every other.
            Err(error @ Refusal::Checksum(_)) if request.target.contains("x-amz-checksum-crc32=AAAAAA%3D%3D") => {
                self.tally().refused += 1;
                Response::error(error.status(), error.code(), &error.to_string())
            }
            Err(error) => {
                let Request { method, target, headers, .. } = request;
                let fault = format!("refused: {method} {target} {headers:?}: {error}");
                self.tally().faults.push(fault);
                Response::error(error.status(), error.code(), &error.to_string())
            }
        }
    }

    /// Verifies a request, and its body unless that is in chunks.
    fn accept(&self, request: &Request, now: Timestamp) -> Result<Accepted, Refusal> {
        let Request { method, target, .. } = request;
        let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let received = SignedRequest::parse(method, target, headers)?;
        let credentials = look_up(received.access_key_id())?;
        let (verified, body) = received.verify(&credentials, now, &self.policy)?;
        let payload = verified.payload().clone();
        let is_presigned = received.place() == Place::Query;
        if !is_in_chunks(&payload) {
            body.read(&request.body)?;
        }
        Ok(Accepted { payload, path: verified.path()?.to_owned(), is_presigned })
    }

    /// Changes one thing after the other, and counts the refusals.
    fn judge(&self, request: &Request, accepted: &Accepted, now: Timestamp) {
        // Chunks are verified later, and would be copied for each change.
        let body = if is_in_chunks(&accepted.payload) { Vec::new() } else { request.body.clone() };
        let request = &Request { body, ..request.clone() };
        let mut changes = changes(request);
        if let Payload::Sha256(_) | Payload::Checksums { .. } = accepted.payload {
            changes.push(with_other_body(request));
        }
        let at_other_times = [now.unix_seconds() - 16 * 60, now.unix_seconds() + 8 * 24 * 3600];
        let at_other_times = at_other_times.map(|seconds| {
            let what = format!("at {seconds} seconds since 1970");
            (Change { what, request: request.clone() }, Timestamp::from_unix_seconds(seconds).expect("a time"))
        });
        let changes = changes.into_iter().map(|change| (change, now)).chain(at_other_times);
        let (accepted_changes, refused): (Vec<_>, Vec<_>) =
            changes.partition(|(change, now)| self.accept(&change.request, *now).is_ok());
        let mut tally = self.tally();
        tally.presigned += usize::from(accepted.is_presigned);
        tally.header_signed += usize::from(!accepted.is_presigned);
        tally.in_chunks += usize::from(is_in_chunks(&accepted.payload));
        tally.refused += refused.len();
        for (change, _) in accepted_changes {
            let Request { method, target, headers, .. } = request;
            tally.faults.push(format!("accepted with {}: {method} {target} {headers:?}", change.what));
        }
    }

    fn store(&self, request: &Request, accepted: &Accepted, now: Timestamp) -> Response {
        let mut request = request.clone();
        if is_in_chunks(&accepted.payload) {
            match self.decode(&request, &request.body, now) {
                Ok(body) => request.body = body,
                Err(error) => {
                    self.tally()
                        .faults
                        .push(format!("refused the chunks: {} {:?}: {error}", request.target, request.headers));
                    return Response::error(400, "InvalidRequest", &error);
                }
            }
        }
        self.store.lock().expect("no thread panics while it stores").answer(&request, &accepted.path)
    }

    /// Decodes chunks, and refuses them with a bit flipped in the middle, which is a byte of the object, a signature, a
    /// checksum or a size.
    fn decode(&self, request: &Request, body: &[u8], now: Timestamp) -> Result<Vec<u8>, String> {
        let id = KEYS.iter().find(|key| request.header("authorization").is_some_and(|value| value.contains(key.id)));
        let credentials = look_up(id.map_or("", |key| key.id)).map_err(|error| error.to_string())?;
        let decode = |body: &[u8]| chunks::decode(request, body, &credentials, now, &self.policy);
        let mut changed = body.to_vec();
        if let Some(byte) = changed.get_mut(body.len() / 2) {
            *byte ^= 1;
        }
        match decode(&changed) {
            Ok(_) => self.tally().faults.push(format!("accepted with a bit flipped in the chunks: {}", request.target)),
            Err(_) => self.tally().refused += 1,
        }
        decode(body)
    }
}

fn look_up(access_key_id: &str) -> Result<Credentials, Refusal> {
    let key = KEYS.iter().find(|key| key.id == access_key_id).ok_or(Refusal::UnknownAccessKeyId)?;
    let credentials = Credentials::new(key.id, key.secret);
    Ok(match key.session_token {
        Some(token) => credentials.with_session_token(token),
        None => credentials,
    })
}

fn is_in_chunks(payload: &Payload) -> bool {
    matches!(payload, Payload::UnsignedTrailer | Payload::Streaming(_))
}
