//! What is decided once the signature is good.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use http::StatusCode;
use presign_tower::{Refusal, Verified, VerifyLayer};
use tower::Layer;

use crate::forms::{ALICE, BOB, FORMS, link, now, signed, upload};
use crate::server::{Store, User, answer, keys, policy, run};

/// Each link is good once.
#[test]
fn a_link_may_be_used_once() {
    let used = Arc::new(Mutex::new(HashSet::new()));
    let once = move |verified: Verified<User>| {
        let is_new = used.lock().unwrap().insert(verified.link());
        async move { if is_new { Ok(()) } else { Err(Refusal::new(StatusCode::GONE, "LinkUsed", "the link was used")) } }
    };
    let store = Store::default();
    let service = VerifyLayer::new(keys, policy()).clock(now).after(once).layer(store.clone());
    let ask = |sent: &crate::forms::Sent| {
        let answer = run(answer(service.clone(), sent.request()));
        (answer.status, answer.code)
    };
    let (first, second) = (link("PUT", ALICE, "/alice/a", b"1"), link("PUT", BOB, "/alice/a", b"1"));
    assert_eq!(ask(&first), (200, String::new()));
    assert_eq!(ask(&first), (410, "LinkUsed".into()));
    assert_eq!(ask(&second), (200, String::new()));
    // A link that is not good is not used by that.
    let third = link("PUT", ALICE, "/alice/b", b"1");
    assert_eq!(ask(&third.clone().header("x-amz-acl", "public-read")).0, 403);
    assert_eq!(ask(&third).0, 200);
    assert_eq!(store.take().len(), 3);
}

#[test]
fn a_refusal_leaves_the_body_unread() {
    let own_bucket = async |verified: Verified<User>| {
        let is_own = verified.path().starts_with(&format!("/{}/", verified.identity()));
        if is_own { Ok(()) } else { Err(Refusal::denied("the bucket is another user's")) }
    };
    let store = Store::default();
    let service = VerifyLayer::new(keys, policy()).clock(now).after(own_bucket).layer(store.clone());
    for form in FORMS {
        for (user, status) in [(ALICE, 200), (BOB, 403)] {
            let answer = run(answer(service.clone(), upload(form, user, "/alice/a", b"hello").request()));
            assert_eq!(answer.status, status);
            assert_eq!(answer.head.headers.contains_key("connection"), status == 403);
            assert_eq!(store.take().len(), usize::from(status == 200));
        }
    }
    let answer = run(answer(service, signed("GET", BOB, "/alice/a").request()));
    assert!(answer.status == 403 && !answer.head.headers.contains_key("connection"));
}

/// The body of an empty upload is judged before anything is decided.
#[test]
fn an_empty_body_that_is_not_the_signed_one_uses_up_no_link() {
    let refuse = async |_: Verified<User>| Err::<(), _>(Refusal::denied("this must not be reached"));
    let service = VerifyLayer::new(keys, policy()).clock(now).after(refuse).layer(Store::default());
    for form in FORMS {
        let sent = upload(form, ALICE, "/alice/a", b"hello");
        let answer = run(answer(service.clone(), crate::forms::Sent { body: vec![], ..sent }.request()));
        assert!(!answer.text.contains("reached") && answer.status == 400, "{form:?} {}", answer.text);
    }
}
