//! What is said of words that other tools know and this program does not: what to write instead.
//!
//! That each option of the table has its sentence at each command is a unit test of `hint.rs`.

use crate::program::{AT, bare, presign};

const OBJECT: &str = "s3://examplebucket/a";

/// Options of other tools, each with what follows "there is no option".
const OPTIONS: &[(&str, &str)] = &[
    ("put --acl public-read", "--acl: --header 'x-amz-acl: public-read' signs it, and the client must send it"),
    ("put --acl=public-read", "--acl: --header 'x-amz-acl: public-read' signs it, and the client must send it"),
    ("post --acl public-read", "--acl: --field 'acl=public-read' puts it into the form"),
    (
        "get --acl public-read",
        "--acl: it is said when the object is written: `presign put` signs it with --header 'x-amz-acl: public-read'",
    ),
    (
        "put --sse aws:kms",
        "--sse: --header 'x-amz-server-side-encryption: aws:kms' signs it, and the client must send it",
    ),
    (
        "put --content-length-range 1-10MiB",
        "--content-length-range: S3 has no range of sizes for PUT: --content-length signs one exact size, and `presign post \
         --content-length-range 1-10MiB` signs a form with a range",
    ),
    ("post --max 10MB", "--max: --content-length-range says how many bytes the file may have, as in 1-10MiB"),
    (
        "put --content-disposition inline",
        "--content-disposition: --attachment NAME signs one under which browsers save the object, and --header \
         'content-disposition: inline' any other",
    ),
    (
        "get --response-content-disposition inline",
        "--response-content-disposition: --attachment NAME makes browsers save the object under this name, and --query \
         response-content-disposition=inline shows it",
    ),
    ("put --metadata a=b", "--metadata: --header 'x-amz-meta-NAME: VALUE' signs it, and the client must send it"),
    (
        "put --checksum-sha256 x",
        "--checksum-sha256: --header 'x-amz-checksum-sha256: BASE64' signs it, and the client must send it",
    ),
    ("put --if-none-match *", "--if-none-match: --header 'if-none-match: *' signs it, and the client must send it"),
    (
        "get --recursive",
        "--recursive: one URL is for one object: `aws s3 ls s3://BUCKET/FOLDER/ | presign get s3://BUCKET/FOLDER/ --from - \
         --listing` signs one for each object of a folder",
    ),
    (
        "get --output json",
        "--output: --json prints JSON; all is written to standard output, and `> FILE` puts it into a file",
    ),
    ("get --no-verify-ssl", "--no-verify-ssl: nothing is sent: this is for the client that makes the request"),
    ("-X PUT s3://examplebucket/a", "-X: options follow a command, and `presign help` lists those that there are"),
    (
        "--acl public-read s3://examplebucket/a",
        "--acl: options follow a command, and `presign help` lists those that there are",
    ),
    ("get --size 4", "--size: `presign get` has nothing like it, and `presign help get` lists what it has"),
    ("get --part-size 4", "--part-size: `presign get` has nothing like it, and `presign help get` lists what it has"),
    (
        "get --duration 10m",
        "--duration: --expires says how long it is valid, as in --expires 15m, or until when, as in \
         --expires 2015-08-30T12:36:00Z",
    ),
    ("get -d 10m", "-d: --expires says how long it is valid, as in --expires 15m"),
    ("get --html", "--html: it is an option of `presign post`"),
    ("post --explain", "--explain: it is an option of `presign get`, `presign put`, `presign head` and others"),
];

