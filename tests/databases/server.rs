//! A server of PostgreSQL's protocol that takes tokens of RDS for passwords.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use async_trait::async_trait;
use futures::{Sink, stream};
use pgwire::api::auth::cleartext::CleartextPasswordAuthStartupHandler;
use pgwire::api::auth::{AuthSource, DefaultServerParameterProvider, LoginInfo, Password, StartupHandler};
use pgwire::api::query::SimpleQueryHandler;
use pgwire::api::results::{DataRowEncoder, FieldFormat, FieldInfo, QueryResponse, Response};
use pgwire::api::store::PortalStore;
use pgwire::api::{ClientInfo, ClientPortalStore, PgWireServerHandlers, Type};
use pgwire::error::{ErrorInfo, PgWireError, PgWireResult};
use pgwire::messages::PgWireBackendMessage;
use presign::verify::{Policy, SignedRequest};
use presign::{Credentials, SigningKey, Timestamp};

pub(crate) const ACCESS_KEY_ID: &str = "AKIDEXAMPLE";
pub(crate) const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
pub(crate) const REGION: &str = "us-east-1";
/// The endpoint that clients sign for, and the address where they find it, as behind a tunnel.
pub(crate) const HOST: &str = "a.global-abc.global.rds.amazonaws.com";
pub(crate) const ADDRESS: &str = "127.0.0.1";

/// A server on a port of its own, which ends with the tests.
pub(crate) struct Server {
    port: u16,
    /// The seconds by which its clock is ahead.
    ahead: Arc<AtomicU64>,
}

impl Server {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind((ADDRESS, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        listener.set_nonblocking(true).expect("no blocking");
        let ahead = Arc::new(AtomicU64::new(0));
        let clock = Arc::clone(&ahead);
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(pgwire::tokio::process_socket(
                        stream,
                        None,
                        Handlers { port, ahead: Arc::clone(&clock) },
                    ));
                }
            });
        });
        Self { port, ahead }
    }

    /// Lets time pass.
    pub(crate) fn advance(&self, time: Duration) {
        self.ahead.fetch_add(time.as_secs(), Ordering::Relaxed);
    }

    /// The server's time.
    pub(crate) fn now(&self) -> Timestamp {
        now(&self.ahead)
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }
}

fn now(ahead: &AtomicU64) -> Timestamp {
    let seconds = Timestamp::now().unix_seconds() + ahead.load(Ordering::Relaxed);
    Timestamp::from_unix_seconds(seconds).expect("a time")
}

/// Checks a token: first what it is for, then the signature.
fn check(token: &str, user: &str, port: u16, now: Timestamp) -> Result<(), String> {
    let (host, target) = token.split_at(token.find('/').ok_or("the token is not one")?);
    if host != format!("{HOST}:{port}") {
        return Err("the token is for another server".into());
    }
    let query = target.strip_prefix("/?").ok_or("the token is not one")?;
    let values = |name: &'static str| {
        query
            .split('&')
            .filter_map(|parameter| parameter.split_once('='))
            .filter(move |(n, _)| *n == name)
            .map(|(_, v)| v)
    };
    // Names of users here need no percent-encoding.
    if !values("Action").eq(["connect"]) || !values("DBUser").eq([user]) {
        return Err("the token is for another user".into());
    }
    let request = SignedRequest::parse("GET", target, [("host", host)]).map_err(|error| error.to_string())?;
    if request.access_key_id() != ACCESS_KEY_ID {
        return Err("the access key id is not known".into());
    }
    let mut policy = Policy::new(REGION, "rds-db");
    policy.max_expires = Duration::from_mins(15);
    let key = SigningKey::derive(&Credentials::new(ACCESS_KEY_ID, SECRET), request.scope());
    request.verify(&key, now, &policy).map(drop).map_err(|error| error.to_string())
}

#[derive(Debug)]
struct Tokens {
    port: u16,
    ahead: Arc<AtomicU64>,
}

#[allow(elided_lifetimes_in_paths, reason = "async_trait wants the signatures of the trait, which elide it")]
#[async_trait]
impl AuthSource for Tokens {
    async fn get_password(&self, _: &LoginInfo) -> PgWireResult<Password> {
        unreachable!("passwords are verified")
    }

    async fn verify_password(&self, login: &LoginInfo, password: &[u8]) -> PgWireResult<Option<()>> {
        let token = str::from_utf8(password).unwrap_or_default();
        let refuse = |reason| PgWireError::UserError(Box::new(ErrorInfo::new("FATAL".into(), "28P01".into(), reason)));
        check(token, login.user().unwrap_or_default(), self.port, now(&self.ahead)).map(Some).map_err(refuse)
    }
}

/// Says who is signed in, whatever it is asked.
struct WhoAmI;

#[async_trait]
impl SimpleQueryHandler for WhoAmI {
    async fn do_query<C>(&self, client: &mut C, _: &str) -> PgWireResult<Vec<Response>>
    where
        C: ClientInfo + ClientPortalStore + Sink<PgWireBackendMessage> + Unpin + Send + Sync,
        C::PortalStore: PortalStore,
        C::Error: std::fmt::Debug,
        PgWireError: From<<C as Sink<PgWireBackendMessage>>::Error>,
    {
        let field = FieldInfo::new("current_user".into(), None, None, Type::VARCHAR, FieldFormat::Text);
        let schema = Arc::new(vec![field]);
        let mut row = DataRowEncoder::new(Arc::clone(&schema));
        row.encode_field(&client.metadata().get("user").map(String::as_str))?;
        let rows = stream::iter([Ok(row.take_row())]);
        Ok(vec![Response::Query(QueryResponse::new(schema, rows))])
    }
}

struct Handlers {
    port: u16,
    ahead: Arc<AtomicU64>,
}

impl PgWireServerHandlers for Handlers {
    fn startup_handler(&self) -> Arc<impl StartupHandler> {
        let tokens = Tokens { port: self.port, ahead: Arc::clone(&self.ahead) };
        Arc::new(CleartextPasswordAuthStartupHandler::new(tokens, DefaultServerParameterProvider::default()))
    }

    fn simple_query_handler(&self) -> Arc<impl SimpleQueryHandler> {
        Arc::new(WhoAmI)
    }
}
