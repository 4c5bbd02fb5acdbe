//! Words as people type them: in any case, without a command, with a date; and the codes of errors.

use crate::program::{AT, bare, presign};

const OBJECT: &str = "s3://examplebucket/a";

#[test]
fn an_object_alone_is_one_to_download() {
    let expected = presign(&["get", OBJECT, "--at", AT, "--expires", "60"]).stdout();
    assert_eq!(presign(&[OBJECT, "--at", AT, "--expires", "60"]).stdout(), expected);
    assert_eq!(presign(&[OBJECT, "--expires-in", "60", "--at", AT]).stdout(), expected);
    let several = presign(&[OBJECT, "s3://examplebucket/b", "--at", AT]).stdout();
    assert_eq!(several.lines().count(), 2);
}

/// Names in lower case, and the same in others.
#[test]
fn names_may_be_in_any_case() {
    let host = "db.abc.us-east-1.rds.amazonaws.com";
    for words in [
        &["get", OBJECT, "--at", AT, "--expires", "15m", "--json"][..],
        &["put", OBJECT, "--at", AT, "--content-type=Image/PNG"],
        &["rm", OBJECT, "--at", AT],
        &["url", "GET", "https://example.com/Path", "--at", AT, "--service", "execute-api"],
        &["token", "rds", host, "--port", "5432", "--user", "App", "--at", AT],
        &["multipart", "create", OBJECT, "--at", AT],
        &["get", OBJECT, "--at", AT, "--provider", "r2", "--account", "0123456789abcdef0123456789abcdef"],
    ] {
        let expected = presign(words).stdout();
        let count = words.iter().take_while(|word| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')).count();
        for change in [str::to_uppercase, |word: &str| word[..1].to_uppercase() + &word[1..]] {
            let changed: Vec<_> =
                words.iter().enumerate().map(|(at, word)| changed(word, at < count, change)).collect();
            let changed: Vec<_> = changed.iter().map(String::as_str).collect();
            assert_eq!(presign(&changed).stdout(), expected, "{changed:?}");
        }
    }
    // Not the values of options, and not what follows `--`.
    let upper = presign(&["get", "--at", AT, "--", "--KEY"]).refusal();
    assert!(upper.contains("--KEY"), "{upper}");
}

/// A command or an option, whose value stays.
fn changed(word: &str, is_command: bool, change: fn(&str) -> String) -> String {
    match (word.strip_prefix("--"), word.split_once('=')) {
        (Some(_), Some((name, value))) => format!("--{}={value}", change(&name[2..])),
        (Some(name), None) => format!("--{}", change(name)),
        _ if is_command => change(word),
        _ => word.to_owned(),
    }
}

#[test]
fn a_url_may_be_valid_until_a_day_begins() {
    let json = presign(&["get", OBJECT, "--at", "2013-05-24T12:00:00Z", "--expires", "2013-05-26", "--json"]).stdout();
    assert!(json.contains("\"expires_at\":\"2013-05-26T00:00:00Z\""), "{json}");
    for wrong in ["2013-13-01", "2013-02-30", "2013-5-26", "13-05-2013"] {
        let said = presign(&["get", OBJECT, "--at", AT, "--expires", wrong]).refusal();
        assert!(said.contains("or until when as in 2015-08-30T12:36:00Z"), "{wrong}: {said}");
    }
}

#[test]
fn the_code_of_an_error_is_printed_and_explained() {
    let said = presign(&["get", "s3://examplebucket/a/../b"]).run();
    assert!(said.stderr.trim_end().ends_with(" (dot-segment)"), "{}", said.stderr);
    let explained = bare(&["explain", "dot-segment"]).stdout();
    assert!(explained.starts_with("dot-segment (Request)\nA segment of the path is "), "{explained}");
    assert_eq!(explained.lines().count(), 4);
    let json: serde_json::Value = serde_json::from_str(&bare(&["explain", "dot-segment", "--json"]).stdout()).unwrap();
    assert_eq!((&json["code"], &json["kind"]), (&"dot-segment".into(), &"Request".into()));
    assert!(json["way_out"].as_str().unwrap().starts_with("Choose another key."), "{json}");
    // In a list, each line has its own.
    let listed = presign(&["get", "s3://examplebucket", "--from", "-"]).input("a/../b\n").run();
    assert!(listed.stderr.starts_with("presign: line 1: ") && listed.stderr.contains(" (dot-segment)\n"), "{listed:?}");
}

/// Every cause of the page, with its settings. A name that is a code too is explained as the code.
#[test]
fn each_cause_is_explained() {
    let page = include_str!("../../../../docs/causes.md");
    let errors = include_str!("../../../../docs/errors.md");
    let names: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("## `")?.strip_suffix('`')).collect();
    assert!(names.len() > 50, "{names:?}");
    for name in names.into_iter().filter(|name| !errors.contains(&format!("| `{name}` |"))) {
        let explained = bare(&["explain", name]).stdout();
        assert!(explained.starts_with(&format!("{name} (cause)\n")), "{explained}");
        assert!(explained.ends_with(&format!("/#{name}\n")), "{explained}");
        assert!(explained.lines().count() >= 5, "{explained}");
    }
    let host = bare(&["explain", "host"]).stdout();
    assert!(host.contains("\n  nginx: proxy_set_header Host $http_host;\n"), "{host}");
    let json: serde_json::Value = serde_json::from_str(&bare(&["explain", "host", "--json"]).stdout()).unwrap();
    assert_eq!(
        json["settings"][0],
        serde_json::json!({ "tool": "nginx", "line": "proxy_set_header Host $http_host;" })
    );
}

/// Every code of the page.
#[test]
fn each_code_is_explained() {
    let page = include_str!("../../../../docs/errors.md");
    let codes = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(code, _)| code));
    let mut count = 0;
    for code in codes {
        let explained = bare(&["explain", code]).stdout();
        assert!(explained.starts_with(&format!("{code} (")), "{explained}");
        assert!(explained.ends_with(&format!("/#{code}\n")), "{explained}");
        let shown = [
            format!("presign: a sentence (with brackets): of a line ({code})"),
            format!("called `Result::unwrap()` on an `Err` value: Error({code}: a sentence: of (two) parts)"),
            format!(" `{}`.\n", code.to_uppercase().replace('-', "_")),
        ];
        for text in shown {
            assert_eq!(bare(&["explain", &text]).stdout(), explained, "{text}");
        }
        // A letter that was left out.
        let slip = [&code[..2], &code[3..]].concat();
        let refusal = bare(&["explain", &slip]).refusal();
        let is_told = refusal.starts_with("presign: there is no code of an error like this: did you mean ");
        assert!(is_told && refusal.trim_end().ends_with(&format!("{code}?")), "{slip}: {refusal}");
        count += 1;
    }
    assert!(count > 90, "{count}");
}