/// The same, for commands that sign for no object.
const OTHER_OPTIONS: &[(&str, &str)] = &[
    ("token rds h --port 1 --user u --expires 1h", "--expires: the service fixes it at 15 minutes"),
    ("token eks c --expires-in 1h", "--expires-in: the service fixes it at 15 minutes"),
    (
        "token dsql h --user u",
        "--user: a token of DSQL names no user: --admin is for the role admin, and each other role connects with the same \
         token",
    ),
    ("service iot h --expires 1h", "--expires: the service fixes how long the URL is valid, which --json tells"),
    ("url -X PUT https://example.com/", "-X: the method precedes the URL, as in `presign url PUT URL`"),
    ("sign -XPUT https://example.com/", "-X: the method precedes the URL, as in `presign sign PUT URL`"),
    (
        "sign POST https://example.com/ -d {}",
        "-d: --body FILE names the file with the body, and --body - is standard input",
    ),
    (
        "url POST https://example.com/ -d {}",
        "-d: the URL is signed without its body: `presign sign POST URL --body FILE` signs the body too",
    ),
    ("sign GET https://example.com/ -H a:b", "-H: --header 'NAME: VALUE' is written once for each header"),
    (
        "sign GET https://example.com/ --aws-sigv4 aws:amz:eu-west-1:s3",
        "--aws-sigv4: every signature is by Signature Version 4: --region and --service say what curl is told by it",
    ),
    (
        "sign GET https://example.com/ --expires 60",
        "--expires: the service fixes how long a signature in headers is valid: `presign url METHOD URL --expires 15m` signs \
         a URL",
    ),
    (
        "service polly --voice-id Joanna",
        "--voice-id: --query NAME=VALUE gives a parameter of the service, by its name in the API",
    ),
    ("url GET https://example.com/ --endpoint http://localhost:1", "--endpoint: the host is that of the URL"),
];

#[test]
fn options_of_other_tools() {
    let with_object = OPTIONS.iter().map(|(line, said)| {
        let (command, options) = line.split_once(' ').expect("an option");
        (format!("{command} {OBJECT} {options}"), said)
    });
    let others = OTHER_OPTIONS.iter().map(|(line, said)| ((*line).to_owned(), said));
    for (line, said) in with_object.chain(others) {
        let words: Vec<_> = line.split(' ').collect();
        assert_eq!(presign(&words).refusal(), format!("presign: there is no option {said}\n"), "{line}");
    }
}

#[test]
fn slips_of_the_finger_are_told_and_nothing_less_alike() {
    for (typed, meant) in [
        ("--expries", Some("--expires")),
        ("--froom", Some("--from")),
        ("--content-typ", Some("--content-type")),
        ("--acl-x", None),
        ("--access", None),
        ("--exports", None),
        ("--xyz", None),
    ] {
        let refusal = presign(&["put", OBJECT, typed, "x"]).refusal();
        let tip = meant.map(|meant| format!("tip: a similar argument exists: '{meant}'"));
        assert_eq!(refusal.contains("tip: "), tip.is_some(), "{refusal}");
        assert!(tip.is_none_or(|tip| refusal.contains(&tip)), "{refusal}");
    }
    for (typed, meant) in [("gte", Some("get")), ("gett", Some("get")), ("explian", Some("explain")), ("xyz", None)] {
        let refusal = presign(&[typed, OBJECT]).refusal();
        let tip = meant.map(|meant| format!("tip: a similar subcommand exists: '{meant}'"));
        assert_eq!(refusal.contains("tip: "), tip.is_some(), "{refusal}");
        assert!(tip.is_none_or(|tip| refusal.contains(&tip)), "{refusal}");
    }
    for (typed, meant) in [("cloudfare", Some("cloudflare")), ("mino", Some("minio")), ("dropbox", None)] {
        let refusal = presign(&["get", OBJECT, "--provider", typed]).refusal();
        let tip = meant.map(|meant| format!("tip: a similar value exists: '{meant}'"));
        assert_eq!(refusal.contains("tip: "), tip.is_some(), "{refusal}");
        assert!(tip.is_none_or(|tip| refusal.contains(&tip)), "{refusal}");
    }
}

#[test]
fn commands_of_other_tools() {
    for (words, meant) in [
        (&["upload"][..], "put"),
        (&["download"], "get"),
        (&["sync"], "get"),
        (&["stat"], "head"),
        (&["mv"], "copy"),
        (&["put-object"], "put"),
        (&["create-multipart-upload"], "multipart create"),
        (&["generate-db-auth-token"], "token rds"),
        (&["token", "postgres"], "token rds"),
        (&["token", "kubectl"], "token eks"),
        (&["multipart", "init"], "multipart create"),
        (&["service", "mqtt"], "service iot"),
    ] {
        let refusal = presign(&[words, &["x"]].concat()).refusal();
        let sentence = format!("presign: there is no command {}: write `presign {meant}`\n", words.join(" "));
        assert_eq!(refusal, sentence);
    }
}

