//! The program with `--once`, run as a user runs it.

mod stub;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use presign::Timestamp;
use presign_upload::server::Server;

use crate::stub::{answering, different};

const VARIABLES: [&str; 6] =
    ["S3_ENDPOINT", "S3_BUCKET", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

const REFUSAL: &str = "HTTP/1.1 403 No\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// What is sent, and what S3 answers.
const ROUND: [(&str, &str); 13] = [
    ("PUT", "200"),
    ("GET", "200, same bytes"),
    ("PUT, another key", "403 SignatureDoesNotMatch"),
    ("GET with PUT's URL", "403 SignatureDoesNotMatch"),
    ("PUT, X-Amz-Expires raised", "403 SignatureDoesNotMatch"),
    ("PUT, signature edited", "403 SignatureDoesNotMatch"),
    ("PUT, no content-type", "403 SignatureDoesNotMatch"),
    ("PUT, other content-type", "403 SignatureDoesNotMatch"),
    ("PUT, x-amz-meta-by added", "403 AccessDenied"),
    ("PUT, expired URL", "403 AccessDenied"),
    ("PUT, for another region", "400 AuthorizationQueryParametersError"),
    ("GET again", "200, same bytes"),
    ("DELETE", "204"),
];

#[test]
fn embedded_server_answers_everything_as_expected() {
    let output = program(&["--once"]).output().unwrap();

    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    let rows = rows(text);
    assert_eq!(rows.len(), ROUND.len(), "{text}");
    for (row, (sent, answer)) in rows.iter().zip(ROUND) {
        assert_eq!(row[1..], [sent, answer, answer, "ok"], "{text}");
    }
    assert!(text.ends_with("\n13 of 13 answers are as expected.\n"), "{text}");
    assert!(text.contains("        65536 bytes\n"), "{text}");
    // One word that is wider than its column.
    assert!(text.contains("400 AuthorizationQuery     400 AuthorizationQuery     ok\n"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
}

#[test]
fn output_holds_no_query_and_no_secret() {
    let server = Server::start().unwrap();

    let output = program(&["--once"]).envs(environment(&server)).env("AWS_SESSION_TOKEN", "token").output().unwrap();

    for text in [stdout(&output), stderr(&output)] {
        assert!(!text.contains('?') && !text.contains("Signature="), "{text}");
        assert!(!text.contains(server.secret_access_key()) && !text.contains("token"), "{text}");
    }
}

#[test]
fn a_file_is_uploaded() {
    let output = program(&["--once", "--file", "Cargo.toml"]).output().unwrap();

    let size = Path::new("Cargo.toml").metadata().unwrap().len();
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(stdout(&output).contains(&format!("        {size} bytes\n")), "{}", stdout(&output));
}

#[test]
fn proxy_is_not_asked_for_the_embedded_server() {
    let (proxy, requests) = answering(None);

    let output = program(&["--once"]).env("ALL_PROXY", &proxy).env("HTTP_PROXY", &proxy).output().unwrap();

    assert_eq!(output.status.code(), Some(0), "{}{}", stdout(&output), stderr(&output));
    assert!(requests.try_recv().is_err());
}

#[test]
fn server_of_the_environment_is_used_and_left_clean() {
    let server = Server::start().unwrap();

    let output = program(&["--once"]).envs(environment(&server)).output().unwrap();

    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.starts_with(&format!("Server  {}\n", server.endpoint())), "{text}");
    // The key's folder stays behind: to s3s-fs, a folder is no object.
    let folder = only_entry(&server.folder());
    assert_eq!(folder.read_dir().unwrap().count(), 0);
}

#[test]
fn wrong_secret_is_not_as_expected() {
    let server = Server::start().unwrap();

    let output =
        program(&["--once"]).envs(environment(&server)).env("AWS_SECRET_ACCESS_KEY", "another").output().unwrap();

    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert_eq!(rows(text)[0][1..], ["PUT", "200", "403 SignatureDoesNotMatch", "NOT AS EXPECTED"], "{text}");
    // What is refused stays refused: that is as expected.
    assert_eq!(rows(text)[2][4], "ok", "{text}");
    assert!(text.ends_with("\n7 of 13 answers are as expected.\n"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
}

#[test]
fn server_that_takes_everything_is_not_as_expected() {
    let (endpoint, _requests) =
        answering(Some("HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\n\r\nother"));

    let output = program(&["--once"]).envs(elsewhere(&endpoint)).output().unwrap();

    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    let good: Vec<_> = rows(text).into_iter().filter(|row| row[4] == "ok").map(|row| row[1].clone()).collect();
    assert_eq!(good, ["PUT"], "{text}");
    assert_eq!(rows(text)[1][3], "200, other bytes", "{text}");
}

#[test]
fn every_refusal_has_its_verdict_whatever_its_words() {
    // (what is answered, the verdict of a refusal)
    for (answer, verdict) in [
        ("403 No", "ok, not as S3"),
        ("401 No", "ok, not as S3"),
        ("400 No", "ok, not as S3"),
        ("404 No", "NOT AS EXPECTED"),
        ("501 No", "NOT AS EXPECTED"),
        ("204 No", "NOT AS EXPECTED"),
    ] {
        let answer = format!("HTTP/1.1 {answer}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
        let (endpoint, _requests) = answering(Some(answer.leak()));

        let output = program(&["--once"]).envs(elsewhere(&endpoint)).output().unwrap();

        let text = stdout(&output);
        assert_eq!(output.status.code(), Some(1), "{text}");
        let rows = rows(text);
        assert_eq!(rows[0][4], "NOT AS EXPECTED", "{text}");
        assert!(rows[2..11].iter().all(|row| row[4] == verdict), "{text}");
    }
}

#[test]
fn what_a_server_takes_shows_in_its_own_row_alone() {
    let (endpoint, requests) = stub::keeping();

    let output = program(&["--once"]).envs(elsewhere(&endpoint)).output().unwrap();

    let text = stdout(&output);
    let rows = rows(text);
    let verdicts: Vec<_> = rows.iter().map(|row| row[4].as_str()).collect();
    let bad = "NOT AS EXPECTED";
    let expected = ["ok", "ok", bad, bad, bad, bad, bad, bad, bad, bad, "ok, not as S3", "ok", "ok"];
    assert_eq!(verdicts, expected, "{text}");
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text.contains("\n1 answer differs from S3's, which shows no signature that is treated wrongly.\n"),
        "{text}"
    );
    // Eight uploads were taken that should not have been, and each was followed by the right one.
    assert_eq!(requests.try_iter().count(), ROUND.len() + 8);
}

#[test]
fn missing_bucket_is_said() {
    let body = "<Error><Code>NoSuchBucket</Code></Error>";
    let answer = format!("HTTP/1.1 404 No\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    let (endpoint, _requests) = answering(Some(answer.leak()));

    let output = program(&["--once"]).envs(elsewhere(&endpoint)).output().unwrap();

    assert_eq!(output.status.code(), Some(2));
    let sentence = "has no bucket bucket: create it, or name another with S3_BUCKET.";
    assert_eq!(stderr(&output), format!("presign-upload: {endpoint} {sentence}\n"));
}

#[test]
fn redirect_is_not_followed() {
    let redirect = "HTTP/1.1 307 Go\r\nlocation: /\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
    let (endpoint, requests) = answering(Some(redirect));

    let output = program(&["--once"]).envs(elsewhere(&endpoint)).output().unwrap();

    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(rows(stdout(&output)).iter().all(|row| row[3] == "307" && row[4] == "NOT AS EXPECTED"));
    assert_eq!(requests.try_iter().count(), ROUND.len());
}

#[test]
fn round_is_sent_in_order() {
    let (endpoint, requests) = answering(Some(REFUSAL));

    program(&["--once"]).envs(elsewhere(&endpoint)).env("AWS_SESSION_TOKEN", "a/b").output().unwrap();

    let sent: Vec<_> = requests.try_iter().collect();
    let methods: Vec<_> = sent.iter().map(|request| request.method.as_str()).collect();
    let puts = ["PUT"; 7];
    assert_eq!(methods, [&["PUT", "GET", "PUT", "GET"], &puts[..], &["GET", "DELETE"]].concat());
    let (put, get) = (&sent[0], &sent[1]);
    assert!(put.path.starts_with("/bucket/") && put.path.ends_with("/Gr%C3%BC%C3%9Fe%20%2B%201.bin"), "{}", put.path);
    assert!(put.parameters["X-Amz-Credential"].starts_with("me%2F"));
    assert_eq!(put.parameters["X-Amz-Expires"], "300");
    assert_eq!(put.parameters["X-Amz-Security-Token"], "a%2Fb");
    assert_eq!(put.parameters["X-Amz-SignedHeaders"], "content-type%3Bhost");
    assert_eq!(put.headers["content-type"], "application/octet-stream");
    assert_eq!(put.body, (0..=255).cycle().take(65_536).collect::<Vec<u8>>());
    assert_eq!((&get.path, &sent[12].path), (&put.path, &put.path));
    assert_eq!(different(get, &sent[11]), [""; 0]);
}

/// An honest server refuses any wrong signature: its answers do not show whether a step changed what its title says.
#[test]
fn each_refused_step_changes_what_its_title_says() {
    let (endpoint, requests) = answering(Some(REFUSAL));
    let before = Timestamp::now();

    program(&["--once"]).envs(elsewhere(&endpoint)).output().unwrap();

    let sent: Vec<_> = requests.try_iter().collect();
    let put = &sent[0];
    assert_eq!(sent[2].path, put.path.replace(".bin", ".exe"));
    assert_eq!(different(put, &sent[2]), ["path"]);
    assert_eq!(different(put, &sent[3]), ["method"]);
    assert_eq!(sent[4].parameters["X-Amz-Expires"], "604800");
    assert_eq!(different(put, &sent[4]), ["X-Amz-Expires"]);
    assert_eq!(sent[5].parameters["X-Amz-Signature"][..63], put.parameters["X-Amz-Signature"][..63]);
    assert_eq!(different(put, &sent[5]), ["X-Amz-Signature"]);
    assert!(!sent[6].headers.contains_key("content-type"));
    assert_eq!(different(put, &sent[6]), ["content-type"]);
    assert_eq!(sent[7].headers["content-type"], "text/html");
    assert_eq!(different(put, &sent[7]), ["content-type"]);
    assert_eq!(different(put, &sent[8]), ["x-amz-meta-by"]);
    let expired = Timestamp::parse(&sent[9].parameters["X-Amz-Date"]).unwrap();
    assert!(expired.unix_seconds() + 300 < before.unix_seconds());
    assert!(sent[10].parameters["X-Amz-Credential"].contains("%2Fus-west-2%2F"));
    assert_eq!(different(put, &sent[10]), ["X-Amz-Credential", "X-Amz-Signature"]);
}

#[test]
fn missing_variable_is_named() {
    for missing in &VARIABLES[..3] {
        let output = program(&["--once"]).envs(elsewhere("http://127.0.0.1")).env(missing, "").output().unwrap();

        assert_eq!(output.status.code(), Some(2), "{missing}");
        assert_eq!(stdout(&output), "");
        assert_eq!(
            stderr(&output),
            format!(
                "presign-upload: {missing} is not set. To use a server of your own, set S3_ENDPOINT, S3_BUCKET and \
                 AWS_REGION. To use the embedded one, set neither S3_ENDPOINT nor S3_BUCKET.\n"
            )
        );
    }
    let output = program(&["--once"]).env("S3_ENDPOINT", "http://127.0.0.1").output().unwrap();
    let sentence = "presign-upload: S3_BUCKET, AWS_REGION are not set. ";
    assert!(stderr(&output).starts_with(sentence), "{}", stderr(&output));
}

#[test]
fn aws_variables_alone_name_no_server() {
    let output = program(&["--once"]).env("AWS_REGION", "here").env("AWS_ACCESS_KEY_ID", "me").output().unwrap();

    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("embedded in this program\n"));
}

#[test]
fn unusable_endpoint_is_said() {
    let output = program(&["--once"]).envs(elsewhere("ftp://127.0.0.1")).output().unwrap();

    assert_eq!(output.status.code(), Some(2));
    let sentence = "presign-upload: the environment names no server that can be signed for: ";
    assert!(stderr(&output).starts_with(sentence), "{}", stderr(&output));
}

#[test]
fn tls_is_a_feature() {
    let (endpoint, _requests) = answering(None);
    let endpoint = endpoint.replace("http:", "https:");

    let output = program(&["--once"]).envs(elsewhere(&endpoint)).output().unwrap();

    assert_eq!(output.status.code(), Some(2));
    let sentence = if cfg!(feature = "tls") {
        "gives no answer: "
    } else {
        "needs TLS, and this program was built without it. Build it with the feature tls: `cargo run -p presign-upload \
         --features tls`.\n"
    };
    let stderr = stderr(&output);
    assert!(stderr.starts_with(&format!("presign-upload: {endpoint} {sentence}")), "{stderr}");
}

#[test]
fn silent_server_is_said_after_an_attempt_to_clean_up() {
    let (endpoint, requests) = answering(None);

    let output = program(&["--once"]).envs(elsewhere(&endpoint)).output().unwrap();

    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).starts_with(&format!("presign-upload: {endpoint} gives no answer: ")),
        "{}",
        stderr(&output)
    );
    assert!(!stderr(&output).contains("X-Amz"), "{}", stderr(&output));
    let methods: Vec<_> = requests.try_iter().map(|request| request.method).collect();
    assert_eq!(methods, ["PUT", "DELETE"]);
}

#[test]
fn unreadable_file_is_said() {
    let output = program(&["--once", "--file", "no such file"]).output().unwrap();

    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).starts_with("presign-upload: no such file was not read: "), "{}", stderr(&output));
}

