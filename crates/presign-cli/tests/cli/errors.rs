//! What is refused, with which sentence. Credentials have a file of their own.

use crate::program::{AT, Outcome, SECRET, bare, file, presign};

const OBJECT: &str = "s3://examplebucket/a";

/// Refused by this program or by the library, with one sentence.
const SENTENCES: &[(&[&str], &str)] = &[
    (
        &["get", "s3://examplebucket"],
        "no key: name the object as in s3://BUCKET/KEY, or give a list of keys with --from FILE, or on standard input with --from -",
    ),
    (
        &["get", "s3://examplebucket/"],
        "no key: name the object as in s3://BUCKET/KEY, or give a list of keys with --from FILE, or on standard input with --from -",
    ),
    (
        &["get", "--bucket", "examplebucket", "--key", ""],
        "no key: name the object as in s3://BUCKET/KEY, or give a list of keys with --from FILE, or on standard input with --from -",
    ),
    (&["post", "s3://examplebucket"], "no key: name the object as in s3://BUCKET/KEY"),
    (&["multipart", "create", "s3://examplebucket"], "no key: name the object as in s3://BUCKET/KEY"),
    (
        &["multipart", "plan", "s3://examplebucket", "--upload-id", "ID", "--size", "1"],
        "no key: name the object as in s3://BUCKET/KEY",
    ),
    (
        &["get", OBJECT, "--from", "a-list"],
        "with --from the keys are those of the file: name the bucket alone, as in s3://BUCKET",
    ),
    (
        &["get", "s3://examplebucket", "s3://otherbucket", "--from", "a-list"],
        "several objects are named: --from has the keys of one bucket, named alone as in s3://BUCKET",
    ),
    (
        &["get", OBJECT, "s3://examplebucket"],
        "no key: name the object as in s3://BUCKET/KEY, or give a list of keys with --from FILE, or on standard input with --from -",
    ),
    // All are refused, and none is printed.
    (
        &["get", OBJECT, "s3://examplebucket/b/../c"],
        "a segment of the path is . or .., which HTTP clients rewrite: the URL would reach another object",
    ),
    (
        &["get", OBJECT, "--provider", "r2"],
        "--provider needs the account's id, or the project's reference: give it with --account",
    ),
    (&["get", OBJECT, "--provider", "minio"], "this provider is a server of your own: give its URL with --endpoint"),
    (
        &["get", OBJECT, "--provider", "tigris", "--endpoint", "http://localhost:1"],
        "the endpoint follows from --provider: leave --endpoint out, or name no provider",
    ),
    (
        &["verify", "https://example.com/"],
        "the method is missing: it comes before the URL, as in `presign verify GET URL`",
    ),
    (
        &["verify", "--region", "us-east-1", "https://example.com/"],
        "the method is missing: it comes before the URL, as in `presign verify GET URL`",
    ),
    (
        &["verify", "https://example.com/", "GET"],
        "the method is missing: it comes before the URL, as in `presign verify GET URL`",
    ),
    (
        &["sign", "https://example.com/", "--service", "sts"],
        "the method is missing: it comes before the URL, as in `presign sign GET URL`",
    ),
    (
        &["sign", "https://example.com/", "GET"],
        "the method is missing: it comes before the URL, as in `presign sign GET URL`",
    ),
    (&["url", "wss://example.com/"], "the method is missing: it comes before the URL, as in `presign url GET URL`"),
    (
        &["url", "https://example.com/", "GET"],
        "the method is missing: it comes before the URL, as in `presign url GET URL`",
    ),
    (
        &["explain", "curl", "-X", "PUT", "https://example.com/"],
        "the curl command is not quoted: write it as in `presign explain \"curl -T FILE 'https://...'\"`, or give it to `presign explain -` on standard input",
    ),
    (
        &["explain", "--solve", "curl", "https://example.com/"],
        "the curl command is not quoted: write it as in `presign explain \"curl -T FILE 'https://...'\"`, or give it to `presign explain -` on standard input",
    ),
    (
        &["token", "eks", "--cluster-name", "blue"],
        "there is no option --cluster-name: write `presign token eks my-cluster`",
    ),
    (
        &["token", "--region", "eu-west-1", "eks", "--name=blue"],
        "there is no option --name: write `presign token eks my-cluster`",
    ),
    (
        &["token", "rds", "--host", "db.example", "--port", "5432", "--user", "app"],
        "there is no option --host: write `presign token rds HOST --port 5432 --user NAME`",
    ),
    (
        &["token", "rds", "--hostname", "db.example", "--port", "5432", "--username", "app"],
        "there is no option --hostname: write `presign token rds HOST --port 5432 --user NAME`",
    ),
    (&["token", "dsql", "--hostname", "db.example"], "there is no option --hostname: write `presign token dsql HOST`"),
    (
        &["token", "elasticache", "--cluster-name", "blue", "--user", "app"],
        "there is no option --cluster-name: write `presign token elasticache my-cluster --user NAME`",
    ),
    (&["man", "multipart", "move"], "there is no command multipart move: `presign help` lists them"),
    (
        &["copy", "s3://examplebucket", "--source", "s3://b/c", "--from", "a-list"],
        "with --from the source's keys are those of the file: name its bucket alone, as in --source s3://BUCKET",
    ),
    (
        &["copy", OBJECT, "--source", "s3://otherbucket"],
        "no source: name the object to copy as in --source s3://BUCKET/KEY",
    ),
    (
        &["get", "s3://examplebucket", "--from", "/no/such/file"],
        "/no/such/file was not read: No such file or directory (os error 2)",
    ),
    (&["explain", "--error", "/no/such/file"], "/no/such/file was not read: No such file or directory (os error 2)"),
    (
        &["verify", "GET", "https://example.com/", "--body", "/no/such/file"],
        "/no/such/file was not read: No such file or directory (os error 2)",
    ),
    (&["get", OBJECT, "--expires", "0"], "the expiry is 0 seconds: it must be at least 1 second"),
    (&["get", OBJECT, "--expires", "7w"], "the expiry is 4233600 seconds: at most 604800 seconds (7 days) are allowed"),
    (&["get", OBJECT, "--expires", "8d"], "the expiry is 691200 seconds: at most 604800 seconds (7 days) are allowed"),
    (
        &["get", "s3://examplebucket/a/../b"],
        "a segment of the path is . or .., which HTTP clients rewrite: the URL would reach another object",
    ),
    (
        &["get", "s3://example bucket/a"],
        "the bucket name is empty, longer than 255 bytes, or has a character other than A-Z a-z 0-9 . _ -",
    ),
    (&["get", OBJECT, "--version-id", ""], "the version id is empty"),
    (&["put", OBJECT, "--header", "host: example.com"], "the header host is not the host of the URL"),
    (&["put", OBJECT, "--header", "x-amz-date: 1"], "the header x-amz-date cannot be given: signing adds what it says"),
    (&["put", OBJECT, "--header", "a b: 1"], "the header name \"a b\" is not an HTTP token"),
    (&["put", OBJECT, "--query", "=1"], "a query parameter has an empty name"),
    (
        &["put", OBJECT, "--payload-hash", "abc"],
        "the payload hash is neither 64 lower-case hexadecimal digits nor UNSIGNED-PAYLOAD or STREAMING-…",
    ),
    (
        &["get", OBJECT, "--endpoint", "localhost:9000"],
        "--endpoint does not begin with http:// or https://: write http://localhost:9000",
    ),
    (
        &["multipart", "part", OBJECT, "--upload-id", "ID", "--part", "10001"],
        "the part number is 10001: S3 accepts 1 to 10000",
    ),
    (&["multipart", "abort", OBJECT, "--upload-id", ""], "the upload id is empty"),
    (
        &["multipart", "plan", OBJECT, "--upload-id", "ID", "--size", "1GiB", "--part-size", "1MiB"],
        "the part size is 1048576 bytes: S3 accepts 5242880 (5 MiB) to 5368709120 (5 GiB) bytes",
    ),
    (
        &["url", "get", "https://example.com/", "--service", "sts"],
        "the method is not an upper-case HTTP token such as GET or PUT",
    ),
    (
        &["sign", "get", "https://example.com/", "--service", "sts"],
        "the method is not an upper-case HTTP token such as GET or PUT",
    ),
    (
        &["sign", "GET", "example.com/", "--service", "sts"],
        "the URL does not begin with https:// or http://: write https://example.com/",
    ),
    (
        &["sign", "PUT", "https://example.com/", "--service", "s3", "--body", "/no/such/file"],
        "/no/such/file was not read: No such file or directory (os error 2)",
    ),
    (
        &["sign", "PUT", "https://example.com/", "--service", "s3", "--payload-hash", "abc"],
        "the payload hash is neither 64 lower-case hexadecimal digits nor UNSIGNED-PAYLOAD or STREAMING-…",
    ),
    (
        &["sign", "GET", "https://example.com/", "--service", "s3", "--header", "authorization: x"],
        "the header authorization cannot be given: signing adds what it says",
    ),
    (
        &["sign", "GET", "https://example.com/a/../b", "--service", "s3"],
        "a segment of the path is . or .., which HTTP clients rewrite: the URL would reach another object",
    ),
    (&["verify", "--request", "/no/such/file"], "/no/such/file was not read: No such file or directory (os error 2)"),
    (
        &["url", "GET", "example.com/", "--service", "sts"],
        "the URL does not begin with https:// or http://: write https://example.com/",
    ),
    (
        &["url", "GET", "https://example.com/?a=b+c", "--service", "sts"],
        "the query contains a bare +: write %20 for a space or %2B for a plus sign",
    ),
    (
        &["url", "GET", "https://example.com/?X-Amz-Date=1", "--service", "sts"],
        "the query already has the parameter X-Amz-Date, which signing adds",
    ),
    (
        &["url", "GET", "https://example.com/", "--service", "a/b"],
        "the service contains '/', which a credential scope cannot hold",
    ),
    #[cfg(not(feature = "sigv4a"))]
    (
        &["get", "--bucket", "arn:aws:s3::123456789012:accesspoint:mfzwi23gnjvgw.mrap", "--key", "a"],
        "this needs SigV4a, which this build leaves out: `cargo install presign-cli --features sigv4a` has it",
    ),
    #[cfg(not(feature = "sigv4a"))]
    (
        &["url", "GET", "https://example.com/", "--service", "s3", "--region-set", "*"],
        "this needs SigV4a, which this build leaves out: `cargo install presign-cli --features sigv4a` has it",
    ),
    #[cfg(not(feature = "sigv4a"))]
    (
        &["url", "GET", "https://123456789012.cloudfront-kvs.global.api.aws/key-value-stores/x"],
        "the host 123456789012.cloudfront-kvs.global.api.aws accepts only SigV4a, which this build leaves out: `cargo \
         install presign-cli --features sigv4a` has it, and signs with it by --region-set '*'",
    ),
    #[cfg(feature = "sigv4a")]
    (
        &["url", "GET", "https://123456789012.cloudfront-kvs.global.api.aws/key-value-stores/x"],
        "the host 123456789012.cloudfront-kvs.global.api.aws accepts only SigV4a: --region-set '*' signs with it",
    ),
    #[cfg(feature = "sigv4a")]
    (
        &["sign", "POST", "https://abcde.veo.endpoint.events.amazonaws.com/", "--service", "events"],
        "the host abcde.veo.endpoint.events.amazonaws.com accepts only SigV4a: --region-set '*' signs with it",
    ),
    #[cfg(feature = "sigv4a")]
    (
        &[
            "url",
            "GET",
            "https://m.mrap.accesspoint.s3-global.amazonaws.com/a",
            "--service",
            "s3",
            "--region",
            "eu-west-1",
        ],
        "the host m.mrap.accesspoint.s3-global.amazonaws.com accepts only SigV4a: --region-set '*' signs with it",
    ),
    #[cfg(feature = "sigv4a")]
    (
        &["url", "GET", "https://example.com/", "--service", "s3", "--region-set", "us east"],
        "the region set is not a list of regions separated by commas, such as us-east-1,eu-* or *",
    ),
];