#[test]
fn each_other_name_of_a_command_leads_to_one_that_there_is() {
    let source = include_str!("../../src/hint.rs");
    let table = source.split("const OTHER_NAMES").nth(1).and_then(|rest| rest.split("];").next()).expect("the table");
    let meant = table.split("], \"").skip(1).filter_map(|rest| rest.split('"').next());
    let mut count = 0;
    for command in meant {
        let words: Vec<_> = command.split(' ').collect();
        assert_eq!(bare(&[&words[..], &["--help"]].concat()).run().code, 0, "{command}");
        count += 1;
    }
    assert!(count > 20, "{count}");
}

/// Lines that lack something, or have it in another place, and the sentence on them.
const LINES: &[(&str, &str)] = &[
    (
        "https://example.com/",
        "the command is missing: `presign url GET URL` signs a request, and `presign explain URL` takes a presigned URL \
         apart",
    ),
    (
        "--region eu-west-1 get s3://examplebucket/a",
        "--region is written before the command: options follow it, as in `presign get ... --region`",
    ),
    (
        "token --user app rds h --port 1",
        "--user is written before the command: options follow it, as in `presign token rds ... --user`",
    ),
    (
        "copy s3://examplebucket/a s3://examplebucket/b",
        "the object to copy is named by an option: write `presign copy s3://BUCKET/COPY --source s3://BUCKET/KEY`",
    ),
    (
        "put s3://examplebucket/a cat.jpg",
        "`presign put` signs and uploads nothing, so it reads no file: `curl --upload-file FILE \"$(presign put \
         s3://BUCKET/KEY)\"` uploads one; a key with spaces is put between quotation marks, as in 's3://examplebucket/a \
         cat.jpg'",
    ),
    (
        "put s3://photos/a b.txt",
        "`presign put` signs and uploads nothing, so it reads no file: `curl --upload-file FILE \"$(presign put \
         s3://BUCKET/KEY)\"` uploads one; a key with spaces is put between quotation marks, as in 's3://photos/a b.txt'",
    ),
    (
        "put s3://photos/2026/cat.jpg --curl pics/cat.jpg",
        "--curl accepts no file: the command that it prints uploads ./cat.jpg, by the name at the end of the key",
    ),
    (
        "put --curl cat.jpg s3://photos/cat.jpg",
        "--curl accepts no file: the command that it prints uploads ./cat.jpg, by the name at the end of the key",
    ),
    (
        "put s3://photos/a b.txt --curl",
        "--curl accepts no file: the command that it prints uploads ./a, by the name at the end of the key; a key with spaces \
         is put between quotation marks, as in 's3://photos/a b.txt'",
    ),
    (
        "get s3://photos/cat.jpg --curl cat.jpg",
        "--curl accepts no file: --output FILE at the end of the command that it prints says where to save the object",
    ),
    (
        "put s3://photos/cat.jpg --path-style cat.jpg",
        "`presign put` signs and uploads nothing, so it reads no file: `curl --upload-file FILE \"$(presign put \
         s3://BUCKET/KEY)\"` uploads one",
    ),
    ("head s3://photos/cat.jpg --curl cat.jpg", "'cat.jpg' is one word too many: --curl before it accepts no value"),
    ("list s3://photos --path-style x", "'x' is one word too many: --path-style before it accepts no value"),
    (
        "multipart part s3://photos/a --upload-id 1 --part 1 --curl a.bin",
        "'a.bin' is one word too many: --curl before it accepts no value",
    ),
    (
        "put ./cat.jpg s3://examplebucket/a",
        "`presign put` signs and uploads nothing, so it reads no file: `curl --upload-file FILE \"$(presign put \
         s3://BUCKET/KEY)\"` uploads one",
    ),
    (
        "get s3://examplebucket/a cat.jpg",
        "`presign get` signs and downloads nothing, so it writes no file: `curl --output FILE \"$(presign get \
         s3://BUCKET/KEY)\"` downloads one; a key with spaces is put between quotation marks, as in 's3://examplebucket/a \
         cat.jpg'",
    ),
    ("get s3://examplebucket/a 1h", "how long a URL is valid is said by an option: write --expires 1h"),
    ("get 15min s3://examplebucket/a", "how long a URL is valid is said by an option: write --expires 15min"),
    ("put s3://examplebucket/a 1h30m", "how long a URL is valid is said by an option: write --expires 1h30m"),
    ("head s3://examplebucket/a 2d", "how long a URL is valid is said by an option: write --expires 2d"),
    ("url GET https://example.com/a 1h", "how long a URL is valid is said by an option: write --expires 1h"),
    (
        "list s3://examplebucket 2015-08-30T12:36:00Z",
        "how long a URL is valid is said by an option: write --expires 2015-08-30T12:36:00Z",
    ),
    (
        "get s3://examplebucket/a 1h.txt",
        "`presign get` signs and downloads nothing, so it writes no file: `curl --output FILE \"$(presign get \
         s3://BUCKET/KEY)\"` downloads one; a key with spaces is put between quotation marks, as in 's3://examplebucket/a \
         1h.txt'",
    ),
    ("token rds db.example.com:5432 --user app", "the port is said by an option: write db.example.com --port 5432"),
    ("token rds --user app db.example.com:3306", "the port is said by an option: write db.example.com --port 3306"),
    (
        "explain",
        "there is nothing to explain: give the URL, the command or the server's answer in quotation marks, or - to read it \
         from standard input",
    ),
    (
        "explain --share",
        "there is nothing to explain: give the URL, the command or the server's answer in quotation marks, or - to read it \
         from standard input",
    ),
    ("explain emtpy-key", "there is no code of an error like this: did you mean empty-key?"),
    ("explain dot-segments", "there is no code of an error like this: did you mean dot-segment?"),
    ("get s3://examplebucket/a --expires 15 minutes", "the time is written as one word, as in 15m, 1h30m or 7d"),
    ("get s3://examplebucket/a --expires 1h 30m", "the time is written as one word, as in 15m, 1h30m or 7d"),
    (
        "get s3://examplebucket/a --query response-content-type text/plain",
        "'text/plain' is one word too many: `presign help get` says which there are, and a value with spaces is put between quotation marks",
    ),
    (
        "url GET https://example.com/a b --service s3",
        "'b' is one word too many: `presign help url` says which there are, and a value with spaces is put between quotation marks",
    ),
    ("get s3://examplebucket/a -expires 5m", "options begin with two hyphens: write --expires"),
    ("get s3://examplebucket/a -expires=5m", "options begin with two hyphens: write --expires"),
    ("get s3://examplebucket/a \u{2013}expires 5m", "a dash of a word processor is no hyphen: write --expires"),
    ("url GET https://example.com/ \u{2014}json", "a dash of a word processor is no hyphen: write --json"),
    (
        "get s3://examplebucket/a -- --curl",
        "--curl follows --, after which all words are objects: write options before it",
    ),
    ("get --bucket examplebucket a", "with --bucket the key is an option too: write --key KEY"),
    (
        "cp cat.jpg s3://examplebucket/a",
        "`presign copy` is for two objects: `presign put s3://BUCKET/KEY` signs the upload of a file, and `presign get \
         s3://BUCKET/KEY` a download",
    ),
    (
        "s3 presign s3://examplebucket/a",
        "the command follows the program's name at once, as in `presign get s3://BUCKET/KEY`, without s3",
    ),
    (
        "aws s3api get-object",
        "the command follows the program's name at once, as in `presign get s3://BUCKET/KEY`, without aws",
    ),
    (
        "presign get s3://examplebucket/a",
        "the command follows the program's name at once, as in `presign get s3://BUCKET/KEY`, without presign",
    ),
    ("presign s3://examplebucket/a", "there is no command presign: write `presign get`"),
    ("share download s3://examplebucket/a", "there is no command share download: write `presign get`"),
    ("share upload s3://examplebucket/a", "there is no command share upload: write `presign put`"),
    ("rds generate-db-auth-token --hostname h", "there is no command rds: write `presign token rds`"),
    (
        "token dynamodb",
        "there is no command token dynamodb: `presign help token` lists those that there are, and `presign sign METHOD URL` \
         signs any request",
    ),
    (
        "service s3",
        "there is no command service s3: `presign help service` lists those that there are, and `presign sign METHOD URL` \
         signs any request",
    ),
    (
        "credentials r2 media --prefix uploads/",
        "the command lacks s3:// before the bucket, --allow and --account: write it as in `presign credentials r2 s3://media \
         --allow read --account ID`",
    ),
    (
        "credentials r2 media/uploads/ --allow read --account 0123",
        "the command lacks s3:// before the bucket: write it as in `presign credentials r2 s3://media/uploads/ --allow read \
         --account ID`",
    ),
    (
        "credentials r2 --account=0123",
        "the command lacks the bucket and --allow: write it as in `presign credentials r2 s3://BUCKET --allow read --account \
         ID`",
    ),
    (
        "credentials s1 s3://media",
        "the command lacks --allow and --server: write it as in `presign credentials s1 s3://media --allow read --server \
         s3.example.com`",
    ),
    ("get s3://examplebucket/a --provider aws", "--provider is for services other than AWS: leave it out"),
    (
        "get s3://examplebucket/a --endpoint localhost:9000",
        "--endpoint does not begin with http:// or https://: write http://localhost:9000",
    ),
    (
        "get s3://examplebucket/a --endpoint s3.example.com",
        "--endpoint does not begin with http:// or https://: write https://s3.example.com",
    ),
    (
        "get s3://examplebucket/a --endpoint 10.0.0.1",
        "--endpoint does not begin with http:// or https://: write http://10.0.0.1",
    ),
    (
        "get s3://examplebucket/a --endpoint minio",
        "--endpoint does not begin with http:// or https://: write http://minio",
    ),
    (
        "get s3://examplebucket/a --endpoint ftp://s3.example.com",
        "--endpoint does not begin with http:// or https://: write https://s3.example.com",
    ),
    (
        "url GET a1b2.example.com/x?secret=1 --service s3",
        "the URL does not begin with https:// or http://: write https://a1b2.example.com/x",
    ),
    (
        "url GET s3://examplebucket/a",
        "an object is signed for by `presign get s3://BUCKET/KEY`, `put` and so on: `presign url` needs its URL, as in \
         https://BUCKET.s3.REGION.amazonaws.com/KEY",
    ),
    (
        "get s3://examplebucket/a --at 20130524T000000Z --expires 2013-05-24T00:00:00Z",
        "the expiry 20130524T000000Z is not later than the time of signing, 20130524T000000Z",
    ),
    (
        "get s3://examplebucket/a --at 20130524T000000Z --expires 2013-06-24T00:00:00Z",
        "the expiry is 2678400 seconds: at most 604800 seconds (7 days) are allowed",
    ),
];

