//! s3s' verifier, which any operation passes first, with the clock of the process: run it with that of the cases.

use std::time::{SystemTime, UNIX_EPOCH};

use conformance_runners::{Made, No, Verify, cases, run, say, seconds};
use http::{Extensions, HeaderMap, Method, Uri};
use http_body_util::BodyExt as _;
use s3s::auth::{S3Auth, SecretKey};
use s3s::host::SingleDomain;
use s3s::route::S3Route;
use s3s::service::S3ServiceBuilder;

/// Answers whatever is verified, once its body is read, before s3s looks for an operation of S3.
struct Always;

#[async_trait::async_trait]
impl S3Route for Always {
    fn is_match(&self, _: &Method, _: &Uri, _: &HeaderMap, _: &mut Extensions) -> bool {
        true
    }

    async fn call(&self, request: s3s::S3Request<s3s::Body>) -> s3s::S3Result<s3s::S3Response<s3s::Body>> {
        let body = request.input.collect().await;
        body.map_err(|error| s3s::S3Error::with_message(s3s::S3ErrorCode::InvalidRequest, error.to_string()))?;
        Ok(s3s::S3Response::new(s3s::Body::empty()))
    }
}

struct NoOperation;

impl s3s::S3 for NoOperation {}

struct Keys(Vec<(String, String)>);

#[async_trait::async_trait]
impl S3Auth for Keys {
    async fn get_secret_key(&self, access_key: &str) -> s3s::S3Result<SecretKey> {
        let found = self.0.iter().find(|(id, _)| id == access_key);
        found.map(|(_, secret)| secret.clone().into()).ok_or_else(|| s3s::S3ErrorCode::InvalidAccessKeyId.into())
    }
}

fn made(case: &Verify) -> Result<Made, No> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    if i64::try_from(now)? != seconds(&case.now) {
        return Err(No::Cannot("a time other than the clock's"));
    }
    if case.service != "s3" || case.keys.iter().any(|key| key.session_token.is_some()) {
        return Err(No::Cannot("a service other than S3, or a session token"));
    }
    let keys = case.keys.iter().map(|key| (key.access_key_id.clone(), key.secret_access_key.clone())).collect();
    let mut builder = S3ServiceBuilder::new(NoOperation);
    builder.set_auth(Keys(keys));
    builder.set_route(Always);
    // The bucket is in the host where AWS's hosts have one.
    let host = case.request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("host"));
    if let Some((_, domain)) =
        host.and_then(|(_, host)| host.split_once('.')).filter(|(_, rest)| rest.starts_with("s3"))
    {
        builder.set_host(SingleDomain::new(domain).map_err(|error| No::Refused(error.to_string()))?);
    }
    let mut request = http::Request::builder().method(case.request.method.as_str()).uri(&case.request.url);
    for (name, value) in &case.request.headers {
        request = request.header(name, value);
    }
    let body = hex::decode(&case.request.body)?;
    let response = run(builder.build().call(request.body(s3s::Body::from(body))?));
    let response = response.map_err(|error| No::Refused(format!("{error:?}")))?;
    if response.status() == 200 { Ok(Made::Accepted) } else { Err(No::Refused(response.status().to_string())) }
}

fn main() {
    for case in cases::<Verify>() {
        say(&case.id, made(&case));
    }
}