#[test]
fn usage_is_said() {
    for arguments in [&["--file", "Cargo.toml"][..], &["--twice"], &["--listen", "none"], &["--expires", "0"]] {
        let output = program(arguments).output().unwrap();

        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(stdout(&output), "");
        let stderr = stderr(&output);
        assert!(stderr.starts_with("error: ") && stderr.contains(arguments[0]), "{stderr}");
    }
    let output = program(&["--help"]).output().unwrap();
    let usage = "Usage: presign-upload [OPTIONS]\n       presign-upload doctor [--origin <ORIGIN>] [--prefix <PREFIX>] [--apply]\n       \
                 presign-upload --once [--file <PATH>]\n";
    assert!(stdout(&output).contains(usage), "{}", stdout(&output));
}

/// The program, in an environment that names no server and no proxy.
fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_presign-upload"));
    command.args(arguments);
    for name in VARIABLES {
        command.env_remove(name);
    }
    for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
        command.env_remove(name).env_remove(name.to_lowercase());
    }
    command
}

fn environment(server: &Server) -> [(&'static str, String); 5] {
    [
        ("S3_ENDPOINT", server.endpoint().into()),
        ("S3_BUCKET", server.bucket().into()),
        ("AWS_REGION", server.region().into()),
        ("AWS_ACCESS_KEY_ID", server.credentials().access_key_id().into()),
        ("AWS_SECRET_ACCESS_KEY", server.secret_access_key().into()),
    ]
}

fn elsewhere(endpoint: &str) -> [(&'static str, &str); 5] {
    [
        ("S3_ENDPOINT", endpoint),
        ("S3_BUCKET", "bucket"),
        ("AWS_REGION", "here"),
        ("AWS_ACCESS_KEY_ID", "me"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ]
}

fn stdout(output: &Output) -> &str {
    str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    str::from_utf8(&output.stderr).unwrap()
}

/// The cells of the table: number, sent, expected, answered, verdict.
fn rows(text: &str) -> Vec<[String; 5]> {
    let (before, table) = text.split_once("ANSWERED\n").unwrap();
    let head = before.lines().last().unwrap();
    let [sent, expected] = ["SENT", "EXPECTED"].map(|title| head.find(title).unwrap());
    let columns = [0, sent, expected, head.len(), head.len() + expected - sent];
    let mut rows: Vec<[String; 5]> = Vec::new();
    for line in table.lines().take_while(|line| !line.is_empty()) {
        let ends = columns.into_iter().skip(1).chain([line.len()]);
        let cells: Vec<_> = columns.into_iter().zip(ends).map(|(a, b)| cell(line, a, b)).collect();
        if !cells[0].is_empty() {
            rows.push(Default::default());
        }
        for (whole, part) in rows.last_mut().unwrap().iter_mut().zip(cells) {
            whole.push_str(part);
        }
    }
    rows
}

fn cell(line: &str, start: usize, end: usize) -> &str {
    line.get(start..end.min(line.len())).unwrap_or_default().trim()
}

fn only_entry(folder: &Path) -> PathBuf {
    let entries: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    let [entry] = &entries[..] else { panic!("{entries:?}") };
    entry.clone()
}
