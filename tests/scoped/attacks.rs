//! What a stranger, or the holder of narrow credentials, may try.

use presign::Credentials;
use presign::scoped::{Narrowing, Rights, S1, Verifier};
use presign::verify::{Keyring, Refusal};

use crate::dice::Dice;
use crate::server::{
    BUCKET, NOW, PARENT_ID, QUARTER, SECRET, SERVER, Sent, Wish, after, by_hand, first_block, key, parent, policy,
    spelled_by_hand,
};

const READ: &str = r#""scope":"object-read-only""#;
const NARROW: &str = r#"{"actions":["GetObject"],"paths":{"prefixPaths":["in/"]}}"#;

fn with_token(of: &Credentials, secret: &str, token: &str) -> Credentials {
    Credentials::new(of.access_key_id(), secret).with_session_token(token)
}

/// The secret, computed again.
fn secret(blocks: &[String]) -> String {
    use hmac::{Hmac, KeyInit as _, Mac as _};
    blocks.iter().enumerate().fold(SECRET.to_owned(), |secret, (i, block)| {
        let label = if i == 0 { "scoped-1 root\n" } else { "scoped-1 narrow\n" };
        let mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
        hex::encode(mac.chain_update(label).chain_update(block).finalize().into_bytes())
    })
}

fn spelled(blocks: &[&str]) -> Vec<String> {
    use base64ct::{Base64UrlUnpadded, Encoding as _};
    blocks.iter().map(|block| Base64UrlUnpadded::encode_string(block.as_bytes())).collect()
}

