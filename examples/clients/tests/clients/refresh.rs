use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, future};
use clients::refreshing_signer::RefreshingSigner;
use presign::Timestamp;
use presign::s3::Bucket;
use presign::verify::{Payload, Policy, SignedRequest};

const HOUR: Duration = Duration::from_secs(3600);

/// Other credentials each time, valid for an hour from `start` on; after three times, none.
#[derive(Clone, Debug)]
struct Provider {
    start: SystemTime,
    calls: Arc<AtomicU64>,
}

impl ProvideCredentials for Provider {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let number = self.calls.fetch_add(1, Ordering::SeqCst);
        future::ProvideCredentials::ready(if number < 3 {
            let (id, secret) = (format!("ASIAEXAMPLE{number}"), format!("SECRET{number}"));
            Ok(Credentials::new(id, secret, Some(format!("TOKEN{number}")), Some(self.start + HOUR), "test"))
        } else {
            Err(CredentialsError::not_loaded("no more"))
        })
    }
}

/// Signs a URL, and checks that it has the parts of one set of credentials and not of two. Its number.
fn sign(signer: &RefreshingSigner, now: Timestamp) -> u64 {
    let url = signer.bucket().get_object("cat.jpg").presign(&signer.signer(), Duration::from_secs(60), now).unwrap();
    let (_, target) = url.as_str().split_once(".com").unwrap();
    let host = signer.bucket().host();
    let request = SignedRequest::parse("GET", target, [("host", host)]).unwrap();
    let number = request.access_key_id().strip_prefix("ASIAEXAMPLE").unwrap();
    let credentials = presign::Credentials::new(request.access_key_id(), format!("SECRET{number}"))
        .with_session_token(format!("TOKEN{number}"));
    let (verified, _) = request.verify(&credentials, now, &Policy::new("us-east-1", "s3")).unwrap();
    assert_eq!(*verified.payload(), Payload::Unsigned);
    number.parse().unwrap()
}

async fn refreshing() -> (RefreshingSigner, Timestamp, SystemTime) {
    let now = Timestamp::parse("20150830T123600Z").unwrap();
    let provider = Provider { start: now.into(), calls: Arc::default() };
    let bucket = Bucket::new("examplebucket", "us-east-1").unwrap();
    (RefreshingSigner::new(bucket, provider).await.unwrap(), now, now.into())
}

#[tokio::test]
async fn new_credentials_take_the_place_of_the_old_ones() {
    let (signer, now, clock) = refreshing().await;
    assert_eq!(sign(&signer, now), 0);
    // A quarter of an hour before they expire.
    assert_eq!(signer.refresh(clock).await.unwrap(), Some(Duration::from_secs(45 * 60)));
    assert_eq!(sign(&signer, now), 1);
    // Credentials that are at their end already are asked for again, but not at once.
    assert_eq!(signer.refresh(clock + HOUR * 2).await.unwrap(), Some(Duration::from_secs(1)));
    assert_eq!(sign(&signer, now), 2);
    // Those that are there stay if there are no others.
    assert!(signer.refresh(clock).await.is_err());
    assert_eq!(sign(&signer, now), 2);
}

#[tokio::test]
async fn threads_sign_while_the_signer_is_replaced() {
    let (signer, now, clock) = refreshing().await;
    let (signer, is_over) = (Arc::new(signer), Arc::new(AtomicBool::new(false)));
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let (signer, is_over) = (Arc::clone(&signer), Arc::clone(&is_over));
            thread::spawn(move || {
                let mut last = 0;
                while !is_over.load(Ordering::SeqCst) {
                    let number = sign(&signer, now);
                    assert!(number >= last, "an old signer came back");
                    last = number;
                }
                sign(&signer, now)
            })
        })
        .collect();
    signer.refresh(clock).await.unwrap();
    signer.refresh(clock).await.unwrap();
    is_over.store(true, Ordering::SeqCst);
    for thread in threads {
        assert_eq!(thread.join().unwrap(), 2);
    }
}
