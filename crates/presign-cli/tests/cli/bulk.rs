//! Many keys at once.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::Stdio;
use std::time::Duration;

use presign::Timestamp;

use crate::program::{AT, Outcome, Presign, bucket, credentials, file, line, presign};

fn get(from: &str) -> Presign {
    presign(&["get", "s3://examplebucket", "--at", AT, "--from", from])
}

#[test]
fn urls_come_in_the_order_of_the_keys() {
    let bucket = bucket();
    let signer = bucket.signer(credentials()).unwrap();
    let now = Timestamp::parse(AT).unwrap();
    let keys: Vec<_> = (0..50_000).map(|i| format!("reports/2015/{i} é.txt")).collect();
    let mut expected = String::new();
    for key in &keys {
        let url = bucket.get_object(key).presign(&signer, Duration::from_secs(3600), now).unwrap();
        expected.extend([url.as_str(), "\n"]);
    }
    let text = keys.join("\n");
    assert!(get(&file("many.txt", &text)).stdout() == expected, "from a file");
    assert!(get("-").input(&text).stdout() == expected, "from standard input");
}

#[test]
fn bad_lines_are_reported_and_the_rest_goes_on() {
    let long = "k".repeat(1025);
    let input = [b"a\n\nb/../c\n\xff\nd\r\n", long.as_bytes(), b"\n/e/"].concat();
    let Outcome { code, stdout, stderr } = get("-").input(input).run();
    let bucket = bucket();
    let good = ["a", "d", "/e/"].map(|key| line(&bucket, &bucket.get_object(key)));
    assert_eq!(stdout, good.concat());
    assert_eq!(
        stderr,
        "presign: line 3: a segment of the path is . or .., which HTTP clients rewrite: the URL would reach another object \
         (dot-segment)\n\
         presign: line 4: the key is not UTF-8\n\
         presign: line 6: the key is 1025 bytes long: S3 allows 1024 bytes (key-too-long)\n\
         presign: 3 of 6 keys gave no URL\n"
    );
    assert_eq!(code, 1);
}

#[test]
fn line_numbers_hold_beyond_a_read() {
    let mut input = "some/key\n".repeat(150_000);
    input.push_str("b/../c\nlast\n");
    let Outcome { code, stdout, stderr } = get(&file("long.txt", input)).run();
    assert_eq!((code, stdout.lines().count()), (1, 150_001));
    assert!(stderr.starts_with("presign: line 150001: a segment of the path is . or .."), "{stderr}");
    assert!(stdout.ends_with(&line(&bucket(), &bucket().get_object("last"))));
}

#[test]
fn a_line_without_an_end_is_not_kept() {
    let input = ["x".repeat(5 << 20), "\ny\n".into(), "z".repeat(5 << 20)].concat();
    let Outcome { code, stdout, stderr } = get("-").input(input).run();
    assert_eq!((code, stdout), (1, line(&bucket(), &bucket().get_object("y"))));
    let lines: Vec<_> = stderr.lines().map(|line| line.split(" is ").next().unwrap()).collect();
    assert_eq!(lines[..2], ["presign: line 1: the key", "presign: line 3: the key"]);
    assert!(stderr.contains("S3 allows 1024 bytes"), "{stderr}");
}

#[test]
fn no_lines() {
    let says = |call: Presign| {
        let Outcome { code, stdout, stderr } = call.run();
        assert_eq!((code, stdout.as_str()), (1, ""), "{stderr}");
        stderr
    };
    // What a command that failed passes on in a pipe does not look like success.
    let sentence = "presign: standard input has no keys, so nothing was signed\n";
    for input in ["", "\n\n\r\n", "\u{feff}"] {
        assert_eq!(says(get("-").input(input)), sentence);
    }
    let folders = "                           PRE 2015/\n\nTotal Objects: 0\n   Total Size: 0\n";
    let listing = ["get", "s3://examplebucket", "--at", AT, "--from", "-", "--listing"];
    assert_eq!(says(presign(&listing).input(folders)), sentence);
    assert_eq!(says(presign(&["get", "s3://examplebucket", "--from", "-", "-0"])), sentence);
    let path = file("empty.txt", "");
    assert_eq!(says(get(&path)), sentence.replace("standard input", &path));
}

#[test]
fn empty_lines_are_no_keys() {
    let bucket = bucket();
    let url = |key| line(&bucket, &bucket.get_object(key));
    assert_eq!(get("-").input("\n\na\n\r\n\nb\n\n").stdout(), [url("a"), url("b")].concat());
    assert_eq!(get("-").input("\u{feff}\r\na").stdout(), url("a"));
    // Spaces are characters of a key like any other, and so is a carriage return that ends no line.
    let spaces = ["  ", "\t", " a ", "\ra"];
    assert_eq!(get("-").input(spaces.join("\n")).stdout(), spaces.map(url).concat());
}

