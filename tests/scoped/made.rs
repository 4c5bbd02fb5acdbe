//! Credentials that are made: of R2's form and of s1, and narrower ones; and what is refused.

use core::time::Duration;

use presign::s3::Action;
use presign::scoped::{Narrowing, Paths, R2, Rights, S1};
use presign::{Credentials, Error};

use crate::refused::refused;
use crate::server::{BUCKET, PARENT_ID, QUARTER, SERVER, after, key, parent};

fn s1<'a>() -> S1<'a> {
    S1 { server: SERVER, bucket: BUCKET, rights: Rights::ReadWrite, paths: None, subject: None, expires_in: QUARTER }
}

#[allow(clippy::unnecessary_wraps, reason = "paths as they are asked for")]
fn prefixes<'a>(prefixes: &'a [&'a str]) -> Option<Paths<'a>> {
    Some(Paths { prefixes, ..Paths::default() })
}

#[allow(clippy::unnecessary_wraps, reason = "paths as they are asked for")]
fn keys<'a>(keys: &'a [&'a str]) -> Option<Paths<'a>> {
    Some(Paths { keys, ..Paths::default() })
}

/// The vector of the specification in `docs/scoped.md`: the secret after four blocks, and the length of the token.
#[test]
fn the_vector_of_the_specification_holds() {
    let first = S1 { paths: prefixes(&["uploads/42/"]), ..s1() };
    let steps = [
        Narrowing { actions: Some(&[Action::GetObject]), ..Narrowing::default() },
        Narrowing { paths: prefixes(&["uploads/42/pub/"]), ..Narrowing::default() },
        Narrowing { expires_at: Some(after(60)), ..Narrowing::default() },
    ];
    let first = first.mint(&parent(), after(0)).unwrap();
    let last = steps.iter().fold(first, |holder, step| step.narrow(&holder).unwrap());
    assert_eq!(last.access_key_id(), PARENT_ID);
    assert_eq!(last.session_token().unwrap().len(), 387);
    assert_eq!(last.expiry(), Some(after(60)));
    let expected = Credentials::new(PARENT_ID, "c9724eea6fc085eff40fbcf47260eeeb02293df7d365086ba1a6b4bbe17ed5f2");
    assert_eq!(key(&last), key(&expected));
    assert!(!last.token_reveals_secret());
}

/// The order of the names, and the spelling of what they hold.
#[test]
fn blocks_are_written_as_the_specification_orders_them() {
    use base64ct::{Base64UrlUnpadded, Encoding as _};
    let asked = S1 {
        subject: Some("é\"\\\u{7f}\u{1}\n"),
        rights: Rights::Actions(&[Action::PutObject, Action::GetObject]),
        paths: Some(Paths { prefixes: &["a/", "ü/"], keys: &["k"], ..Paths::default() }),
        ..s1()
    };
    let made = asked.mint(&parent(), after(0)).unwrap();
    let block = made.session_token().unwrap().strip_prefix("s1.").unwrap();
    let json = String::from_utf8(Base64UrlUnpadded::decode_vec(block).unwrap()).unwrap();
    let expected = "{\"iss\":\"PARENT1\",\"aud\":\"s3.example.com\",\"bucket\":\"my-bucket\",\"actions\":[\"PutObject\",\"GetObject\"],\
        \"paths\":{\"prefixPaths\":[\"a/\",\"ü/\"],\"objectPaths\":[\"k\"]},\"sub\":\"é\\\"\\\\\u{7f}\\u0001\\n\",\"iat\":1767225600,\"exp\":1767226500}";
    assert_eq!(json, expected);
}

fn mint(asked: S1<'_>) -> Result<Credentials, Error> {
    asked.mint(&parent(), after(0))
}

#[test]
fn a_scope_that_says_nothing_or_everything_is_refused() {
    let nothing = "the list of actions is empty: it would allow nothing";
    refused(mint(S1 { rights: Rights::Actions(&[]), ..s1() }), "empty-scope", nothing);
    refused(Narrowing { actions: Some(&[]), ..Narrowing::default() }.narrow(&parent_child()), "empty-scope", nothing);
    refused(Narrowing::default().narrow(&parent_child()), "empty-scope", "nothing is limited");
    let paths = [
        (
            Some(Paths::default()),
            "there are paths with neither a prefix nor a key: leave them out for the whole bucket",
        ),
        (prefixes(&[""]), "the empty prefix is the whole bucket: leave the paths out for that"),
        (prefixes(&["a/", ""]), "the empty prefix is the whole bucket: leave the paths out for that"),
        (keys(&[""]), "a key in the paths is empty"),
    ];
    for (paths, sentence) in paths {
        refused(mint(S1 { paths, ..s1() }), "empty-scope", sentence);
        refused(R2 { paths, ..r2() }.mint(&r2_parent(), after(0)), "empty-scope", sentence);
        refused(Narrowing { paths, ..Narrowing::default() }.narrow(&parent_child()), "empty-scope", sentence);
    }
}

fn parent_child() -> Credentials {
    mint(s1()).unwrap()
}

#[test]
fn a_prefix_ends_with_a_slash_unless_it_is_meant_otherwise() {
    let open = prefixes(&["uploads/4"]);
    let sentence = "the prefix \"uploads/4\" does not end with a slash, so that it also covers keys in which its last name goes on";
    refused(mint(S1 { paths: open, ..s1() }), "open-prefix", sentence);
    refused(R2 { paths: open, ..r2() }.mint(&r2_parent(), after(0)), "open-prefix", sentence);
    refused(Narrowing { paths: open, ..Narrowing::default() }.narrow(&parent_child()), "open-prefix", sentence);
    let meant = open.map(|paths| Paths { open_prefixes: true, ..paths });
    mint(S1 { paths: meant, ..s1() }).unwrap();
}

#[test]
fn prefixes_and_keys_are_ones_that_an_object_may_have() {
    let long = "k".repeat(1024);
    mint(S1 { paths: keys(&[&long]), ..s1() }).unwrap();
    let longer = "k".repeat(1025);
    let sentence = "the key is 1025 bytes long: S3 allows 1024 bytes";
    refused(mint(S1 { paths: keys(&[&longer]), ..s1() }), "key-too-long", sentence);
    refused(R2 { paths: keys(&[&longer]), ..r2() }.mint(&r2_parent(), after(0)), "key-too-long", sentence);
    let dots = "a prefix or a key has a segment . or .., and would cover nothing";
    for paths in [prefixes(&["a/../"]), prefixes(&["./"]), keys(&["a/.."]), keys(&["a", ".."])] {
        refused(mint(S1 { paths, ..s1() }), "dot-segment", dots);
        refused(Narrowing { paths, ..Narrowing::default() }.narrow(&parent_child()), "dot-segment", dots);
        // R2 compares texts, and has keys like these.
        R2 { paths, ..r2() }.mint(&r2_parent(), after(0)).unwrap();
    }
}

#[test]
fn a_lifetime_is_a_second_to_a_week() {
    let lifetimes = [
        (Duration::ZERO, "expiry-zero", "the expiry is 0 seconds: it must be at least 1 second"),
        (
            Duration::from_secs(604_801),
            "expiry-too-long",
            "the expiry is 604801 seconds: at most 604800 seconds (7 days) are allowed",
        ),
        (Duration::from_millis(1500), "expiry-fraction", "the expiry is not a whole number of seconds"),
        (Duration::from_millis(500), "expiry-fraction", "the expiry is not a whole number of seconds"),
    ];
    for (expires_in, code, sentence) in lifetimes {
        refused(mint(S1 { expires_in, ..s1() }), code, sentence);
        refused(R2 { expires_in, ..r2() }.mint(&r2_parent(), after(0)), code, sentence);
    }
    for seconds in [1, 604_800] {
        let expires_in = Duration::from_secs(seconds);
        assert_eq!(mint(S1 { expires_in, ..s1() }).unwrap().expiry(), Some(after(seconds)));
        assert_eq!(R2 { expires_in, ..r2() }.mint(&r2_parent(), after(0)).unwrap().expiry(), Some(after(seconds)));
    }
}

#[test]
fn a_parent_is_a_long_lived_key() {
    let temporary = "the parent has a session token: scoped credentials are made of a long-lived key, and narrowed from one another";
    for parent in [parent().with_session_token("TOKEN"), parent_child()] {
        refused(s1().mint(&parent, after(0)), "not-a-parent", temporary);
    }
    refused(r2().mint(&r2_parent().with_session_token("TOKEN"), after(0)), "not-a-parent", temporary);
    let expired = "the credentials expired at 20260101T000000Z";
    refused(s1().mint(&parent().with_expiry(after(0)), after(0)), "credentials-expired", expired);
    refused(r2().mint(&r2_parent().with_expiry(after(0)), after(0)), "credentials-expired", expired);
    s1().mint(&parent().with_expiry(after(1)), after(0)).unwrap();
    for (id, secret, name) in [("", "secret", "access key id"), ("ID", "", "secret access key")] {
        refused(
            s1().mint(&Credentials::new(id, secret), after(0)),
            "empty-credential",
            &format!("the {name} is empty"),
        );
    }
    let of_r2 =
        "the parent's secret is not 64 lower-case hexadecimal digits: that of R2 is the SHA-256 of the API token";
    for secret in ["v1.0-api-token", &"A".repeat(64), &"a".repeat(63), &"a".repeat(65)] {
        refused(r2().mint(&Credentials::new("f5ee", secret), after(0)), "not-a-parent", of_r2);
    }
    let only_s1 = "the session token is not of the form s1: only credentials of that form can be narrowed";
    let step = Narrowing { expires_at: Some(after(1)), ..Narrowing::default() };
    for holder in [parent(), parent().with_session_token("TOKEN"), r2().mint(&r2_parent(), after(0)).unwrap()] {
        refused(step.narrow(&holder), "not-a-parent", only_s1);
    }
}

#[test]
fn a_server_and_a_bucket_have_names() {
    refused(mint(S1 { bucket: "", ..s1() }), "empty-value", "the bucket is empty");
    refused(mint(S1 { server: "", ..s1() }), "empty-value", "the server is empty");
    for rights in [Rights::AdminRead, Rights::AdminReadWrite] {
        refused(mint(S1 { rights, ..s1() }), "invalid-argument", "only R2 has rights of administrators");
        r2_with(|it| it.rights = rights).unwrap();
    }
}

fn r2_parent() -> Credentials {
    Credentials::new(
        "f5ee5ce81bf9a1d115fbd877f9002ddb",
        "72790c00cc1e74d9f1814fcc547f0ace7c9f50b7247a038517f9784f8bc73b12",
    )
}

fn r2<'a>() -> R2<'a> {
    R2 {
        account: "0fe54250faad8d67c03b8b390f49cebd",
        jurisdiction: None,
        host: None,
        bucket: BUCKET,
        rights: Rights::Read,
        paths: None,
        expires_in: QUARTER,
    }
}

fn r2_with<'a>(change: impl FnOnce(&mut R2<'a>)) -> Result<Credentials, Error> {
    let mut asked = r2();
    change(&mut asked);
    asked.mint(&r2_parent(), after(0))
}

