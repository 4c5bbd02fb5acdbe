//! Every operation, against the library's own and against documented URLs.

use std::fmt::Write as _;

use presign::s3::{Bucket, CopySource, MultipartPlan, Provider, attachment};

use crate::program::{AT, bucket, file, line, presign};

/// The line for arguments that end with the time of the examples.
fn printed(arguments: &[&str]) -> String {
    presign(&[arguments, &["--at", AT]].concat()).stdout()
}

/// Source: Amazon S3 API reference, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".
const DOCUMENTED: &str = "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&\
    X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&\
    X-Amz-Expires=86400&X-Amz-SignedHeaders=host&\
    X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404\n";

#[test]
fn the_documented_url() {
    let expires = ["--expires", "86400"];
    let object = ["get", "s3://examplebucket/test.txt", "--region", "aws-global"];
    assert_eq!(printed(&[&object[..], &expires].concat()), DOCUMENTED);
    let url = ["url", "GET", "https://examplebucket.s3.amazonaws.com/test.txt", "--service", "s3"];
    assert_eq!(printed(&[&url[..], &expires].concat()), DOCUMENTED);
}

#[test]
fn objects() {
    let bucket = bucket();
    let object = "s3://examplebucket/a b.txt";
    assert_eq!(printed(&["get", object]), line(&bucket, &bucket.get_object("a b.txt")));
    assert_eq!(printed(&["put", object]), line(&bucket, &bucket.put_object("a b.txt")));
    assert_eq!(printed(&["head", object]), line(&bucket, &bucket.head_object("a b.txt")));
    assert_eq!(printed(&["delete", object]), line(&bucket, &bucket.delete_object("a b.txt")));
    let named = ["get", "--bucket", "examplebucket", "--key", "a b.txt"];
    assert_eq!(printed(&named), line(&bucket, &bucket.get_object("a b.txt")));
}

#[test]
fn a_query_after_a_key_is_part_of_it() {
    for (key, name) in
        [("a?versionId=1", "?versionId"), ("a?response-content-type=b", "?response-"), ("a?X-Amz-A=b", "?X-Amz-")]
    {
        let outcome = presign(&["get", &format!("s3://examplebucket/{key}"), "--at", AT]).run();
        assert_eq!(outcome.stdout, line(&bucket(), &bucket().get_object(key)));
        assert_eq!(
            outcome.stderr,
            format!(
                "presign: warning: {name} is signed as part of the key: --version-id names a version, and --query adds a \
                 parameter\n"
            )
        );
    }
    assert_eq!(presign(&["get", "s3://examplebucket/what?", "--at", AT]).run().stderr, "");
}

/// One object is signed for, however its key is written; where it is new, or prefixes are meant, nothing is said.
#[test]
fn a_key_is_neither_a_pattern_nor_a_folder() {
    let slash = |key: &str| {
        format!(
            "presign: warning: the key {key} ends with a slash and is signed as one object of that name, not as all keys that \
             begin with it: `presign list` lists these, and --from FILE signs for several\n"
        )
    };
    let star = |key: &str| {
        format!(
            "presign: warning: the * in the key {key} is signed as that character: a key is no pattern, and --from FILE signs \
             for several\n"
        )
    };
    let warned = |arguments: &[&str]| {
        let outcome = presign(&[arguments, &["--at", AT]].concat()).input("a\n").run();
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        assert!(!outcome.stdout.is_empty());
        outcome.stderr
    };
    for (key, expected) in [
        ("prefix/", slash("prefix/")),
        ("a/b/c/", slash("a/b/c/")),
        ("/", slash("/")),
        ("prefix/*", star("prefix/*")),
        ("*", star("*")),
        ("**/a.jpg", star("**/a.jpg")),
        ("2026-*/", star("2026-*/")),
        ("*.jpg", star("*.jpg")),
        ("prefix/a", String::new()),
        ("report[1].pdf", String::new()),
    ] {
        let object = format!("s3://examplebucket/{key}");
        for command in ["get", "head", "delete"] {
            assert_eq!(warned(&[command, &object]), expected, "{command}");
        }
        assert_eq!(warned(&["put", &object]), "", "a new object");
        assert_eq!(warned(&["post", &object]), "", "a new object");
        assert_eq!(warned(&["get", "--bucket", "examplebucket", "--key", key]), expected);
        assert_eq!(warned(&["copy", "s3://examplebucket/a", "--source", &object]), expected);
        assert_eq!(warned(&["get", "s3://examplebucket/a", &object]), expected);
        assert_eq!(warned(&["list", &object]), "", "a prefix");
    }
}