/// Refused as an argument: the first line says why, the rest what to do.
const ARGUMENTS: &[(&[&str], &str)] = &[
    (
        &["get", "examplebucket/a"],
        "invalid value 'examplebucket/a' for '[s3://BUCKET/KEY]...': write it as in s3://BUCKET/KEY",
    ),
    (
        &["get", "https://examplebucket.s3.amazonaws.com/a"],
        "invalid value 'https://examplebucket.s3.amazonaws.com/a' for '[s3://BUCKET/KEY]...': it is a URL: `presign url GET URL` signs one, and an object is written as in s3://BUCKET/KEY",
    ),
    (
        &["list", "http://localhost:9000/photos"],
        "invalid value 'http://localhost:9000/photos' for '[s3://BUCKET[/PREFIX]]': it is a URL: `presign url GET URL` signs one, and a bucket is written as in s3://BUCKET or s3://BUCKET/PREFIX",
    ),
    (
        &["get", "s3:///a"],
        "invalid value 's3:///a' for '[s3://BUCKET/KEY]...': the bucket is missing: write it as in s3://BUCKET/KEY",
    ),
    (
        &["get", "s3://arn:aws:s3:us-west-2:1:accesspoint/b/c"],
        "invalid value 's3://arn:aws:s3:us-west-2:1:accesspoint/b/c' for '[s3://BUCKET/KEY]...': an ARN has slashes of its own: write it as in --bucket ARN --key KEY",
    ),
    (
        &["copy", OBJECT, "--source", "s3://arn:aws:s3:us-west-2:1:accesspoint/b/c"],
        "invalid value 's3://arn:aws:s3:us-west-2:1:accesspoint/b/c' for '--source <s3://BUCKET/KEY>': an ARN has slashes of its own: write it as in arn:…:accesspoint/NAME/object/KEY",
    ),
    (
        &["get", OBJECT, "--expires", "7y"],
        "invalid value '7y' for '--expires <TIME>': write seconds as in 900, or numbers with their units as in 15m, 1h30m, 7d or 1w, or until when as in 2015-08-30T12:36:00Z",
    ),
    (
        &["get", OBJECT, "--expires", "1.5h"],
        "invalid value '1.5h' for '--expires <TIME>': write seconds as in 900, or numbers with their units as in 15m, 1h30m, 7d or 1w, or until when as in 2015-08-30T12:36:00Z",
    ),
    (
        &["get", OBJECT, "--expires", "30m1h"],
        "invalid value '30m1h' for '--expires <TIME>': write seconds as in 900, or numbers with their units as in 15m, 1h30m, 7d or 1w, or until when as in 2015-08-30T12:36:00Z",
    ),
    (
        &["get", OBJECT, "--expires", "1h30"],
        "invalid value '1h30' for '--expires <TIME>': write seconds as in 900, or numbers with their units as in 15m, 1h30m, 7d or 1w, or until when as in 2015-08-30T12:36:00Z",
    ),
    (
        &["get", OBJECT, "--expires", ""],
        "invalid value '' for '--expires <TIME>': write seconds as in 900, or numbers with their units as in 15m, 1h30m, 7d or 1w, or until when as in 2015-08-30T12:36:00Z",
    ),
    (
        &["get", OBJECT, "--expires", "-5"],
        "invalid value '-5' for '--expires <TIME>': it is negative: a URL cannot expire before it is made",
    ),
    (
        &["get", OBJECT, "--expires", "-1h"],
        "invalid value '-1h' for '--expires <TIME>': it is negative: a URL cannot expire before it is made",
    ),
    (
        &["put", OBJECT, "--content-length", "-1"],
        "invalid value '-1' for '--content-length <BYTES>': it is negative: nothing has less than 0 bytes",
    ),
    (
        &["multipart", "part", OBJECT, "--upload-id", "ID", "--part", "-1"],
        "invalid value '-1' for '--part <N>': it is negative: parts are counted from 1",
    ),
    (&["get", OBJECT, "--account", "a"], "the following required arguments were not provided:"),
    (
        &["get", OBJECT, "--provider", "tigris", "--accelerate"],
        "the argument '--provider <NAME>' cannot be used with '--accelerate'",
    ),
    (&["get", OBJECT, "--listing"], "the following required arguments were not provided:"),
    (
        &["get", "s3://examplebucket", "--from", "-", "-0", "--listing"],
        "the argument '--null' cannot be used with '--listing'",
    ),
    (
        &["get", OBJECT, "--expires", "h"],
        "invalid value 'h' for '--expires <TIME>': write seconds as in 900, or numbers with their units as in 15m, 1h30m, 7d or 1w, or until when as in 2015-08-30T12:36:00Z",
    ),
    (
        &["get", OBJECT, "--expires", "99999999999999999999d"],
        "invalid value '99999999999999999999d' for '--expires <TIME>': write seconds as in 900, or numbers with their units as in 15m, 1h30m, 7d or 1w, or until when as in 2015-08-30T12:36:00Z",
    ),
    (
        &["get", OBJECT, "--at", "2015-08-30"],
        "invalid value '2015-08-30' for '--at <TIME>': write it as in 20150830T123600Z, or in RFC 3339 as in 2015-08-30T12:36:00Z",
    ),
    (&["get", OBJECT, "--header", "x"], "invalid value 'x' for '--header <NAME: VALUE>': write it as in 'Name: value'"),
    (
        &["get", OBJECT, "--sse-c", "/no/such/file"],
        "invalid value '/no/such/file' for '--sse-c <KEYFILE>': No such file or directory (os error 2)",
    ),
    (
        &["put", OBJECT, "--content-length", "1e3"],
        "invalid value '1e3' for '--content-length <BYTES>': write bytes as in 1048576, or a whole number with its unit as in 512KiB, 64MiB or 12GiB",
    ),
    (
        &["multipart", "part", OBJECT, "--upload-id", "ID", "--part", "one"],
        "invalid value 'one' for '--part <N>': write a number from 1 to 10000",
    ),
    (
        &["multipart", "plan", OBJECT, "--upload-id", "ID", "--size", "1.5GiB"],
        "invalid value '1.5GiB' for '--size <SIZE>': write bytes as in 1048576, or a whole number with its unit as in 512KiB, 64MiB or 12GiB",
    ),
    (&["post", OBJECT, "--field", "a"], "invalid value 'a' for '--field <NAME=VALUE>': write it as in NAME=VALUE"),
    (
        &["post", OBJECT, "--content-length-range", "5"],
        "invalid value '5' for '--content-length-range <MIN-MAX>': write it as in 1-10MiB",
    ),
    (&["get", OBJECT, "--curl", "--json"], "the argument '--curl' cannot be used with '--json'"),
    (&["get", OBJECT, "--key", "b"], "the argument '[s3://BUCKET/KEY]...' cannot be used with '--key <KEY>'"),
    (
        &["get", OBJECT, "--path-style", "--virtual-hosted-style"],
        "the argument '--path-style' cannot be used with '--virtual-hosted-style'",
    ),
    (&["get", OBJECT, "--no-such-option", "x"], "unexpected argument '--no-such-option' found"),
    (&["gett", OBJECT], "unrecognized subcommand 'gett'"),
    (&["explain", "--error", "a.xml", "--method", "GET"], "the following required arguments were not provided:"),
    (&["get"], "the following required arguments were not provided:"),
    (&["copy", OBJECT], "the following required arguments were not provided:"),
    (&["sign", "GET", "https://example.com/"], "the following required arguments were not provided:"),
    (&["sign", "GET"], "the following required arguments were not provided:"),
    (
        &[
            "sign",
            "PUT",
            "https://example.com/",
            "--service",
            "s3",
            "--body",
            "a",
            "--payload-hash",
            "UNSIGNED-PAYLOAD",
        ],
        "the argument '--body <FILE>' cannot be used with '--payload-hash <HEX|UNSIGNED-PAYLOAD>'",
    ),
    (
        &["sign", "GET", "https://example.com/", "--curl", "--json"],
        "the argument '--curl' cannot be used with '--json'",
    ),
    (&["verify"], "the following required arguments were not provided:"),
    (&["verify", "GET"], "the following required arguments were not provided:"),
    (
        &["verify", "GET", "https://example.com/", "--request", "a"],
        "the argument '[METHOD]' cannot be used with '--request <FILE>'",
    ),
    (&["url", "GET", "https://example.com/"], "the following required arguments were not provided:"),
];