#[test]
fn an_account_a_jurisdiction_and_a_bucket_of_r2_are_checked() {
    let account = "the account is not 32 lower-case hexadecimal digits";
    for wrong in [
        "",
        "0fe5",
        "0FE54250FAAD8D67C03B8B390F49CEBD",
        "0fe54250faad8d67c03b8b390f49ceb.",
        "0fe54250faad8d67c03b8b390f49cebd.eu",
    ] {
        refused(r2_with(|it| it.account = wrong), "invalid-argument", account);
    }
    for wrong in ["", "EU", "eu.r2", "e u", "eu/"] {
        let sentence = "the jurisdiction is not a word such as eu or fedramp";
        refused(r2_with(|it| it.jurisdiction = Some(wrong)), "invalid-argument", sentence);
    }
    refused(r2_with(|it| it.host = Some("")), "invalid-argument", "the host is empty");
    let both = r2_with(|it| (it.host, it.jurisdiction) = (Some("s3.example.com"), Some("eu")));
    refused(both, "cannot-be-combined", "a jurisdiction cannot be combined with the host of another server");
    for wrong in ["", "ab", "My-Bucket", "my.bucket", "my_bucket", &"b".repeat(64)] {
        refused(
            r2_with(|it| it.bucket = wrong),
            "invalid-bucket",
            "the buckets of R2 have 3 to 63 of a to z, 0 to 9 and hyphens",
        );
    }
}