#[test]
fn keys_are_not_percent_decoded() {
    let bucket = bucket();
    let warned = |arguments: &[&str]| {
        let outcome = presign(&[arguments, &["--at", AT]].concat()).input("a%20b\n").run();
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        (outcome.stdout, outcome.stderr)
    };
    let warning = |code: &str, key: &str| {
        format!(
            "presign: warning: {code} in the key {key} is signed as three characters: keys are not percent-decoded\n"
        )
    };
    let url = line(&bucket, &bucket.get_object("100%/a%20b"));
    assert_eq!(warned(&["get", "s3://examplebucket/100%/a%20b"]), (url.clone(), warning("%20", "100%/a%20b")));
    let named = ["get", "--bucket", "examplebucket", "--key", "100%/a%20b"];
    assert_eq!(warned(&named), (url, warning("%20", "100%/a%20b")));
    let two = ["put", "s3://examplebucket/%c3%A9", "s3://examplebucket/b%2"];
    assert_eq!(warned(&two).1, warning("%c3", "%c3%A9"));
    let list = ["list", "s3://examplebucket/a%2Fb/"];
    assert_eq!(warned(&list).1, warning("%2F", "a%2Fb/"));
    let copy = ["copy", "s3://examplebucket/a", "--source", "s3://examplebucket/a%2Bb\n"];
    assert_eq!(warned(&copy).1, warning("%2B", "a%2Bb\\n"));
    assert_eq!(warned(&["post", "s3://examplebucket/a%20b"]).1, warning("%20", "a%20b"));
    let part = ["multipart", "abort", "s3://examplebucket/a%20b", "--upload-id", "ID"];
    assert_eq!(warned(&part).1, warning("%20", "a%20b"));
    let plan = ["multipart", "plan", "s3://examplebucket/a%20b", "--upload-id", "ID", "--size", "20MiB"];
    assert_eq!(warned(&plan).1, warning("%20", "a%20b"));
    for key in ["100%", "%zz", "%2", "%é0", "%+2"] {
        assert_eq!(warned(&["get", &format!("s3://examplebucket/{key}")]).1, "", "{key}");
    }
    // What is refused has its own sentence, and no other.
    assert_eq!(presign(&["get", "s3://examplebucket/a%20b", "s3://examplebucket"]).refusal().lines().count(), 1);
    // A list comes from a program, which writes keys as they are.
    assert_eq!(warned(&["get", "s3://examplebucket", "--from", "-"]).1, "");
}

#[test]
fn several_objects() {
    let (bucket, other) = (bucket(), Bucket::new("otherbucket", "us-east-1").unwrap());
    assert_eq!(
        printed(&["get", "s3://examplebucket/a b", "s3://otherbucket/c", "s3://examplebucket/d"]),
        [
            line(&bucket, &bucket.get_object("a b")),
            line(&other, &other.get_object("c")),
            line(&bucket, &bucket.get_object("d")),
        ]
        .concat()
    );
    let source = CopySource::new("otherbucket", "c");
    assert_eq!(
        printed(&["copy", "s3://examplebucket/a", "s3://examplebucket/b", "--source", "s3://otherbucket/c"]),
        ["a", "b"].map(|key| line(&bucket, &bucket.copy_object(key, &source))).concat()
    );
    let json = printed(&["put", "s3://examplebucket/a", "s3://examplebucket/b", "--json"]);
    assert_eq!(json.lines().count(), 2, "{json}");
}

