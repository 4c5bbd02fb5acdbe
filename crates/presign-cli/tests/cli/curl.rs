//! Commands for a shell, read by a shell.

use std::process::Command;

use serde_json::Value;

use crate::program::{AT, file, presign};

/// The words that a shell makes of the command, the last one being the URL, and the words before it.
fn words(arguments: &[&str]) -> (Vec<String>, String) {
    let command = presign(&[arguments, &["--curl", "--at", AT]].concat()).stdout();
    assert_eq!(command.lines().count(), 1, "{command}");
    let mut words = shell(&command);
    let url = words.pop().unwrap();
    (words, url)
}

/// What curl would be given, if curl ended each of its arguments with a NUL.
fn shell(command: &str) -> Vec<String> {
    let script = format!("curl() {{ printf '%s\\0' \"$@\"; }}; {command}");
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{command}: {output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_terminator('\0').map(str::to_owned).collect()
}

/// The URL that is printed without `--curl`.
fn url(arguments: &[&str]) -> String {
    presign(&[arguments, &["--at", AT]].concat()).stdout().trim_end().to_owned()
}

#[test]
fn each_method() {
    for (arguments, expected) in [
        (&["get", "s3://examplebucket/a"][..], &[][..]),
        (&["head", "s3://examplebucket/a"], &["--head"]),
        (&["put", "s3://examplebucket/b/a.txt"], &["--request", "PUT", "--upload-file", "./a.txt"]),
        (&["delete", "s3://examplebucket/a"], &["--request", "DELETE"]),
        (&["list", "s3://examplebucket"], &[]),
        (
            &["copy", "s3://examplebucket/a", "--source", "s3://b/c d"],
            &["--request", "PUT", "--header", "x-amz-copy-source: b/c%20d", "--header", "content-length: 0"],
        ),
        (&["multipart", "create", "s3://examplebucket/a"], &["--request", "POST", "--header", "content-length: 0"]),
        (
            &["multipart", "part", "s3://examplebucket/a", "--upload-id", "ID", "--part", "7"],
            &["--request", "PUT", "--upload-file", "./a.part7"],
        ),
        (
            &["multipart", "complete", "s3://examplebucket/a", "--upload-id", "ID"],
            &["--request", "POST", "--upload-file", "./parts.xml"],
        ),
        (&["multipart", "abort", "s3://examplebucket/a", "--upload-id", "ID"], &["--request", "DELETE"]),
        (&["multipart", "list-parts", "s3://examplebucket/a", "--upload-id", "ID"], &[]),
        (&["url", "GET", "https://example.com/", "--service", "sts"], &[]),
        (
            &["url", "POST", "https://example.com/", "--service", "sts", "--header", "content-length: 5"],
            &["--request", "POST", "--header", "content-length: 5"],
        ),
        (&["url", "M'O`V$E", "https://example.com/", "--service", "sts"], &["--request", "M'O`V$E"]),
    ] {
        assert_eq!(words(arguments), (expected.iter().map(ToString::to_string).collect(), url(arguments)));
    }
}

#[test]
fn whatever_stands_in_names_and_values() {
    let nasty = "it's \"$(id)\" `id` \\ !! $HOME;&|<>*?~#";
    let object = format!("s3://examplebucket/{nasty}");
    let header = format!("x-amz-meta-a: {nasty}");
    let arguments = ["put", &object, "--header", &header, "--header", "x-amz-meta-b:"];
    let (words, _) = words(&arguments);
    let file = format!("./{nasty}");
    let expected = ["--request", "PUT", "--header", &header, "--header", "x-amz-meta-b;", "--upload-file", &file];
    assert_eq!(words, expected);
}

#[test]
fn names_that_curl_would_take_for_something_else() {
    for (key, file) in [("-o", "./-o"), ("a/@b", "./@b"), ("a\nb", "./file"), ("~", "./~")] {
        let (words, _) = words(&["put", &format!("s3://examplebucket/{key}")]);
        assert_eq!(words, ["--request", "PUT", "--upload-file", file], "{key:?}");
    }
    // curl would put the file's name after the slash, and so upload another object.
    let (in_folder, _) = words(&["put", "s3://examplebucket/a/b/"]);
    assert_eq!(in_folder, ["--request", "PUT", "--data-binary", "@./b", "--header", "content-type:"]);
    // Brackets and braces are patterns.
    let (globs, _) = words(&["url", "GET", "http://[::1]:9000/a", "--service", "s3"]);
    assert_eq!(globs, ["--globoff"]);
}

#[test]
fn the_length_of_a_file_is_curls_to_measure() {
    let arguments = ["put", "s3://examplebucket/a", "--content-length", "5", "--content-type", "text/plain"];
    let (words, url) = words(&arguments);
    assert!(url.contains("content-length%3Bcontent-type%3Bhost"), "{url}");
    assert_eq!(words, ["--request", "PUT", "--header", "content-type: text/plain", "--upload-file", "./a"]);
}

#[test]
fn pieces_of_a_file() {
    let plan = ["multipart", "plan", "s3://examplebucket/it's", "--upload-id", "ID", "--size", "12MiB"];
    let commands = presign(&[&plan[..], &["--curl", "--at", AT]].concat()).stdout();
    let commands: Vec<_> = commands.lines().collect();
    let begin = r"tail -c +8388609 './it'\''s' | head -c 4194304 | curl ";
    assert!(commands.len() == 2 && commands[1].starts_with(begin), "{commands:?}");
    let (_, command) = commands[1].rsplit_once(" | ").unwrap();
    let words = shell(command);
    assert_eq!(words[..words.len() - 1], ["--request", "PUT", "--data-binary", "@-", "--header", "content-type:"]);
    assert!(words[6].contains("?partNumber=2&uploadId=ID&"));
}

#[test]
fn many_commands() {
    let keys = file("curl.txt", "a b\nit's\n");
    let commands = presign(&["get", "s3://examplebucket", "--from", &keys, "--curl", "--at", AT]).stdout();
    let urls = presign(&["get", "s3://examplebucket", "--from", &keys, "--at", AT]).stdout();
    let read: Vec<_> = commands.lines().flat_map(shell).collect();
    assert_eq!(read, urls.lines().collect::<Vec<_>>());
}

#[test]
fn forms() {
    let form = ["post", "s3://examplebucket/u/it's \"x\"\\;.png", "--field", "x-amz-meta-a=@b;<c", "--at", AT];
    let json: Value = serde_json::from_str(&presign(&[&form[..], &["--json"]].concat()).stdout()).unwrap();
    let words = shell(&presign(&[&form[..], &["--curl"]].concat()).stdout());
    let (url, words) = words.split_last().unwrap();
    assert_eq!(json["url"], *url);
    let mut strings = 0;
    for pair in words.chunks(2).filter(|pair| pair[0] == "--form-string") {
        let (name, value) = pair[1].split_once('=').unwrap();
        assert_eq!(json["fields"][name], value);
        strings += 1;
    }
    assert_eq!(json["fields"].as_object().unwrap().len(), strings);
    // S3 ignores what follows the file. curl reads what stands between double quotes, with backslashes.
    assert_eq!(words[2 * strings..], ["--form", r#"file=@"./it's \"x\"\\;.png""#]);
}

#[test]
fn header_signed_requests() {
    let url = "https://b.s3.eu-central-1.amazonaws.com/k";
    let body = file("a body", "hello");
    let data = format!("@{body}");
    for (method, more, before, after) in [
        ("GET", &[][..], &[][..], &[][..]),
        ("HEAD", &[], &["--head"], &[]),
        ("PUT", &[], &["--request", "PUT"], &["--header", "content-length: 0"]),
        ("PUT", &["--body", &body], &["--request", "PUT"], &["--data-binary", &data, "--header", "content-type:"]),
        // curl would send a POST.
        ("GET", &["--body", &body], &["--request", "GET"], &["--data-binary", &data, "--header", "content-type:"]),
        ("POST", &["--body", "-", "--header", "content-type: a/b"], &["--request", "POST"], &["--data-binary", "@-"]),
    ] {
        let arguments = [&["sign", method, url, "--region", "eu-central-1"][..], more].concat();
        let (words, last) = words(&arguments);
        assert_eq!(last, url);
        let printed = presign(&[&arguments[..], &["--at", AT]].concat()).stdout();
        let headers = printed.lines().flat_map(|line| ["--header", line]);
        let before = ["curl"].iter().chain(before).copied();
        let expected: Vec<_> = before.chain(headers).chain(after.iter().copied()).collect();
        assert_eq!(words[..], expected[1..], "{arguments:?}");
    }
}