#[test]
fn lines_that_lack_something() {
    for (line, sentence) in LINES {
        let words: Vec<_> = line.split(' ').collect();
        assert_eq!(presign(&words).refusal(), format!("presign: {sentence}\n"), "{line}");
    }
}

/// Values, and the line on them.
const VALUES: &[(&str, &str)] = &[
    ("token rds h --user u --port postgres", "'postgres' for '--port <PORT>': write its number, as in 5432"),
    ("token rds h --user u --port 70000", "'70000' for '--port <PORT>': write its number, as in 5432"),
    ("service ssh-tunnel h localhost", "'localhost' for '<ADDRESS>': write an address, as in 10.0.0.5"),
    (
        "explain https://example.com/ --solve --budget 1e6",
        "'1e6' for '--budget <NUMBER>': write a whole number, as in 1000000",
    ),
    (
        "get s3://b/k --expires 2026-12-03T12:00",
        "'2026-12-03T12:00' for '--expires <TIME>': the seconds and the time zone are missing: write 2026-12-03T12:00:00Z, \
         where Z is UTC",
    ),
    (
        "get s3://b/k --expires 2026-12-03T12:00:00",
        "'2026-12-03T12:00:00' for '--expires <TIME>': the time zone is missing: write 2026-12-03T12:00:00Z, where Z is UTC",
    ),
    (
        "get s3://b/k --expires 2026-12-03T12:00+02:00",
        "'2026-12-03T12:00+02:00' for '--expires <TIME>': the seconds are missing: write 2026-12-03T12:00:00+02:00",
    ),
    (
        "get s3://b/k --at 2026-12-03T12:00Z",
        "'2026-12-03T12:00Z' for '--at <TIME>': the seconds are missing: write 2026-12-03T12:00:00Z",
    ),
    (
        "verify GET https://example.com/ --at 2026-12-03T12:00:00.5",
        "'2026-12-03T12:00:00.5' for '--at <TIME>': the time zone is missing: write 2026-12-03T12:00:00.5Z, where Z is UTC",
    ),
    (
        "get s3://b/k --at 2026-02-30T12:00",
        "'2026-02-30T12:00' for '--at <TIME>': write it as in 20150830T123600Z, or in RFC 3339 as in 2015-08-30T12:36:00Z",
    ),
    ("get s3://b/k --attachment=", "'' for '--attachment <NAME>': the name is empty"),
    (
        "get arn:aws:s3:::photos/cat.jpg",
        "'arn:aws:s3:::photos/cat.jpg' for '[s3://BUCKET/KEY]...': it is an ARN: write it as in s3://photos/KEY",
    ),
    (
        "get gs://photos/cat.jpg",
        "'gs://photos/cat.jpg' for '[s3://BUCKET/KEY]...': write it as in s3://BUCKET/KEY --provider gcs",
    ),
    ("list photos", "'photos' for '[s3://BUCKET[/PREFIX]]': write it as in s3://BUCKET or s3://BUCKET/PREFIX"),
    (
        "get --bucket https://photos.example.com --key a",
        "'https://photos.example.com' for '--bucket <NAME|ARN>': it is a URL: give the bucket's name alone, and the server's \
         URL with --endpoint",
    ),
    (
        "get --bucket s3://photos --key a",
        "'s3://photos' for '--bucket <NAME|ARN>': give the bucket's name alone, or write s3://BUCKET/KEY without --bucket",
    ),
    (
        "put s3://b/k --content-length 1-10MiB",
        "'1-10MiB' for '--content-length <BYTES>': S3 has no range of sizes for PUT: write one size, or sign a form by \
         `presign post --content-length-range`",
    ),
];