#[test]
fn providers() {
    let object = "s3://photos/a b";
    let get = |options: &[&str]| printed(&[&["get", object], options].concat());
    for (name, title, parts) in Provider::NAMES {
        let value = |part| if part == "endpoint" { "http://localhost:9000" } else { part };
        let provider = Provider::named(name, |part| Ok::<_, String>(value(part))).unwrap().unwrap();
        let bucket = Bucket::at(provider, "photos").unwrap();
        let options: Vec<_> = parts.iter().flat_map(|part| [format!("--{part}"), value(part).into()]).collect();
        let options: Vec<_> = ["--provider", name].into_iter().chain(options.iter().map(String::as_str)).collect();
        // What is set for AWS (us-east-1) is not the region of a server.
        assert_eq!(get(&options), line(&bucket, &bucket.get_object("a b")), "{title}");
    }
    let minio = ["--provider", "minio", "--endpoint", "http://localhost:9000", "--region", "eu-x"];
    let bucket = Bucket::new("photos", "eu-x").unwrap().endpoint("http://localhost:9000").unwrap();
    assert_eq!(get(&minio), line(&bucket, &bucket.get_object("a b")));
    let bucket = Bucket::at(Provider::Tigris, "photos").unwrap().path_style().unwrap();
    assert_eq!(get(&["--provider", "tigris", "--path-style"]), line(&bucket, &bucket.get_object("a b")));
    // No region is asked for where none is needed, and no endpoint of the environment is taken.
    let r2 = ["get", object, "--at", AT, "--provider", "r2", "--account", "0123abcd"];
    let call = presign(&r2).env("AWS_REGION", "").env("AWS_ENDPOINT_URL", "http://localhost:1");
    assert_eq!(call.stdout(), get(&["--provider", "r2", "--account", "0123abcd"]));
    let form = ["post", object, "--at", AT, "--provider", "r2", "--account", "0123abcd"];
    assert_eq!(
        presign(&form).refusal(),
        "presign: an upload form cannot be combined with Cloudflare R2, which has none\n"
    );
    let names: Vec<_> = Provider::NAMES.iter().map(|(name, ..)| *name).collect();
    let refusal = presign(&["get", object, "--provider", "other"]).refusal();
    assert!(refusal.contains(&format!("[possible values: {}]", names.join(", "))), "{refusal}");
    let help = presign(&["get", "--help"]).stdout();
    assert!(help.contains("- supabase: Supabase Storage; needs --account, --region"), "{help}");
}

/// At every provider the region is its own: what the environment and the profile set is that of AWS, and what is given where
/// there is no choice is refused.
#[test]
fn regions_of_providers() {
    let object = "s3://photos/a b";
    let profile = file(
        "config-of-providers",
        "[profile p]\nregion = eu-west-3\naws_access_key_id = AKIDX\naws_secret_access_key = s\n",
    );
    for (name, _, parts) in Provider::NAMES {
        let (needs_region, is_server) = (parts.contains(&"region"), parts.contains(&"endpoint"));
        let mut get = vec!["get", object, "--at", AT, "--provider", name];
        if parts.contains(&"account") {
            get.extend(["--account", "account"]);
        } else {
            let refusal = presign(&[&get[..], &["--account", "a", "--region", "r"]].concat()).refusal();
            let sentence = format!("presign: --provider {name} has no accounts in its endpoint: leave --account out\n");
            assert_eq!(refusal, sentence);
        }
        if is_server {
            get.extend(["--endpoint", "http://localhost:9000"]);
        }
        let set = [
            presign(&get).env("AWS_REGION", "eu-west-3"),
            presign(&get).env("AWS_REGION", "").env("AWS_DEFAULT_REGION", "eu-west-3"),
            presign(&[&get[..], &["--profile", "p"]].concat()).env("AWS_CONFIG_FILE", &profile).env("AWS_REGION", ""),
        ];
        for call in set {
            if needs_region {
                let sentence = format!(
                    "presign: --provider {name} needs a region of its own: give it with --region, since AWS_REGION and the \
                     profile's are those of AWS\n"
                );
                assert_eq!(call.refusal(), sentence);
            } else {
                let region = Provider::named(name, |_| Ok::<_, String>("account")).unwrap().unwrap().region();
                let url = call.stdout();
                assert!(url.contains(&format!("%2F{region}%2Fs3%2F")), "{name}: {url}");
            }
        }
        let given = || presign(&[&get[..], &["--region", "eu-west-3"]].concat());
        if needs_region || is_server {
            let url = given().stdout();
            assert!(url.contains("%2Feu-west-3%2Fs3%2F"), "{name}: {url}");
        } else {
            let region = Provider::named(name, |_| Ok::<_, String>("account")).unwrap().unwrap().region();
            let sentence = format!(
                "presign: --provider {name} is signed for the region {region} alone, not for eu-west-3: leave --region out\n"
            );
            assert_eq!(given().refusal(), sentence);
            let url = presign(&[&get[..], &["--region", region]].concat()).stdout();
            assert!(url.contains(&format!("%2F{region}%2Fs3%2F")), "{name}: {url}");
        }
    }
}

