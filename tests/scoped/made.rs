//! Credentials that are made: of R2's form and of s1, and narrower ones.

use core::time::Duration;

use presign::s3::Action;
use presign::scoped::{Narrowing, Paths, Rights, S1};
use presign::{Credentials, Timestamp};

use crate::refused::refused;

const NOW: u64 = 1_767_225_600;

fn now() -> Timestamp {
    Timestamp::from_unix_seconds(NOW).unwrap()
}

/// The vector of the specification in `docs/scoped.md`: the secret after four blocks, and the length of the token.
#[test]
fn the_vector_of_the_specification_holds() {
    let parent = Credentials::new("PARENT1", "a".repeat(64));
    let prefix = |prefixes| Some(Paths { prefixes, ..Paths::default() });
    let first = S1 {
        server: "s3.example.com",
        bucket: "my-bucket",
        rights: Rights::ReadWrite,
        paths: prefix(&["uploads/42/"]),
        subject: None,
        expires_in: Duration::from_secs(900),
    };
    let steps = [
        Narrowing { actions: Some(&[Action::GetObject]), ..Narrowing::default() },
        Narrowing { paths: prefix(&["uploads/42/pub/"]), ..Narrowing::default() },
        Narrowing { expires_at: Some(Timestamp::from_unix_seconds(NOW + 60).unwrap()), ..Narrowing::default() },
    ];
    let first = first.mint(&parent, now()).unwrap();
    let last = steps.iter().fold(first, |holder, step| step.narrow(&holder).unwrap());
    assert_eq!(last.access_key_id(), "PARENT1");
    assert_eq!(last.session_token().unwrap().len(), 387);
    assert_eq!(last.expiry().unwrap().unix_seconds(), NOW + 60);
    let expected = Credentials::new("PARENT1", "c9724eea6fc085eff40fbcf47260eeeb02293df7d365086ba1a6b4bbe17ed5f2");
    assert_eq!(signature(&last), signature(&expected));
}

/// What credentials sign, which tells their secrets apart.
fn signature(credentials: &Credentials) -> [u8; 32] {
    let scope = presign::Scope::new(now(), "auto", "s3").unwrap();
    *presign::SigningKey::derive(credentials, &scope).secret_bytes()
}

#[test]
fn the_empty_list_of_actions_is_refused() {
    let parent = Credentials::new("PARENT1", "secret");
    let (server, bucket, expires_in) = ("s3.example.com", "my-bucket", Duration::from_secs(900));
    let nothing = S1 { server, bucket, rights: Rights::Actions(&[]), paths: None, subject: None, expires_in };
    refused(nothing.mint(&parent, now()), "empty-scope", "the list of actions is empty: it would allow nothing");
}