#[test]
fn values_that_are_not_understood() {
    for (line, sentence) in VALUES {
        let words: Vec<_> = line.split(' ').collect();
        let refusal = presign(&words).refusal();
        assert_eq!(refusal.lines().next(), Some(&*format!("error: invalid value {sentence}")), "{line}");
    }
    let refusal = presign(&["get", OBJECT, "--expires", "2026-12-03 12:00"]).refusal();
    let sentence =
        "the T after the day, the seconds and the time zone are missing: write 2026-12-03T12:00:00Z, where Z is UTC";
    let line = format!("error: invalid value '2026-12-03 12:00' for '--expires <TIME>': {sentence}");
    assert_eq!(refusal.lines().next(), Some(&*line));
    // What `aws s3 cp --expires` accepts.
    let date = "Thu, 01 Jan 2015 00:00:00 GMT";
    let refusal = presign(&["put", OBJECT, "--expires", date]).refusal();
    let sentence = "it says how long the URL is valid: --header 'expires: ...' signs the time after which a cache asks again \
                    for the object";
    let line = format!("error: invalid value '{date}' for '--expires <TIME>': {sentence}");
    assert_eq!(refusal.lines().next(), Some(&*line));
    for line in ["get --key a", "list --prefix a"] {
        let words: Vec<_> = line.split(' ').collect();
        let refusal = presign(&words).refusal();
        assert!(refusal.contains("\n  --bucket <NAME|ARN>\n"), "{refusal}");
    }
}