#[test]
fn sentences() {
    for (arguments, sentence) in SENTENCES {
        assert_eq!(presign(arguments).refusal(), format!("presign: {sentence}\n"), "{arguments:?}");
    }
}

/// Whatever a command that was asked for JSON gives up with, programs can read.
#[test]
fn refusals_in_json() {
    let unsigned = ["verify", "GET", "https://examplebucket.s3.amazonaws.com/a", "--json"];
    let rows: [(&[&str], &str, &str); 6] = [
        (&["get", "s3://examplebucket", "--json"], "no-key", "no key: name the object"),
        (&["get", OBJECT, "--expires", "8d", "--json"], "expiry-too-long", "the expiry is 691200 seconds"),
        (&["explain", "--json"], "nothing-to-explain", "there is nothing to explain"),
        (&["explain", "empty-kye", "--json"], "no-code", "did you mean empty-key?"),
        (&["get", OBJECT, "--json", "--no-such-option"], "usage", "--no-such-option"),
        (&["get", OBJECT, "--json", "--profile", "none"], "", ""),
    ];
    for (arguments, code, message) in rows {
        let outcome = presign(arguments).run();
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{arguments:?}");
        assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
        let json: serde_json::Value = serde_json::from_str(&outcome.stderr).unwrap();
        let (told, said) = (json["code"].as_str().unwrap(), json["message"].as_str().unwrap());
        assert!(told == code || code.is_empty() && !told.is_empty(), "{json}");
        assert!(said.contains(message) && !said.is_empty(), "{json}");
    }
    // What was looked at and refused is the output itself.
    let outcome = presign(&unsigned).run();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (1, ""), "{}", outcome.stdout);
    assert_eq!(serde_json::from_str::<serde_json::Value>(&outcome.stdout).unwrap()["valid"], false);
    // After two hyphens it is no option.
    assert!(presign(&["get", "--", "--json"]).refusal().starts_with("presign: "));
}