#[test]
fn what_is_not_narrower_is_refused() {
    let of = |rights, paths| mint(S1 { rights, paths, ..s1() }).unwrap();
    let holder = of(Rights::Actions(&[Action::GetObject, Action::PutObject]), prefixes(&["in/", "out/"]));
    let actions = |actions: &'static [Action]| Narrowing { actions: Some(actions), ..Narrowing::default() };
    let paths = |paths| Narrowing { paths, ..Narrowing::default() };
    let until = |seconds| Narrowing { expires_at: Some(after(seconds)), ..Narrowing::default() };
    for good in [
        actions(&[Action::PutObject]),
        paths(prefixes(&["in/", "out/x/"])),
        paths(keys(&["in/a"])),
        until(900),
        until(1),
    ] {
        good.narrow(&holder).unwrap();
    }
    let (operation, place, end) =
        ("an operation is not among theirs", "a prefix or a key is not among theirs", "they would expire later");
    let wider = [
        (actions(&[Action::GetObject, Action::HeadObject]), operation),
        (paths(prefixes(&["in/", "other/"])), place),
        (paths(keys(&["in"])), place),
        (paths(keys(&["other/a"])), place),
        (until(901), end),
    ];
    let not_narrower = |step: &Narrowing<'_>, holder: &Credentials, reason| {
        refused(step.narrow(holder), "not-narrower", &format!("the new credentials would not be narrower: {reason}"));
    };
    for (step, reason) in wider {
        not_narrower(&step, &holder, reason);
    }
    // Every block counts, not the first or the last alone.
    let second = paths(prefixes(&["in/"])).narrow(&holder).unwrap();
    let third = until(60).narrow(&actions(&[Action::GetObject]).narrow(&second).unwrap()).unwrap();
    for (step, reason) in
        [(actions(&[Action::PutObject]), operation), (paths(prefixes(&["out/"])), place), (until(61), end)]
    {
        not_narrower(&step, &third, reason);
    }
    assert_eq!(until(60).narrow(&third).unwrap().expiry(), Some(after(60)));
    // A key is no prefix.
    let one = of(Rights::Read, keys(&["in/a/"]));
    not_narrower(&paths(prefixes(&["in/a/"])), &one, place);
    not_narrower(&actions(&[Action::PutObject]), &one, operation);
}