/// An endpoint whose host is a provider's belongs to a region, wherever the one comes from that is signed for.
#[test]
fn regions_of_endpoints_that_are_a_providers() {
    let get = |endpoint: &str, region: &str| {
        presign(&["get", "s3://photos/a", "--at", AT, "--endpoint", endpoint]).env("AWS_REGION", region).run()
    };
    for (endpoint, right, is_checked) in [
        ("https://0123abcd.r2.cloudflarestorage.com", "auto", true),
        ("https://0123abcd.eu.r2.cloudflarestorage.com", "auto", true),
        ("https://s3.us-west-004.backblazeb2.com", "us-west-004", true),
        ("https://s3.eu-central-2.wasabisys.com", "eu-central-2", true),
        ("https://s3.fr-par.scw.cloud", "fr-par", true),
        ("https://s3.gra.io.cloud.ovh.net", "gra", true),
        ("https://s3.eu-central-2.ionoscloud.com", "eu-central-2", true),
        ("https://s3.ru-1.storage.selcloud.ru", "ru-1", true),
        ("https://us-east.object.fastlystorage.app", "us-east", true),
        ("https://ns.compat.objectstorage.eu-frankfurt-1.oci.customer-oci.com", "eu-frankfurt-1", true),
        ("https://storage.yandexcloud.net", "ru-central1", true),
        ("https://fsn1.your-objectstorage.com", "fsn1", false),
        ("https://nyc3.digitaloceanspaces.com", "nyc3", false),
        ("https://us-ord-1.linodeobjects.com", "us-ord-1", false),
        ("https://ewr1.vultrobjects.com", "ewr1", false),
        ("https://sos-ch-gva-2.exo.io", "ch-gva-2", false),
        ("https://s3.us-west-1.idrivee2.com", "us-west-1", false),
        ("https://s3.us-south.cloud-object-storage.appdomain.cloud", "us-south", false),
        ("https://storage.googleapis.com", "auto", false),
        ("https://gateway.storjshare.io", "us-east-1", false),
        ("https://t3.storage.dev", "auto", false),
    ] {
        let host = endpoint.trim_start_matches("https://");
        let outcome = get(endpoint, "eu-west-3");
        let sentence = if is_checked {
            format!("the host {host} belongs to the region {right}, but the URL is signed for eu-west-3")
        } else {
            format!(
                "the host {host} belongs to the region {right}, but this is signed for eu-west-3, which the service may refuse"
            )
        };
        let warning = format!("presign: warning: {sentence}: --region {right} agrees with the host\n");
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, warning.as_str()), "{endpoint}");
        assert_eq!(get(endpoint, right).stderr, "", "{endpoint}");
    }
    for (endpoint, region) in [
        ("https://0123abcd.r2.cloudflarestorage.com", "us-east-1"),
        ("https://nyc3.digitaloceanspaces.com", "us-east-1"),
        ("https://s3.eu-central-1.ionoscloud.com", "de"),
        ("https://account.upcloudobjects.com", "europe-1"),
        ("https://s3.example.com", "eu-west-3"),
    ] {
        assert_eq!(get(endpoint, region).stderr, "", "{endpoint} {region}");
    }
}

#[test]
fn other_names_of_providers() {
    let get = |options: &[&str]| printed(&[&["get", "s3://photos/a b"], options].concat());
    for (alias, name, needed) in [
        ("cloudflare", "r2", ["--account", "0123abcd"]),
        ("digitalocean", "spaces", ["--region", "nyc3"]),
        ("backblaze", "b2", ["--region", "us-west-004"]),
        ("akamai", "linode", ["--region", "us-ord-1"]),
        ("cos", "tencent", ["--region", "eu-frankfurt"]),
        ("oss", "alibaba", ["--region", "eu-central-1"]),
        ("obs", "huawei", ["--region", "eu-west-101"]),
        ("google", "gcs", ["--expires", "1h"]),
        ("rgw", "ceph", ["--endpoint", "http://localhost:7480"]),
    ] {
        let url = |name| get(&[&["--provider", name], &needed[..]].concat());
        assert_eq!(url(alias), url(name), "{alias}");
    }
    let oci = ["--provider", "oci", "--account", "namespace", "--region", "eu-frankfurt-1"];
    assert!(get(&oci).starts_with("https://namespace.compat.objectstorage.eu-frankfurt-1.oci."));
}

