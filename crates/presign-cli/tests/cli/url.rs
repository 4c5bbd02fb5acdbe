//! Any request to any service: whose host it is.

use std::fs;

use crate::program::{ACCESS_KEY_ID, AT, Presign, SECRET, bare, folder, presign};

fn url(url: &str, options: &[&str]) -> Presign {
    presign(&[&["url", "GET", url, "--at", AT], options].concat())
}

/// Region and service of the scope.
fn scope(printed: &str) -> String {
    let (_, rest) = printed.split_once("%2F20130524%2F").unwrap();
    rest.split("%2Faws4_request").next().unwrap().replace("%2F", "/")
}

#[test]
fn region_and_service_are_the_hosts() {
    for (host, expected) in [
        ("b.s3.eu-central-1.amazonaws.com", "eu-central-1/s3"),
        ("s3.dualstack.us-west-2.amazonaws.com", "us-west-2/s3"),
        ("sts.eu-west-1.amazonaws.com:443", "eu-west-1/sts"),
        ("a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com", "eu-west-1/execute-api"),
        ("iam.amazonaws.com", "us-east-1/iam"),
        ("b.s3.eu-central-003.backblazeb2.com", "eu-central-003/s3"),
    ] {
        let address = format!("https://{host}/k");
        let outcome = url(&address, &[]).run();
        assert_eq!((outcome.code, scope(&outcome.stdout)), (0, expected.into()));
        let (region, _) = expected.split_once('/').unwrap();
        // Without the port that is the scheme's own.
        let host = host.trim_end_matches(":443");
        let warning = format!(
            "presign: warning: the region that is set is us-east-1, but this is signed for {region}, which the host \
             {host} belongs to: --region {region} agrees with the host\n"
        );
        assert_eq!(outcome.stderr, if region == "us-east-1" { String::new() } else { warning });
        assert_eq!(scope(&url(&address, &["--region", region]).stdout()), expected, "the option agrees");
        let keys = bare(&["url", "GET", &address, "--at", AT]);
        let keys = keys.env("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID).env("AWS_SECRET_ACCESS_KEY", SECRET);
        assert_eq!(scope(&keys.stdout()), expected, "no region is set");
    }
    // A host that says nothing.
    assert_eq!(scope(&url("https://example.com/", &["--service", "sts"]).stdout()), "us-east-1/sts");
    // One that has no region.
    assert_eq!(scope(&url("https://b.s3-accelerate.amazonaws.com/k", &[]).stdout()), "us-east-1/s3");
}

#[test]
fn hosts_that_contradict_the_options() {
    let s3 = "b.s3.eu-central-1.amazonaws.com";
    for (host, options, signed, warning) in [
        (
            s3,
            ["--service", "s3", "--region", "us-west-2"],
            "us-west-2/s3",
            "the host b.s3.eu-central-1.amazonaws.com belongs to the region eu-central-1, but the URL is signed for \
             us-west-2: --region eu-central-1 agrees with the host",
        ),
        (
            s3,
            ["--service", "execute-api", "--region", "eu-central-1"],
            "eu-central-1/execute-api",
            "the host b.s3.eu-central-1.amazonaws.com belongs to the service s3, but the URL is signed for \
             execute-api: --service s3 agrees with the host",
        ),
    ] {
        let outcome = url(&format!("https://{host}/k"), &options).run();
        assert_eq!((outcome.code, outcome.stderr), (0, format!("presign: warning: {warning}\n")));
        assert_eq!(scope(&outcome.stdout), signed);
    }
    let global = url("https://b.s3.amazonaws.com/k", &["--region", "eu-central-1"]).run();
    assert!(global.stderr.ends_with(": --region us-east-1 agrees with the host\n"), "{}", global.stderr);
    assert_eq!((global.code, scope(&global.stdout)), (0, "eu-central-1/s3".into()));
    let website = url("https://b.s3-website.eu-central-1.amazonaws.com/k", &["--service", "s3"]).run();
    assert!(
        website.stderr.ends_with("website endpoint of S3, which accepts no signed requests\n"),
        "{}",
        website.stderr
    );
    // The region of a profile is one that is set.
    let files = folder("regions-of-profiles");
    fs::write(files.join("config"), "[default]\nregion = us-west-2\n").unwrap();
    let keys = bare(&["url", "GET", "https://b.s3.eu-central-1.amazonaws.com/k", "--at", AT]);
    let keys = keys.env("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID).env("AWS_SECRET_ACCESS_KEY", SECRET);
    let outcome = keys.env("AWS_CONFIG_FILE", files.join("config")).run();
    assert!(
        outcome.stderr.starts_with("presign: warning: the region that is set is us-west-2, "),
        "{}",
        outcome.stderr
    );
    // Not AWS's own: it may take another name for its region.
    url("https://b.nyc3.digitaloceanspaces.com/k", &["--region", "us-east-1"]).stdout();
}

/// Servers that do not know a part of a bucket's configuration delete the bucket for it.
#[test]
fn deletions_of_a_part_of_a_buckets_configuration() {
    let warning = |name: &str| {
        format!(
            "presign: warning: a server that does not know ?{name} deletes the bucket itself for this: send a GET of it \
             first, and do not hand this out\n"
        )
    };
    for name in [
        "analytics",
        "cors",
        "encryption",
        "intelligent-tiering",
        "inventory",
        "lifecycle",
        "metadataConfiguration",
        "metadataTable",
        "metrics",
        "ownershipControls",
        "policy",
        "publicAccessBlock",
        "replication",
        "tagging",
        "website",
    ] {
        for (command, url) in [
            ("url", format!("http://localhost:8333/photos?{name}")),
            ("sign", format!("http://localhost:8333/photos/?{name}=")),
            ("sign", format!("https://photos.s3.example.com/?{name}&id=a")),
            ("url", format!("https://photos.s3.example.com?id=a&{name}")),
        ] {
            let call = |method| presign(&[command, method, &url, "--service", "s3", "--at", AT]).run();
            let outcome = call("DELETE");
            assert_eq!((outcome.code, outcome.stderr), (0, warning(name)), "{command} {url}");
            assert_eq!(call("GET").stderr, "", "{command} {url}");
        }
    }
    let added = ["url", "DELETE", "http://localhost:8333/photos", "--query", "website=", "--service", "s3", "--at", AT];
    assert_eq!(presign(&added).run().stderr, warning("website"));
    for url in [
        "http://localhost:8333/photos",
        "http://localhost:8333/photos/k?tagging",
        "http://localhost:8333/photos/k?versionId=v",
        "https://photos.s3.us-east-1.amazonaws.com/?website",
    ] {
        let outcome = presign(&["url", "DELETE", url, "--service", "s3", "--at", AT]).run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{url}");
    }
}

#[test]
fn endpoints_of_aws_that_contradict_the_region() {
    let get = |endpoint: &str, options: &[&str]| {
        presign(&[&["get", "s3://photos/k", "--at", AT, "--endpoint", endpoint], options].concat()).run()
    };
    let regional = "https://s3.eu-central-1.amazonaws.com";
    let outcome = get(regional, &[]);
    assert_eq!((outcome.code, scope(&outcome.stdout)), (0, "us-east-1/s3".into()));
    assert_eq!(
        outcome.stderr,
        "presign: warning: the host s3.eu-central-1.amazonaws.com belongs to the region eu-central-1, but the URL is \
         signed for us-east-1: --region eu-central-1 agrees with the host\n"
    );
    assert_eq!(get(regional, &["--region", "eu-central-1"]).stderr, "");
    let global = get("https://s3.amazonaws.com", &["--region", "eu-central-1"]);
    assert!(global.stderr.ends_with(": --region us-east-1 agrees with the host\n"), "{}", global.stderr);
    for endpoint in ["https://s3.amazonaws.com", "http://localhost:9000", "https://nyc3.digitaloceanspaces.com"] {
        assert_eq!(get(endpoint, &[]).stderr, "", "{endpoint}");
    }
    // One word for all lines, from wherever the endpoint comes.
    let list =
        presign(&["put", "s3://photos", "--from", "-"]).env("AWS_ENDPOINT_URL_S3", regional).input("a\nb\n").run();
    assert_eq!((list.code, list.stdout.lines().count(), list.stderr.lines().count()), (0, 2, 1), "{}", list.stderr);
}

#[test]
fn regions_that_aws_does_not_have() {
    let warned = |arguments: &[&str]| {
        let outcome = presign(&[arguments, &["--at", AT]].concat()).input("a\nb\n").run();
        assert_eq!(outcome.code, 0, "{}", outcome.stderr);
        assert!(!outcome.stdout.is_empty());
        outcome.stderr
    };
    let warning = |region: &str, meant: &str| {
        format!("presign: warning: AWS has no region {region} that this program knows: did you mean {meant}?\n")
    };
    let get = |region: &str| warned(&["get", "s3://photos/k", "--region", region]);
    assert_eq!(get("us-est-1"), warning("us-est-1", "us-east-1"));
    assert_eq!(get("eu-centrall-1"), warning("eu-centrall-1", "eu-central-1"));
    for right in ["eu-central-1", "us-gov-west-1", "us-isob-east-1", "us-east-1-fips", "aws-global", "EU"] {
        assert_eq!(get(right), "", "{right}");
    }
    // One word for all lines.
    assert_eq!(
        warned(&["get", "s3://photos", "--from", "-", "--region", "us-est-1"]),
        warning("us-est-1", "us-east-1")
    );
    let eks = ["token", "eks", "blue", "--region", "eu-wst-1"];
    assert_eq!(warned(&eks), warning("eu-wst-1", "eu-west-1"));
    let transcribe = ["service", "transcribe", "--query", "language-code=en-US", "--query", "media-encoding=pcm"];
    let transcribe = [&transcribe[..], &["--query", "sample-rate=16000", "--region", "eu-wst-1"]].concat();
    assert_eq!(warned(&transcribe), warning("eu-wst-1", "eu-west-1"));
    let url = "https://sqs.us-est-1.amazonaws.com/";
    assert_eq!(warned(&["url", "GET", url, "--region", "us-est-1"]), warning("us-est-1", "us-east-1"));
    assert_eq!(warned(&["sign", "GET", url, "--region", "us-est-1"]), warning("us-est-1", "us-east-1"));
    // Where the host names another region, that is said, and no more.
    let other = warned(&["url", "GET", "https://sqs.us-east-1.amazonaws.com/", "--region", "us-est-1"]);
    assert!(other.ends_with(": --region us-east-1 agrees with the host\n"), "{other}");
    assert_eq!(other.lines().count(), 1, "{other}");
    // Not AWS's own.
    for endpoint in ["http://localhost:9000", "https://us-est-1.linodeobjects.com"] {
        assert_eq!(warned(&["get", "s3://photos/k", "--endpoint", endpoint, "--region", "us-est-1"]), "");
    }
}