#[test]
fn scopes_have_a_limit() {
    let names: Vec<_> = (0..400).map(|i| format!("key-{i:04}")).collect();
    let all: Vec<_> = names.iter().map(String::as_str).collect();
    let sentence = "the scope has more than 2048 bytes, which is the limit of a block";
    refused(mint(S1 { paths: keys(&all), ..s1() }), "scope-too-large", sentence);
    refused(
        Narrowing { paths: keys(&all), ..Narrowing::default() }.narrow(&parent_child()),
        "scope-too-large",
        sentence,
    );
    let some = keys(&all[..110]);
    let step = Narrowing { paths: some, ..Narrowing::default() };
    let twice = step.narrow(&mint(S1 { paths: some, ..s1() }).unwrap());
    let twice = twice.unwrap();
    assert!(twice.session_token().unwrap().len() <= 4096);
    let sentence = "the token would have more than 4096 characters, which is its limit";
    refused(step.narrow(&twice), "scope-too-large", sentence);
    let mut holder = parent_child();
    let step = Narrowing { expires_at: Some(after(60)), ..Narrowing::default() };
    for _ in 0..7 {
        holder = step.narrow(&holder).unwrap();
    }
    refused(step.narrow(&holder), "scope-too-large", "the credentials were narrowed seven times, which is the limit");
}

#[test]
fn an_action_has_the_name_that_s3_gives_it() {
    let written: Vec<_> = Action::ALL.iter().map(ToString::to_string).collect();
    for (name, action) in written.iter().zip(Action::ALL) {
        assert_eq!(name.parse(), Ok(action));
    }
    for name in ["", "getobject", "GetObject ", "s3:GetObject", "HeadBucket", "ListObjects"] {
        let sentence = format!(
            "scoped credentials cannot be limited to {name:?}: write an operation as S3 does, such as GetObject"
        );
        refused(name.parse::<Action>(), "no-such-operation", &sentence);
    }
}

/// A token of R2 is its credential, and one of s1 may say whose it is: neither is shown, nor is any secret.
#[test]
fn nothing_secret_is_shown() {
    for made in [parent_child(), r2().mint(&r2_parent(), after(0)).unwrap()] {
        let shown = format!("{made:?}");
        assert!(!shown.contains(made.session_token().unwrap()), "{shown}");
        assert!(shown.contains("expiry: Some(20260101T001500Z)"), "{shown}");
    }
}