#[test]
fn names_of_other_tools() {
    let (a, bucket) = ("s3://examplebucket/a", "s3://examplebucket");
    for (alias, command) in [
        (&["share", a][..], &["get", a][..]),
        (&["rm", a], &["delete", a]),
        (&["cp", a, "--source", "s3://b/c"], &["copy", a, "--source", "s3://b/c"]),
        (&["ls", bucket], &["list", bucket]),
    ] {
        assert_eq!(printed(alias), printed(command));
    }
}

#[test]
fn durations() {
    for (text, seconds) in [
        ("900", "900"),
        ("0900", "900"),
        ("15m", "900"),
        ("15min", "900"),
        ("1h30m", "5400"),
        ("1d12h30m5s", "131405"),
        ("1w", "604800"),
        ("90sec", "90"),
    ] {
        let url = printed(&["get", "s3://examplebucket/a", "--expires", text]);
        assert!(url.contains(&format!("&X-Amz-Expires={seconds}&")), "{text}: {url}");
    }
}

#[test]
fn keys_are_taken_as_they_are() {
    let bucket = bucket();
    for key in ["/lead", "a//b", "a%b", "é?x=1#y", "s3://a", "it's \"here\"", "+&="] {
        let url = format!("s3://examplebucket/{key}");
        assert_eq!(printed(&["get", &url]), line(&bucket, &bucket.get_object(key)), "{key}");
    }
    // A folder's mark is put, and nothing else is meant.
    assert_eq!(printed(&["put", "s3://examplebucket/trail/"]), line(&bucket, &bucket.put_object("trail/")));
}

#[test]
fn copies() {
    let bucket = bucket();
    let source = CopySource::new("otherbucket", "b c").version_id("v1");
    assert_eq!(
        printed(&["copy", "s3://examplebucket/a", "--source", "s3://otherbucket/b c", "--source-version-id", "v1"]),
        line(&bucket, &bucket.copy_object("a", &source))
    );
    let arn = "arn:aws:s3:us-west-2:123456789012:accesspoint/reports";
    assert_eq!(
        printed(&["copy", "s3://examplebucket/a", "--source", &format!("{arn}/object/b/c")]),
        line(&bucket, &bucket.copy_object("a", &CopySource::new(arn, "b/c")))
    );
    let (key, source_key) = ([7; 32], [8; 32]);
    let operation = bucket.copy_object("a", &CopySource::new("otherbucket", "b"));
    let operation = operation.copy_source_sse_customer_key(&source_key).sse_customer_key(&key);
    let keys = [file("copy.key", key), file("copy-source.key", source_key)];
    let copy = ["copy", "s3://examplebucket/a", "--source", "s3://otherbucket/b"];
    assert_eq!(
        printed(&[&copy[..], &["--sse-c", &keys[0], "--source-sse-c", &keys[1]]].concat()),
        line(&bucket, &operation)
    );
}

#[test]
fn a_copy_never_loses_its_source() {
    let copy = ["copy", "s3://examplebucket/a", "--source", "s3://otherbucket/b c", "--hoist-headers"];
    let condition = ["--header", "x-amz-copy-source-if-match: \"etag\"", "--header", "x-amz-request-payer: requester"];
    let url = printed(&[&copy[..], &condition].concat());
    assert!(url.contains("SignedHeaders=host%3Bx-amz-copy-source%3Bx-amz-copy-source-if-match&"), "{url}");
    // In the query it would be ignored, and the object overwritten with nothing.
    assert!(!url.contains("x-amz-copy-source=") && url.contains("?x-amz-request-payer=requester&"), "{url}");
    let command = printed(&[&copy[..], &["--curl"]].concat());
    assert!(command.starts_with("curl --request PUT --header 'x-amz-copy-source: otherbucket/b%20c' "), "{command}");
}

#[test]
fn lists() {
    let bucket = bucket();
    let all = line(&bucket, &bucket.list_objects_v2());
    assert_eq!(printed(&["list", "s3://examplebucket"]), all);
    assert_eq!(printed(&["list", "s3://examplebucket/"]), all);
    let folder = line(&bucket, &bucket.list_objects_v2().prefix("a/b/").query("delimiter", "/"));
    assert_eq!(printed(&["list", "s3://examplebucket/a/b/", "--query", "delimiter=/"]), folder);
    assert_eq!(printed(&["list", "--bucket", "examplebucket", "--prefix", "a/b/", "--query", "delimiter=/"]), folder);
}

