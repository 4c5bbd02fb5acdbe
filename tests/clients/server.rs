//! An S3 server on loopback that verifies each request with `presign::verify`, changes it, and verifies each change too.

use std::io::{self, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use presign::verify::{Error, HeaderSignedRequest, Payload, Policy, PresignedRequest};
use presign::{Credentials, Timestamp};

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
    /// Of these, the ones whose body is in chunks with signatures or a checksum of their own: these are not verified.
    pub(crate) in_chunks: usize,
    /// Requests with one thing changed.
    pub(crate) refused: usize,
    /// One sentence for each request that was refused, and for each changed one that was not.
    pub(crate) faults: Vec<String>,
}

/// A running server. Its threads end with the process.
pub(crate) struct Server {
    address: SocketAddr,
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
    pub(crate) fn start() -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let policy = Policy::new(REGION, "s3");
        let shared = Arc::new(Shared { policy, store: Mutex::default(), tally: Mutex::default() });
        let server = Self { address, shared: Arc::clone(&shared) };
        thread::spawn(move || {
            for stream in listener.incoming() {
                let shared = Arc::clone(&shared);
                // A connection that breaks off is the client's affair.
                thread::spawn(move || stream.and_then(|stream| shared.serve(stream)));
            }
        });
        Ok(server)
    }

    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn tally(&self) -> MutexGuard<'_, Tally> {
        self.shared.tally()
    }
}

impl Shared {
    fn tally(&self) -> MutexGuard<'_, Tally> {
        self.tally.lock().expect("no thread panics while it counts")
    }

    fn serve(&self, mut stream: TcpStream) -> io::Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?);
        while let Some(request) = Request::read(&mut reader)? {
            self.answer(&request).write(&mut stream, &request.method)?;
        }
        Ok(())
    }

    fn answer(&self, request: &Request) -> Response {
        let now = Timestamp::now();
        match self.accept(request, now) {
            Ok(accepted) => {
                self.judge(request, &accepted, now);
                self.store(request, &accepted)
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
    fn accept(&self, request: &Request, now: Timestamp) -> Result<Accepted, Error> {
        let Request { method, target, .. } = request;
        let headers = request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let is_presigned = target.contains("X-Amz-Signature=");
        let (payload, path) = if is_presigned {
            let request = PresignedRequest::parse(method, target, headers)?;
            let credentials = look_up(request.access_key_id())?;
            let payload = request.verify_with_credentials(&credentials, now, &self.policy)?;
            (payload, request.decoded_path(&self.policy.rules))
        } else {
            let request = HeaderSignedRequest::parse(method, target, headers)?;
            let credentials = look_up(request.access_key_id())?;
            let payload = request.verify_with_credentials(&credentials, now, &self.policy)?;
            (payload, request.decoded_path(&self.policy.rules))
        };
        if !is_in_chunks(&payload) {
            payload.check(&request.body)?;
        }
        Ok(Accepted { payload, path: path.ok_or(Error::Target)?, is_presigned })
    }

    /// Changes one thing after the other, and counts the refusals.
    fn judge(&self, request: &Request, accepted: &Accepted, now: Timestamp) {
        let mut changes = changes(request);
        if let Payload::Sha256(_) = accepted.payload {
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

    fn store(&self, request: &Request, accepted: &Accepted) -> Response {
        let mut request = request.clone();
        if is_in_chunks(&accepted.payload) {
            match chunks::decode(&request.body) {
                Some(body) => request.body = body,
                None => return Response::error(400, "IncompleteBody", "the chunks cannot be read"),
            }
            let length = request.header("x-amz-decoded-content-length");
            if length != Some(&request.body.len().to_string()) {
                return Response::error(400, "IncompleteBody", "the chunks are not as long as they should be");
            }
        }
        self.store.lock().expect("no thread panics while it stores").answer(&request, &accepted.path)
    }
}

fn look_up(access_key_id: &str) -> Result<Credentials, Error> {
    let key = KEYS.iter().find(|key| key.id == access_key_id).ok_or(Error::UnknownAccessKeyId)?;
    let credentials = Credentials::new(key.id, key.secret);
    Ok(match key.session_token {
        Some(token) => credentials.with_session_token(token),
        None => credentials,
    })
}

fn is_in_chunks(payload: &Payload) -> bool {
    matches!(payload, Payload::UnsignedTrailer | Payload::Streaming(_))
}
