//! An S3 server and a proxy in front of it, in threads of their own. They end with the process.

use std::net::SocketAddr;
use std::thread;

use credential_proxy::{Limits, Policy, Proxy};
use hyper::Method;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use presign::Credentials;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;

pub(crate) const REGION: &str = "eu-central-1";
/// What clients may use.
pub(crate) const BUCKET: &str = "photos";
/// What only the real key may use.
pub(crate) const OTHER_BUCKET: &str = "payroll";
/// A name that no resolver knows: whoever uses it does so through the proxy.
pub(crate) const HOST: &str = "s3.example.internal";

pub(crate) fn placeholder() -> Credentials {
    Credentials::new("AKIDPLACEHOLDER", "the-placeholder-secret")
}

fn real() -> Credentials {
    Credentials::new("AKIDREAL", "the-real-secret")
}

/// A proxy, and the folder of the server after it.
pub(crate) struct Servers {
    pub(crate) proxy: SocketAddr,
    pub(crate) folder: TempDir,
}

impl Servers {
    pub(crate) fn start(methods: &[Method]) -> Self {
        let folder = TempDir::new().unwrap();
        for bucket in [BUCKET, OTHER_BUCKET] {
            std::fs::create_dir(folder.path().join(bucket)).unwrap();
        }
        std::fs::write(folder.path().join(OTHER_BUCKET).join("a.txt"), "secret").unwrap();
        let mut builder = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        builder.set_auth(SimpleAuth::from_single("AKIDREAL", "the-real-secret"));
        let service = builder.build();
        let upstream = spawn(move |listener| accept(listener, service));

        let proxy = start_proxy(&format!("http://{upstream}/"), methods, real(), Limits::default());
        Self { proxy, folder }
    }
}

/// A proxy before this upstream.
pub(crate) fn start_proxy(upstream: &str, methods: &[Method], real: Credentials, limits: Limits) -> SocketAddr {
    let (upstream, methods) = (upstream.to_string(), methods.to_vec());
    spawn(move |listener| {
        let hosts = vec![listener.local_addr().unwrap().to_string(), HOST.into()];
        let policy = Policy { hosts, buckets: vec![BUCKET.into()], methods };
        let proxy = Proxy::new(placeholder(), real, REGION, &upstream, policy).unwrap();
        proxy.limits(limits).serve(listener)
    })
}

/// Serves at a free port of 127.0.0.1.
fn spawn<F: Future<Output = ()>>(serve: impl FnOnce(TcpListener) -> F + Send + 'static) -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { serve(TcpListener::from_std(listener).unwrap()).await });
    });
    address
}

async fn accept(listener: TcpListener, service: S3Service) {
    while let Ok((stream, _)) = listener.accept().await {
        let service = service.clone();
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}