#[test]
fn addresses_are_those_of_objects_in_the_bucket() {
    let lines = "s3://examplebucket/a\na\ns3:/b\nS3://c\ns3://otherbucket/a\ns3://examplebucket/\ns3://examplebucket\n";
    let outcome = get("-").input(lines).run();
    let bucket = bucket();
    let good = ["a", "a", "s3:/b", "S3://c"].map(|key| line(&bucket, &bucket.get_object(key))).concat();
    assert_eq!((outcome.code, outcome.stdout), (1, good));
    assert_eq!(
        outcome.stderr,
        "presign: line 5: it is the address of an object in a different bucket from examplebucket\n\
         presign: line 6: it is the address of the bucket, and not of an object\n\
         presign: line 7: it is the address of the bucket, and not of an object\n\
         presign: 3 of 7 keys gave no URL\n"
    );
    let key = "s3://examplebucket/a";
    let url = presign(&["get", "--bucket", "examplebucket", "--key", key, "--at", AT]).stdout();
    assert_eq!(url, line(&bucket, &bucket.get_object(key)));
}

#[test]
fn other_operations_and_forms() {
    let bucket = bucket();
    let run =
        |arguments: &[&str]| presign(&[arguments, &["--at", AT, "--from", "-"]].concat()).input("a\nb\n").stdout();
    let both = |line: &dyn Fn(&str) -> String| ["a", "b"].map(line).concat();
    let put = ["put", "s3://examplebucket/", "--content-type", "text/plain"];
    assert_eq!(run(&put), both(&|key| line(&bucket, &bucket.put_object(key).content_type("text/plain"))));
    let delete = ["delete", "--bucket", "examplebucket"];
    assert_eq!(run(&delete), both(&|key| line(&bucket, &bucket.delete_object(key))));
    assert_eq!(run(&["head", "s3://examplebucket"]), both(&|key| line(&bucket, &bucket.head_object(key))));
    let copy = ["copy", "s3://examplebucket", "--source", "s3://otherbucket"];
    let source = |key: &str| presign::s3::CopySource::new("otherbucket", key);
    assert_eq!(run(&copy), both(&|key| line(&bucket, &bucket.copy_object(key, &source(key)))));
    let json = run(&["get", "s3://examplebucket", "--json"]);
    let urls: Vec<String> = json
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["url"].as_str().unwrap().to_owned() + "\n")
        .collect();
    assert_eq!(urls.concat(), both(&|key| line(&bucket, &bucket.get_object(key))));
}

#[test]
fn a_url_comes_as_soon_as_its_key() {
    let mut command = get("-").into_command();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut keys = child.stdin.take().unwrap();
    let mut urls = BufReader::new(child.stdout.take().unwrap());
    for key in ["a", "b"] {
        writeln!(keys, "{key}").unwrap();
        let mut url = String::new();
        // If it did not come, this would wait for ever.
        urls.read_line(&mut url).unwrap();
        assert_eq!(url, line(&bucket(), &bucket().get_object(key)));
    }
    drop(keys);
    assert!(child.wait().unwrap().success());
}