#[test]
fn endpoints_without_a_scheme_are_named_by_their_place() {
    let get = || presign(&["get", OBJECT]).env("AWS_ENDPOINT_URL", "localhost:1");
    let sentence = "does not begin with http:// or https://: write http://localhost:1\n";
    assert_eq!(get().refusal(), format!("presign: AWS_ENDPOINT_URL {sentence}"));
    assert_eq!(
        get().env("AWS_ENDPOINT_URL_S3", "localhost:1").refusal(),
        format!("presign: AWS_ENDPOINT_URL_S3 {sentence}")
    );
    let config = crate::program::file("config", "[default]\nendpoint_url = localhost:1\n");
    let profile = presign(&["get", OBJECT]).env("AWS_CONFIG_FILE", config);
    assert_eq!(profile.refusal(), format!("presign: endpoint_url of the profile default {sentence}"));
}

#[test]
fn second_names_are_understood() {
    let printed = |options: &[&str]| presign(&[&["get", OBJECT, "--at", AT], options].concat()).stdout();
    let expected = printed(&["--expires", "15m"]);
    for name in ["--expires-in", "--expire"] {
        assert_eq!(printed(&[name, "900"]), expected);
    }
    let endpoint = "http://localhost:9000";
    assert_eq!(printed(&["--endpoint-url", endpoint]), printed(&["--endpoint", endpoint]));
    let r2 = |name| printed(&["--provider", name, "--account", "0123abcd"]);
    for name in ["R2", "Cloudflare", "CLOUDFLARE"] {
        assert_eq!(r2(name), r2("r2"));
    }
}