#[test]
fn arguments() {
    for (arguments, line) in ARGUMENTS {
        let refusal = presign(arguments).refusal();
        let first = refusal.lines().next().unwrap_or_default();
        let in_json = || serde_json::json!({ "code": "usage", "message": line }).to_string();
        let expected = if arguments.contains(&"--json") { in_json() } else { format!("error: {line}") };
        assert_eq!(first, expected, "{arguments:?}");
        assert!(!refusal.contains('\u{1b}'), "colours where there is no terminal");
    }
}

#[test]
fn a_file_without_a_customers_key() {
    let path = file("short.key", "0123");
    let refusal = presign(&["get", OBJECT, "--sse-c", &path]).refusal();
    let end = "the file must hold the 32 bytes of an AES-256 key, or their base64";
    let expected = format!("error: invalid value '{path}' for '--sse-c <KEYFILE>': {end}");
    assert_eq!(refusal.lines().next().unwrap_or_default(), expected);
}

#[test]
fn without_a_command_there_is_help() {
    for arguments in [&[][..], &["multipart"]] {
        let Outcome { code, stdout, stderr } = bare(arguments).run();
        assert_eq!((code, stdout.as_str()), (2, ""));
        assert!(stderr.contains("Commands:") && stderr.contains("Examples:"), "{stderr}");
    }
}

#[test]
fn nobody_can_give_a_secret_as_an_argument() {
    let way = "credentials are never arguments, which every user of the machine can see: set AWS_ACCESS_KEY_ID, \
               AWS_SECRET_ACCESS_KEY and, for temporary ones, AWS_SESSION_TOKEN, or name a profile with --profile";
    for option in ["--secret-access-key", "--access-key-id", "--session-token", "--secret-key", "--access-key", "-u"] {
        let sentence = format!("presign: there is no option {option}: {way}\n");
        assert_eq!(presign(&["get", OBJECT, "--at", AT, option, SECRET]).refusal(), sentence);
        assert_eq!(presign(&[option, SECRET, "get", OBJECT]).refusal(), sentence);
        if option != "-u" {
            assert_eq!(presign(&["put", OBJECT, &format!("{option}={SECRET}")]).refusal(), sentence);
        }
    }
}
