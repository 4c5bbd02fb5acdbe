//! Any request to any service: whose host it is.

use crate::program::{ACCESS_KEY_ID, AT, Presign, SECRET, bare, presign};

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
        assert_eq!(scope(&url(&address, &[]).stdout()), expected);
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
    // Not AWS' own: it may take another name for its region.
    url("https://b.nyc3.digitaloceanspaces.com/k", &["--region", "us-east-1"]).stdout();
}