#[test]
fn a_provider_as_an_option_is_told_with_all_that_it_needs() {
    for (name, title, parts) in presign::s3::Provider::NAMES {
        let line = parts.iter().fold(format!("--provider {name}"), |line, part| format!("{line} --{part} "));
        for typed in [format!("--{name}"), format!("--{name}=x")] {
            let refusal = presign(&["get", OBJECT, &typed]).refusal();
            let start = format!("presign: there is no option --{name}: write --provider {name}");
            assert!(refusal.starts_with(&start), "{title}: {refusal}");
            for option in line.split(' ').filter(|word| word.starts_with("--")) {
                assert!(
                    refusal.contains(&format!("{option} ")) || refusal.ends_with(&format!("{start}\n")),
                    "{refusal}"
                );
            }
        }
    }
    for (line, said) in [
        ("put s3://b/k --Cloudflare 0123", "--cloudflare: write --provider r2 --account ID"),
        ("post s3://b/k --minio http://localhost:9000", "--minio: write --provider minio --endpoint URL"),
        ("--b2 s3://b/k", "--b2: options follow a command, as in `presign get ... --provider b2 --region REGION`"),
        (
            "url GET https://example.com/ --r2",
            "--r2: --provider r2 --account ID is written with `presign get`, `presign put`, `presign head` and others",
        ),
    ] {
        let words: Vec<_> = line.split(' ').collect();
        let refusal = presign(&words).refusal().to_lowercase();
        assert_eq!(refusal, format!("presign: there is no option {said}\n").to_lowercase(), "{line}");
    }
}

#[test]
fn a_server_without_a_region_leads_to_its_name() {
    let sentence = "presign: no region: at a server of your own, --provider minio, garage or ceph next to --endpoint \
                    has the usual one; another is given as in --region us-east-1, or in AWS_REGION\n";
    let endpoint = "http://127.0.0.1:9000";
    assert_eq!(presign(&["get", OBJECT, "--endpoint", endpoint]).env("AWS_REGION", "").refusal(), sentence);
    let by_variable = presign(&["get", OBJECT]).env("AWS_REGION", "").env("AWS_ENDPOINT_URL", endpoint);
    assert_eq!(by_variable.refusal(), sentence);
    for name in ["minio", "garage", "ceph"] {
        let named = presign(&["get", OBJECT, "--endpoint", endpoint, "--provider", name]).env("AWS_REGION", "");
        assert!(named.stdout().starts_with(endpoint), "{name}");
    }
}

#[test]
fn a_whole_document_is_never_repeated() {
    let answer = format!("<?xml version=\"1.0\"?>\n<Error><Code>{}</Code>SECRET</Error>", "a".repeat(1000));
    for line in
        ["", "get", "verify GET https://example.com/", "multipart create s3://b/k", "credentials r2", "token rds"]
    {
        let words: Vec<_> = line.split(' ').filter(|word| !word.is_empty()).chain([answer.as_str()]).collect();
        let refusal = presign(&words).refusal();
        assert!(!refusal.contains("SECRET") && !refusal.contains("aaaaaaaa"), "{line}: {refusal}");
    }
}

#[test]
fn an_expiry_may_be_a_time() {
    let printed = |expires: &str| presign(&["get", OBJECT, "--at", AT, "--expires", expires]).stdout();
    for until in ["20130524T010000Z", "2013-05-24T01:00:00Z", "2013-05-24T03:00:00+02:00"] {
        assert_eq!(printed(until), printed("1h"));
    }
    let token = |expires: &str| {
        presign(&["token", "dsql", "h.dsql.us-east-1.on.aws", "--at", AT, "--expires", expires]).stdout()
    };
    assert_eq!(token("2013-05-24T01:00:00Z"), token("1h"));
}