#[test]
fn steps_of_an_upload_in_parts() {
    let bucket = bucket();
    let step = |step: &[&str]| {
        let (name, rest) = step.split_first().unwrap();
        printed(&[&["multipart", name, "s3://examplebucket/a"], rest].concat())
    };
    let create = bucket.create_multipart_upload("a").content_type("text/plain");
    assert_eq!(step(&["create", "--content-type", "text/plain"]), line(&bucket, &create));
    let upload = ["--upload-id", "VXBsb2FkIElE+"];
    let part = bucket.upload_part("a", "VXBsb2FkIElE+", 10_000).content_length(5);
    assert_eq!(
        step(&[&["part", "--part", "10000", "--content-length", "5"], &upload[..]].concat()),
        line(&bucket, &part)
    );
    let complete = bucket.complete_multipart_upload("a", "VXBsb2FkIElE+");
    assert_eq!(step(&["complete", upload[0], upload[1]]), line(&bucket, &complete));
    let abort = bucket.abort_multipart_upload("a", "VXBsb2FkIElE+");
    assert_eq!(step(&["abort", upload[0], upload[1]]), line(&bucket, &abort));
    let list = bucket.list_parts("a", "VXBsb2FkIElE+");
    assert_eq!(step(&["list-parts", upload[0], upload[1]]), line(&bucket, &list));
}

#[test]
fn a_plan_of_parts() {
    let bucket = bucket();
    let plan = |options: &[&str]| {
        printed(&[&["multipart", "plan", "s3://examplebucket/a", "--upload-id", "ID"], options].concat())
    };
    let mut expected = String::new();
    for part in MultipartPlan::new(20 << 20, 8 << 20).unwrap().parts() {
        let url = line(&bucket, &bucket.upload_part("a", "ID", part.number));
        write!(expected, "{}\t{}\t{}\t{url}", part.number, part.offset, part.length).unwrap();
    }
    assert_eq!(expected.lines().count(), 3);
    assert_eq!(plan(&["--size", "20MiB"]), expected);
    assert_eq!(plan(&["--size", "20971520", "--part-size", "8MiB"]), expected);
    let signed = line(&bucket, &bucket.upload_part("a", "ID", 1).content_length(5));
    assert_eq!(plan(&["--size", "5", "--sign-lengths"]), format!("1\t0\t5\t{signed}"));
    assert_eq!(plan(&["--size", "12GiB"]).lines().count(), 12 << 30 >> 23);
    assert_eq!(plan(&["--size", "1TB", "--part-size", "5GB"]).lines().count(), 200);
}

#[test]
fn options_of_requests() {
    let bucket = bucket();
    let put = bucket
        .put_object("a")
        .content_type("text/plain")
        .content_disposition(&attachment("“é”.txt"))
        .content_length(1 << 20)
        .query("x-id", "PutObject")
        .query("flag", "")
        .header("if-none-match", "*");
    let options = ["--content-type", "text/plain", "--attachment", "“é”.txt", "--content-length", "1MiB"];
    let extras = ["--query", "x-id=PutObject", "--query", "flag", "--header", "If-None-Match:  * "];
    let object = ["put", "s3://examplebucket/a"];
    assert_eq!(printed(&[&object[..], &options, &extras].concat()), line(&bucket, &put));

    let get = bucket.get_object("a").version_id("v1").response_attachment("b.txt");
    let options = ["get", "s3://examplebucket/a", "--version-id", "v1", "--attachment", "b.txt"];
    assert_eq!(printed(&options), line(&bucket, &get));
    let delete = bucket.delete_object("a").version_id("v1");
    assert_eq!(printed(&["delete", "s3://examplebucket/a", "--version-id", "v1"]), line(&bucket, &delete));

    let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let put = bucket.put_object("a").header("x-amz-content-sha256", hash);
    assert_eq!(printed(&["put", "s3://examplebucket/a", "--payload-hash", hash]), line(&bucket, &put));
    let put =
        bucket.put_object("a").hoist_headers().header("x-amz-acl", "private").header("x-amz-content-sha256", hash);
    let options = ["--hoist-headers", "--header", "x-amz-acl: private", "--payload-hash", hash];
    assert_eq!(printed(&[&object[..], &options].concat()), line(&bucket, &put));
    let unsigned = ["put", "s3://examplebucket/a", "--payload-hash", "UNSIGNED-PAYLOAD"];
    assert_eq!(printed(&unsigned), line(&bucket, &bucket.put_object("a")));
}