#[test]
fn whoever_has_seen_enough_is_no_failure() {
    let keys = file("pipe.txt", "some/key\n".repeat(100_000));
    for arguments in [&["get", "s3://examplebucket", "--from", &keys][..], &["get", "--help"], &["completions", "zsh"]]
    {
        let mut command = presign(arguments).into_command();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0; 1]).unwrap();
        drop(stdout);
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        assert_eq!((child.wait().unwrap().code(), stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn output_that_cannot_be_written_is_a_failure() {
    let keys = file("full.txt", "a\nb\n");
    for arguments in [&["get", "s3://examplebucket", "--from", &keys][..], &["get", "s3://examplebucket/a"]] {
        let mut command = presign(arguments).into_command();
        let output = command.stdout(File::create("/dev/full").unwrap()).stderr(Stdio::piped()).output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(stderr, "presign: the output was not written: No space left on device (os error 28)\n");
        assert_eq!(output.status.code(), Some(1));
    }
}

#[test]
fn lists_of_other_programs() {
    let bucket = bucket();
    let good = ["a.txt", "é"].map(|key| line(&bucket, &bucket.get_object(key))).concat();
    let marked = "\u{feff}a.txt\r\né\r\n";
    assert_eq!(get("-").input(marked).stdout(), good);
    assert_eq!(get(&file("marked.txt", marked)).stdout(), good);
    // Elsewhere it is part of a key.
    let later = get("-").input("a.txt\n\u{feff}b\n").stdout();
    assert!(later.contains("/%EF%BB%BFb?"), "{later}");
    let units = || "a.txt\r\né\r\n".encode_utf16();
    let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
    for list in [[&b"\xff\xfe"[..], &little].concat(), [&b"\xfe\xff"[..], &big].concat(), little, big] {
        let path = file("utf-16.txt", &list);
        assert_eq!(
            get(&path).refusal(),
            format!(
                "presign: {path} was not read: it is in UTF-16 or holds binary data: `iconv -f UTF-16 -t UTF-8` makes \
                 UTF-8 of UTF-16\n"
            )
        );
    }
}

#[test]
fn listings_of_other_tools() {
    let bucket = bucket();
    let urls = |keys: &[&str]| keys.iter().map(|key| line(&bucket, &bucket.get_object(*key))).collect::<String>();
    let listing =
        |address, lines: &str| presign(&["get", address, "--at", AT, "--from", "-", "--listing"]).input(lines);
    // `aws s3 ls --recursive --summarize`: whole keys, and one space before each.
    let aws = "2015-08-30 12:36:00         16 reports/a b.txt\n2015-08-30 12:36:00 1234567890123  c\n\n\
               Total Objects: 2\n   Total Size: 17\n";
    assert_eq!(listing("s3://examplebucket", aws).stdout(), urls(&["reports/a b.txt", " c"]));
    // `aws s3 ls s3://examplebucket/reports/`: names in that folder.
    let folder = "                           PRE 2015/\n2015-08-30 12:36:00         16 a b.txt\n";
    assert_eq!(listing("s3://examplebucket/reports/", folder).stdout(), urls(&["reports/a b.txt"]));
    // `s5cmd ls`, and its older versions with one space before the name; `s5cmd ls --show-fullpath`.
    let s5cmd = "                                  DIR  2015/\n2015/08/30 12:36:00                16  a b.txt\n\
                 2015/08/30 12:36:00                16 c\ns3://examplebucket/d e\n";
    assert_eq!(listing("s3://examplebucket", s5cmd).stdout(), urls(&["a b.txt", "c", "d e"]));
}

const LISTING: &str =
    "it is a line of a listing and no key: read it with --listing, or sign it with --bucket NAME --key KEY";

#[test]
fn lines_that_are_of_no_listing() {
    let bucket = bucket();
    let lines = "2015-08-30 12:36:00   16 Bytes a.txt\na.txt\n2015-08-30 12:36:00 a.txt\n2015-08-30 12:36:00   16 b\n";
    let run = presign(&["get", "s3://examplebucket", "--at", AT, "--from", "-", "--listing"]).input(lines).run();
    assert_eq!((run.code, run.stdout), (1, line(&bucket, &bucket.get_object("b"))));
    let no_listing = "it is no line of `aws s3 ls` or `s5cmd ls`, which begin with date, time and size in bytes";
    assert_eq!(
        run.stderr,
        format!(
            "presign: line 1: its size has a unit, which may as well begin the key: list without --human-readable\n\
             presign: line 2: {no_listing}\npresign: line 3: {no_listing}\npresign: 3 of 4 keys gave no URL\n"
        )
    );
    // Without the option such a line would be signed as the key that it rarely is.
    let run = get("-").input("2015-08-30 12:36:00         16 a.txt\n2015-08-30 12:36\n").run();
    assert_eq!((run.code, run.stdout), (1, line(&bucket, &bucket.get_object("2015-08-30 12:36"))));
    assert_eq!(run.stderr, format!("presign: line 1: {LISTING}\npresign: 1 of 2 keys gave no URL\n"));
    // So would folders.
    let folders = "                           PRE 2015/\n                                  DIR  2015/\n  PRE 2015/\n";
    let run = get("-").input(folders).run();
    assert_eq!((run.code, run.stdout), (1, line(&bucket, &bucket.get_object("  PRE 2015/"))));
    assert_eq!(
        run.stderr,
        [1, 2].map(|n| format!("presign: line {n}: {LISTING}\n")).concat() + "presign: 2 of 3 keys gave no URL\n"
    );
}

#[test]
fn urls_are_no_keys() {
    let bucket = bucket();
    let lines = "https://example.com/a\na\nhttp://localhost:9000/photos/a\nhttps:/b\n";
    let run = get("-").input(lines).run();
    let good = ["a", "https:/b"].map(|key| line(&bucket, &bucket.get_object(key))).concat();
    assert_eq!((run.code, run.stdout), (1, good));
    let sentence = "it is a URL and no key: `presign url GET URL` signs one, and -0 takes any key";
    let complaints = [1, 3].map(|n| format!("presign: line {n}: {sentence}\n")).concat();
    assert_eq!(run.stderr, complaints + "presign: 2 of 4 keys gave no URL\n");
}

#[test]
fn keys_between_nul() {
    let bucket = bucket();
    let keys = [
        "a\nb",
        "s3://examplebucket/a",
        "https://example.com/a//b",
        "\u{feff}c",
        "d\r",
        "2015-08-30 12:36:00 16 e",
        "f",
    ];
    let good = keys.map(|key| line(&bucket, &bucket.get_object(key))).concat();
    let null = |input: &str| presign(&["get", "s3://examplebucket", "--at", AT, "--from", "-", "-0"]).input(input);
    assert_eq!(null(&keys.join("\0")).stdout(), good);
    assert_eq!(null(&(keys.join("\0") + "\0")).stdout(), good);
    // A key of one character begins as UTF-16 does.
    assert_eq!(null("a\0\0b\0").stdout(), ["a", "b"].map(|key| line(&bucket, &bucket.get_object(key))).concat());
    assert_eq!(null("a/../b\0").run().stderr.lines().next().unwrap().split(':').nth(1), Some(" key 1"));
}
