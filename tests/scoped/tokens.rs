//! Tokens that are not well formed: each is refused with one answer, although the secret and the signature are right.

use std::slice;

use base64ct::{Base64UrlUnpadded, Encoding as _};
use presign::verify::Refusal;

use crate::server::{PARENT_ID, SERVER, Wish, by_hand, first_block, spelled_by_hand};

const ALL: &str = r#""scope":"object-read-write""#;

#[track_caller]
fn is_malformed(blocks: &[impl AsRef<[u8]>]) {
    let credentials = by_hand(blocks);
    for sent in
        [Wish::of_key("GetObject", "a").send(&credentials), Wish::of_key("GetObject", "a").presign(&credentials)]
    {
        let shown: Vec<_> = blocks.iter().map(|block| String::from_utf8_lossy(block.as_ref())).collect();
        assert_eq!(sent.judge().err(), Some(Refusal::SessionToken), "{shown:?}");
    }
}

#[track_caller]
fn is_well_formed(blocks: &[impl AsRef<[u8]>]) {
    Wish::of_key("GetObject", "a").send(&by_hand(blocks)).judge().unwrap();
}

#[test]
fn a_first_block_says_each_thing_once() {
    is_well_formed(&[first_block(ALL)]);
    let good = first_block(ALL);
    for member in ["iss", "aud", "bucket", "iat", "exp"] {
        let start = good.find(&format!(r#""{member}""#)).unwrap();
        let end = good[start..].find([',', '}']).unwrap() + start;
        let text = &good[start..end];
        // Twice, missing, of another name, `null`, and of another type.
        is_malformed(&[good.replace(text, &format!("{text},{text}"))]);
        is_malformed(&[good.replace(&format!("{text},"), "").replace(&format!(",{text}"), "")]);
        is_malformed(&[good.replace(member, &member.to_uppercase())]);
        for other in ["null", "true", "[]", "{}", "-1", "1.5", "1e3", r#"["a"]"#] {
            is_malformed(&[good.replace(text, &format!(r#""{member}":{other}"#))]);
        }
    }
    let members = [
        "",
        r#""scope":"object-read-write","actions":["GetObject"]"#,
        r#""scope":"object-read-write","scope":"object-read-write""#,
        r#""scope":"admin-read-write""#,
        r#""scope":"admin-read-only""#,
        r#""scope":"everything""#,
        r#""scope":"Object-Read-Write""#,
        r#""scope":null"#,
        r#""scope":["object-read-write"]"#,
        r#""actions":null"#,
        r#""actions":"GetObject""#,
        r#""actions":["GetObject","Everything"]"#,
        r#""actions":["GetObject",1]"#,
        r#""actions":["getobject"]"#,
        r#""actions":{"GetObject":true}"#,
        r#""actions":[["GetObject"]]"#,
    ];
    for members in members {
        is_malformed(&[first_block(members).replace(",,", ",")]);
    }
    let further = [
        r#""paths":null"#,
        r#""paths":[]"#,
        r#""paths":{}"#,
        r#""paths":[["a"],[]]"#,
        r#""paths":{"prefixPaths":[],"objectPaths":[]}"#,
        r#""paths":{"prefixPaths":[""],"objectPaths":[]}"#,
        r#""paths":{"prefixPaths":["a"],"objectPaths":[""]}"#,
        r#""paths":{"prefixPaths":["a"],"prefixPaths":["a"]}"#,
        r#""paths":{"prefixPaths":["a"],"objectPaths":null}"#,
        r#""paths":{"prefixPaths":"a"}"#,
        r#""paths":{"prefixPaths":["a",1]}"#,
        r#""paths":{"prefixPaths":["a"],"other":[]}"#,
        r#""sub":null"#,
        r#""sub":1"#,
        r#""nbf":0"#,
        r#""jti":"a""#,
        r#""Paths":{"prefixPaths":["a"]}"#,
        r#""sub":"\ud800""#,
        r#""sub":"a"x"#,
    ];
    for further in further {
        is_malformed(&[first_block(&format!("{ALL},{further}"))]);
    }
}

#[test]
fn a_later_block_says_something_that_it_may() {
    let first = first_block(ALL);
    for good in [r#"{"actions":["GetObject"]}"#, r#"{"exp":1767226000}"#, r#"{"paths":{"objectPaths":["a"]}}"#] {
        is_well_formed(&[first.as_str(), good]);
    }
    let members = [
        "{}",
        "[]",
        "null",
        r#"{"scope":"object-read-write"}"#,
        r#"{"exp":1767226000,"iss":"PARENT1"}"#,
        r#"{"exp":1767226000,"bucket":"my-bucket"}"#,
        r#"{"exp":1767226000,"exp":1767226000}"#,
        r#"{"exp":1767226000,"\u0065xp":1767226000}"#,
        r#"{"exp":null,"actions":["GetObject"]}"#,
        r#"{"actions":null}"#,
        r#"{"actions":["GetObject"],"actions":["GetObject"]}"#,
        r#"{"paths":null}"#,
        r#"{"paths":{"prefixPaths":[],"objectPaths":[]}}"#,
        r#"{"paths":[["a"],[]]}"#,
        r#"[["GetObject"],null,null]"#,
    ];
    for block in members {
        is_malformed(&[first.as_str(), block]);
    }
    is_malformed(&[first.as_str(), first.as_str()]);
    is_malformed(&[r#"{"actions":["GetObject"]}"#]);
}

#[test]
fn a_block_is_json_in_utf_8_and_nothing_around_it() {
    let good = first_block(ALL);
    // White space and escapes are JSON's own; they make another secret and the same claims.
    is_well_formed(&[format!(" {}\n", good.replace(':', " : "))]);
    is_well_formed(&[good.replace("my-bucket", r"\u006dy-bucket")]);
    for bad in [
        format!("{good}{good}"),
        format!("{good}x"),
        format!("\u{feff}{good}"),
        good.replace('"', "'"),
        format!("[{good}]"),
    ] {
        is_malformed(&[bad]);
    }
    is_malformed(&[String::new()]);
    is_malformed(&[good[..good.len() - 1].to_owned()]);
    is_malformed(&[[good.as_bytes(), b"\xff"].concat()]);
    is_malformed(&[good.replace(PARENT_ID, "PARENT\u{0}").into_bytes()]);
    let mut broken = good.clone().into_bytes();
    let at = good.find(SERVER).unwrap();
    broken[at] = 0xff;
    is_malformed(&[broken]);
    // No depth costs more than its length.
    for depth in [5, 200, 900] {
        is_malformed(&[first_block(&format!(r#"{ALL},"paths":{}{}"#, "[".repeat(depth), "]".repeat(depth)))]);
        is_malformed(&[first_block(&format!(
            r#"{ALL},"sub":{}1{}"#,
            r#"{"a":"#.repeat(depth / 4),
            "}".repeat(depth / 4)
        ))]);
    }
}

#[test]
fn a_token_has_one_spelling() {
    let block = |json: &str| Base64UrlUnpadded::encode_string(json.as_bytes());
    let good = [first_block(ALL), first_block(&format!("{ALL} ")), first_block(&format!("{ALL}  "))];
    // One with one byte over, whose last character has bits that do not count.
    let good = good.map(|json| block(&json)).into_iter().find(|block| block.len() % 4 == 2).unwrap();
    let judge = |blocks: &[String]| Wish::of_key("GetObject", "a").send(&spelled_by_hand(blocks)).judge().err();
    assert_eq!(judge(slice::from_ref(&good)), None);
    let last = good.chars().next_back().unwrap();
    let others = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['-', '_']).filter(|c| *c != last);
    let mut same = 0;
    for other in others {
        let spelled = format!("{}{other}", &good[..good.len() - 1]);
        same += usize::from(judge(&[spelled]).is_some());
    }
    assert_eq!(same, 63);
    for spelled in [
        String::new(),
        format!("{good}="),
        format!("{good}=="),
        format!("{good}."),
        format!(".{good}"),
        format!(" {good}"),
        good.replacen('e', "+", 1),
        good.replacen('e', "/", 1),
        format!("{good}é"),
        format!("{good}A"),
    ] {
        assert_eq!(judge(slice::from_ref(&spelled)), Some(Refusal::SessionToken), "{spelled}");
    }
}

#[test]
fn blocks_and_tokens_have_limits() {
    let padded = |length: usize| {
        let block = first_block(ALL);
        format!("{}{}", block, " ".repeat(length - block.len()))
    };
    is_well_formed(&[padded(2048)]);
    is_malformed(&[padded(2049)]);
    let narrower = r#"{"exp":1767226000}"#.to_owned();
    let eight = [vec![first_block(ALL)], vec![narrower.clone(); 7]].concat();
    is_well_formed(&eight);
    is_malformed(&[eight, vec![narrower]].concat());
    // 4096 characters are 3 of `s1.`, two dots, and three blocks.
    let first = padded(2048);
    let spelled = |rest: usize| {
        let second = format!(r#"{{"exp":1767226000}}{}"#, " ".repeat(rest));
        by_hand(&[first.clone(), second])
    };
    let longest = (0..2000).map(spelled).rfind(|made| made.session_token().unwrap().len() <= 4096).unwrap();
    assert!(longest.session_token().unwrap().len() >= 4094);
    Wish::of_key("GetObject", "a").send(&longest).judge().unwrap();
    let over = (0..2000).map(spelled).find(|made| made.session_token().unwrap().len() > 4096).unwrap();
    assert_eq!(Wish::of_key("GetObject", "a").send(&over).judge().err(), Some(Refusal::SessionToken));
}

/// Of another maker, or of none that the server knows.
#[test]
fn a_token_of_another_key_is_refused() {
    is_malformed(&[first_block(ALL).replace(PARENT_ID, "PARENT2")]);
    is_malformed(&[first_block(ALL).replace(PARENT_ID, "parent1")]);
}