#[test]
fn a_customers_key_comes_from_a_file() {
    let bucket = bucket();
    let key = *b"01234567890123456789012345678901";
    let expected = line(&bucket, &bucket.get_object("a").sse_customer_key(&key));
    for (name, content) in [("raw.key", &key[..]), ("base64.key", b"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=\n")] {
        assert_eq!(printed(&["get", "s3://examplebucket/a", "--sse-c", &file(name, content)]), expected, "{name}");
    }
}

#[test]
fn addresses() {
    let get = |options: &[&str]| printed(&[&["get", "s3://examplebucket/a"], options].concat());
    let expected = |bucket: &Bucket| line(bucket, &bucket.get_object("a"));
    let minio = bucket().endpoint("http://localhost:9000").unwrap();
    assert_eq!(get(&["--endpoint", "http://localhost:9000"]), expected(&minio));
    assert!(get(&["--endpoint", "http://localhost:9000"]).starts_with("http://localhost:9000/examplebucket/a?"));
    let virtual_hosted = minio.virtual_hosted_style().unwrap();
    assert_eq!(get(&["--endpoint", "http://localhost:9000", "--virtual-hosted-style"]), expected(&virtual_hosted));
    assert_eq!(get(&["--path-style"]), expected(&bucket().path_style().unwrap()));
    assert_eq!(get(&["--dualstack"]), expected(&bucket().dual_stack().unwrap()));
    assert_eq!(get(&["--fips"]), expected(&bucket().fips().unwrap()));
    assert_eq!(get(&["--fips", "--dualstack"]), expected(&bucket().fips().unwrap().dual_stack().unwrap()));
    assert_eq!(get(&["--accelerate"]), expected(&bucket().accelerate().unwrap()));
    let frankfurt = Bucket::new("examplebucket", "eu-central-1").unwrap();
    assert_eq!(get(&["--region", "eu-central-1"]), expected(&frankfurt));
}

#[test]
fn arns_have_a_region_of_their_own() {
    let arn = "arn:aws:s3:us-west-2:123456789012:accesspoint/reports";
    let bucket = Bucket::new(arn, "us-west-2").unwrap();
    let expected = line(&bucket, &bucket.get_object("a/b"));
    let arguments = ["get", "--bucket", arn, "--key", "a/b", "--at", AT];
    assert_eq!(presign(&arguments).stdout(), expected);
    assert_eq!(presign(&arguments).env("AWS_REGION", "").stdout(), expected);
}

#[test]
fn lives_of_urls() {
    for (text, seconds) in
        [("900", 900), ("1", 1), ("60s", 60), ("15m", 900), ("12h", 43_200), ("7d", 604_800), ("604800", 604_800)]
    {
        let url = printed(&["get", "s3://examplebucket/a", "--expires", text]);
        assert!(url.contains(&format!("&X-Amz-Expires={seconds}&")), "{text}: {url}");
    }
}

#[test]
fn any_service() {
    let url = printed(&[
        "url",
        "GET",
        "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15",
        "--service",
        "sts",
        "--region",
        "eu-west-1",
        "--header",
        "x-k8s-aws-id: my-cluster",
        "--query",
        "a=b c",
        "--expires",
        "60",
    ]);
    let expected = "https://sts.eu-west-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15&a=b%20c&\
        X-Amz-Algorithm=AWS4-HMAC-SHA256&\
        X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Feu-west-1%2Fsts%2Faws4_request&\
        X-Amz-Date=20130524T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id&X-Amz-Signature=";
    assert!(url.starts_with(expected), "{url}");
    let verified = presign(&["verify", "GET", url.trim(), "--header", "x-k8s-aws-id: my-cluster", "--at", AT]).run();
    assert_eq!(verified.code, 0, "{}", verified.stderr);
}

#[test]
fn without_a_time_it_is_now() {
    let url = presign(&["get", "s3://examplebucket/a"]).stdout();
    let explained = presign(&["explain", url.trim(), "--json"]).stdout();
    let json: serde_json::Value = serde_json::from_str(&explained).unwrap();
    assert!((3590..=3600).contains(&json["seconds_left"].as_u64().unwrap()), "{explained}");
}