/// Signed with the last secret of a chain, under a token that is not its own.
#[test]
fn blocks_cannot_be_dropped_swapped_or_changed() {
    let first = first_block(READ);
    let blocks = spelled(&[&first, NARROW, r#"{"exp":1767226000}"#]);
    let own = secret(&blocks);
    let good = spelled_by_hand(&blocks);
    Wish::of_key("GetObject", "in/a").send(&good).judge().unwrap();
    let changed = spelled(&[&first.replace("read-only", "read-write"), &first.replace(BUCKET, "others-bucket")]);
    let wider = spelled(&[r#"{"actions":["GetObject","PutObject"]}"#, r#"{"exp":1767229999}"#]);
    let [a, b, c] = blocks.as_slice() else { panic!("three blocks") };
    let tokens: Vec<Vec<&String>> = vec![
        vec![a],
        vec![a, b],
        vec![b, c],
        vec![c],
        vec![a, c],
        vec![a, c, b],
        vec![b, a, c],
        vec![a, a, b, c],
        vec![a, b, c, c],
        vec![&changed[0], b, c],
        vec![&changed[1], b, c],
        vec![a, &wider[0], c],
        vec![a, b, &wider[1]],
    ];
    for blocks in tokens {
        let token = format!("s1.{}", blocks.iter().map(|block| block.as_str()).collect::<Vec<_>>().join("."));
        let forged = with_token(&good, &own, &token);
        for wish in
            [Wish::of_key("GetObject", "in/a"), Wish::of_key("GetObject", "out"), Wish::of_key("PutObject", "in/a")]
        {
            let refusal = wish.send(&forged).judge().unwrap_err();
            assert!(matches!(refusal, Refusal::SessionToken | Refusal::SignatureMismatch), "{refusal}: {token}");
        }
    }
}

/// What can be computed from a token, or from the child's own secret, is not the secret of another token.
#[test]
fn secrets_cannot_be_guessed_from_tokens() {
    use base64ct::{Base64UrlUnpadded, Encoding as _};
    use sha2::{Digest as _, Sha256};
    let good = by_hand(&[first_block(READ)]);
    let token = good.session_token().unwrap();
    let own = secret(&spelled(&[&first_block(READ)]));
    let hash = |text: &str| hex::encode(Sha256::digest(text));
    let block = &token[3..];
    let json = String::from_utf8(Base64UrlUnpadded::decode_vec(block).unwrap()).unwrap();
    for guess in [
        hash(token),
        hash(block),
        hash(&json),
        hash(&own),
        own.to_uppercase(),
        SECRET.to_owned(),
        token.to_owned(),
        "-".into(),
    ] {
        let refusal = Wish::of_key("GetObject", "a").send(&with_token(&good, &guess, token)).judge().unwrap_err();
        assert_eq!(refusal, Refusal::SignatureMismatch, "{guess}");
    }
    // A child is not a parent: a first block under its secret is another's.
    let child = Credentials::new(PARENT_ID, &own);
    let of_child = S1 {
        server: SERVER,
        bucket: BUCKET,
        rights: Rights::ReadWrite,
        paths: None,
        subject: None,
        expires_in: QUARTER,
    };
    let minted = of_child.mint(&child, after(0)).unwrap();
    assert_eq!(Wish::of_key("PutObject", "a").send(&minted).judge().unwrap_err(), Refusal::SignatureMismatch);
    // Nor does it sign without its token, as the parent does, or under that of another.
    assert_eq!(Wish::of_key("GetObject", "a").send(&child).judge().unwrap_err(), Refusal::SignatureMismatch);
    let bare = Credentials::new(PARENT_ID, SECRET).with_session_token(token);
    assert_eq!(Wish::of_key("GetObject", "a").send(&bare).judge().unwrap_err(), Refusal::SignatureMismatch);
}

#[test]
fn a_wider_block_gives_nothing() {
    let narrow = by_hand(&[first_block(READ), NARROW.to_owned()]);
    let actions = r#"{"actions":["GetObject","PutObject","HeadObject"]}"#;
    let wider = by_hand(&[
        first_block(READ),
        NARROW.to_owned(),
        actions.to_owned(),
        r#"{"exp":1900000000,"paths":{"prefixPaths":["out/","in/"]}}"#.to_owned(),
    ]);
    for (operation, key) in
        [("GetObject", "in/a"), ("GetObject", "out/a"), ("PutObject", "in/a"), ("HeadObject", "in/a")]
    {
        let wish = Wish::of_key(operation, key);
        let judged = [&narrow, &wider].map(|credentials| wish.send(credentials).judge().is_ok());
        assert_eq!(judged, [(operation, key) == ("GetObject", "in/a"); 2], "{operation} {key}");
    }
}

/// A server that kept keys by their id would confuse a parent with its children, who share one.
#[test]
fn keys_are_kept_by_their_secrets() {
    let ring = Keyring::new(8);
    let all = by_hand(&[first_block(r#""scope":"object-read-write""#)]);
    let narrow = by_hand(&[first_block(r#""scope":"object-read-write""#), NARROW.to_owned()]);
    let verify = |sent: &Sent| {
        let request = sent.request()?;
        let child = Verifier::new(SERVER).child(request.session_token(), &parent())?;
        let (verified, _) = request.verify((&child.credentials, &ring), after(60), &policy())?;
        child.grant.allows(&verified.asks(&[SERVER])?, after(60))
    };
    for _ in 0..2 {
        for signer in [&parent(), &all, &narrow] {
            let put = Wish::of_key("PutObject", "in/a").send(signer);
            assert_eq!(verify(&put).is_ok(), signer.session_token() != narrow.session_token());
            verify(&Wish::of_key("GetObject", "in/a").send(signer)).unwrap();
            // Whose key is kept, and whose is not, makes no difference to a forger.
            let mut forged = put.clone();
            forged.headers.retain(|(name, _)| name != "x-amz-security-token");
            assert!(signer.session_token().is_none() || verify(&forged).is_err());
        }
    }
    assert_eq!(format!("{ring:?}"), "Keyring(3 of 8)");
    assert_eq!([key(&all), key(&narrow), key(&parent())].iter().collect::<std::collections::BTreeSet<_>>().len(), 3);
}

/// While a secret is replaced by another, an id has two.
#[test]
fn two_parents_are_both_tried() {
    let (old, new) = (Credentials::new(PARENT_ID, "old"), Credentials::new(PARENT_ID, "new"));
    let grant =
        S1 { server: SERVER, bucket: BUCKET, rights: Rights::Read, paths: None, subject: None, expires_in: QUARTER };
    let verifier = Verifier::new(SERVER);
    let find = |signer: &Credentials, parents: &[Credentials]| {
        let request = Wish::of_key("GetObject", "a").send(signer).request()?;
        let verifies = |child: &Credentials| request.verify(child, after(60), &policy()).is_ok();
        let child = verifier.child_of_any(request.session_token(), parents, verifies)?;
        request.verify(&child.credentials, after(60), &policy()).map(drop)
    };
    for parents in [[old.clone(), new.clone()], [new.clone(), old.clone()]] {
        for parent in &parents {
            find(parent, &parents).unwrap();
            find(&grant.mint(parent, after(0)).unwrap(), &parents).unwrap();
        }
        let stranger = Credentials::new(PARENT_ID, "other");
        assert_eq!(find(&stranger, &parents), Err(Refusal::SignatureMismatch));
        assert_eq!(find(&grant.mint(&stranger, after(0)).unwrap(), &parents), Err(Refusal::SignatureMismatch));
    }
    assert_eq!(find(&new, &[]), Err(Refusal::UnknownAccessKeyId));
    find(&new, std::slice::from_ref(&new)).unwrap();
    assert_eq!(find(&old, &[new]), Err(Refusal::SignatureMismatch));
}

/// A wrong signature is answered in one way, whatever the token says: a stranger learns nothing of a scope.
#[test]
fn nothing_is_told_before_the_signature() {
    let tokens = [
        by_hand(&[first_block(READ)]),
        by_hand(&[first_block(READ), NARROW.to_owned()]),
        by_hand(&[first_block(READ).replace(SERVER, "elsewhere")]),
        by_hand(&[first_block(READ).replace(BUCKET, "other")]),
        by_hand(&[first_block(READ), r#"{"exp":1}"#.to_owned()]),
        by_hand(&[first_block(READ).replace("\"iat\":17", "\"iat\":27")]),
    ];
    for token in tokens {
        for wish in [Wish::of_key("GetObject", "in/a"), Wish::of_key("DeleteObject", "out")] {
            // The signer refuses what has expired: the token is put in the place of another.
            let good = with_token(&token, "guess", &"x".repeat(9));
            let mut sent = wish.send(&good);
            let header = sent.headers.iter_mut().find(|(name, _)| name == "x-amz-security-token").unwrap();
            header.1 = token.session_token().unwrap().to_owned();
            assert_eq!(sent.judge().unwrap_err(), Refusal::SignatureMismatch);
        }
    }
}

/// One token, in one place, and a token of another form is not one of this server's.
#[test]
fn there_is_one_token() {
    let good = by_hand(&[first_block(READ)]);
    let token = good.session_token().unwrap().to_owned();
    let mut twice = Wish::of_key("GetObject", "a").send(&good);
    twice.headers.push(("x-amz-security-token".into(), token.clone()));
    assert!(twice.judge().is_err());
    let mut both = Wish::of_key("GetObject", "a").presign(&good);
    both.judge().unwrap();
    both.headers.push(("x-amz-security-token".into(), token));
    assert!(both.judge().is_err());
    for other in ["token", "S1.e30", "s1", "s2.e30", "and0L2V5", "jwt/eyJ", "eyJhbGciOiJIUzI1NiJ9.e30.x"] {
        let refusal = Wish::of_key("GetObject", "a").send(&with_token(&good, SECRET, other)).judge().unwrap_err();
        assert_eq!(refusal, Refusal::SessionToken, "{other}");
    }
    // A server whose long-lived key has a token of its own compares it, and reads nothing.
    let odd = Credentials::new(PARENT_ID, SECRET).with_session_token(good.session_token().unwrap());
    let child = Verifier::new(SERVER).child(Some("s1.x"), &odd).unwrap();
    assert_eq!(key(&child.credentials), key(&parent()));
}

/// Changes of single characters of everything that is sent, and of the secret: none is accepted, except those that do not
/// change what is signed.
fn no_mutation_is_accepted(seed: u64) {
    let mut dice = Dice(seed);
    let credentials = by_hand(&[first_block(READ), NARROW.to_owned(), r#"{"exp":1767226200}"#.to_owned()]);
    let last = secret(&spelled(&[&first_block(READ), NARROW, r#"{"exp":1767226200}"#]));
    let wish = Wish::of_key("GetObject", "in/a b/ü.txt");
    let originals = [wish.send(&credentials), wish.presign(&credentials)];
    for sent in &originals {
        sent.judge().unwrap();
    }
    let mut tried = 0;
    while tried < 25_000 {
        let original = &originals[dice.below(2)];
        let mut sent = original.clone();
        if dice.below(20) == 0 {
            let secret = dice.mutate(&last);
            if secret != last && !secret.is_empty() && secret.trim() == secret {
                let credentials = with_token(&credentials, &secret, credentials.session_token().unwrap());
                sent = if dice.below(2) == 0 { wish.send(&credentials) } else { wish.presign(&credentials) };
            }
        } else {
            let place = dice.below(sent.headers.len() + 4);
            match sent.headers.get_mut(place) {
                Some((_, value)) => *value = dice.mutate(value),
                None if place.is_multiple_of(4) => sent.method = dice.mutate(&sent.method),
                None => sent.target = dice.mutate(&sent.target),
            }
        }
        if is_same(original, &sent) {
            continue;
        }
        tried += 1;
        assert!(sent.judge().is_err(), "{original:?}\n{sent:?}");
    }
}

/// 100,000 of them.
mod mutations {
    #[test]
    fn none_is_accepted() {
        super::no_mutation_is_accepted(1);
    }

    #[test]
    fn none_of_a_second_sort_is_accepted() {
        super::no_mutation_is_accepted(2);
    }

    #[test]
    fn none_of_a_third_sort_is_accepted() {
        super::no_mutation_is_accepted(3);
    }

    #[test]
    fn none_of_a_fourth_sort_is_accepted() {
        super::no_mutation_is_accepted(4);
    }
}

/// Whether the two are one request for HTTP and for the signature, which folds white space, and reads digits and names of
/// parameters in either case.
fn is_same(original: &Sent, sent: &Sent) -> bool {
    let fold = |text: &str| text.split_whitespace().collect::<String>();
    let headers =
        |sent: &Sent| -> Vec<_> { sent.headers.iter().map(|(name, value)| (name.clone(), fold(value))).collect() };
    (&original.method, canonical(&original.target), headers(original))
        == (&sent.method, canonical(&sent.target), headers(sent))
}

/// Decoded, with the parameters sorted.
fn canonical(target: &str) -> (Vec<u8>, Vec<Vec<u8>>) {
    let decode = |text: &str| {
        let bytes = text.as_bytes();
        let (mut decoded, mut at) = (Vec::new(), 0);
        while at < bytes.len() {
            let digits = bytes.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
            let byte = digits.filter(|_| bytes[at] == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
            decoded.push(byte.unwrap_or(bytes[at]));
            at += if byte.is_some() { 3 } else { 1 };
        }
        decoded
    };
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut parameters: Vec<_> = query.split('&').filter(|pair| !pair.is_empty()).map(decode).collect();
    parameters.sort();
    (decode(path), parameters)
}

#[test]
fn narrowing_and_minting_are_what_is_written_by_hand() {
    let grant =
        S1 { server: SERVER, bucket: BUCKET, rights: Rights::Read, paths: None, subject: None, expires_in: QUARTER };
    let first = grant.mint(&parent(), after(0)).unwrap();
    assert_eq!(key(&first), key(&by_hand(&[first_block(READ)])));
    let second = Narrowing { expires_at: Some(after(60)), ..Narrowing::default() }.narrow(&first).unwrap();
    let expected = by_hand(&[first_block(READ), format!(r#"{{"exp":{}}}"#, NOW + 60)]);
    assert_eq!((key(&second), second.session_token()), (key(&expected), expected.session_token()));
}
