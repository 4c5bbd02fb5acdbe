//! What the variables and files of AWS's tools say about the endpoint of S3. `tests/botocore` compares many more of them
//! with botocore.

use crate::program::{AT, Presign, bare, file, presign};

const KEYS: &str = "[default]\naws_access_key_id = AKIDX\naws_secret_access_key = secret\n";

/// `presign get s3://examplebucket/k` with the keys of a credentials file and this config file.
fn with_config(config: &str) -> Presign {
    with_config_for(&["get", "s3://examplebucket/k", "--at", AT], config)
}

fn with_config_for(arguments: &[&str], config: &str) -> Presign {
    bare(arguments)
        .env("AWS_SHARED_CREDENTIALS_FILE", file("credentials", KEYS))
        .env("AWS_CONFIG_FILE", file("config", config))
}

/// Scheme, host and path of the URL.
fn address(call: Presign) -> String {
    call.stdout().split('?').next().unwrap().to_owned()
}

#[test]
fn addresses() {
    for (config, expected) in [
        ("use_dualstack_endpoint = true", "https://examplebucket.s3.dualstack.us-west-2.amazonaws.com/k"),
        ("use_fips_endpoint = TRUE", "https://examplebucket.s3-fips.us-west-2.amazonaws.com/k"),
        ("use_fips_endpoint = false", "https://examplebucket.s3.us-west-2.amazonaws.com/k"),
        ("s3 =\n  use_accelerate_endpoint = true", "https://examplebucket.s3-accelerate.amazonaws.com/k"),
        ("s3 =\n  use_accelerate_endpoint = false", "https://examplebucket.s3.us-west-2.amazonaws.com/k"),
        ("s3 =\n\tuse_dualstack_endpoint=true\n", "https://examplebucket.s3.dualstack.us-west-2.amazonaws.com/k"),
        ("s3 =\n  addressing_style = path", "https://s3.us-west-2.amazonaws.com/examplebucket/k"),
        ("s3 =\n  addressing_style = auto", "https://examplebucket.s3.us-west-2.amazonaws.com/k"),
        ("s3 =\n  addressing_style = virtual", "https://examplebucket.s3.us-west-2.amazonaws.com/k"),
        (
            "s3 =\n  addressing_style = virtual\nendpoint_url = https://s3.example.com",
            "https://examplebucket.s3.example.com/k",
        ),
        // Acceleration has no path style.
        (
            "s3 =\n  addressing_style = path\n  # a comment\n  use_accelerate_endpoint = true",
            "https://examplebucket.s3-accelerate.amazonaws.com/k",
        ),
        ("s3 =\n  signature_version = s3v4", "https://examplebucket.s3.us-west-2.amazonaws.com/k"),
        ("s3 =\n  payload_signing_enabled = true", "https://examplebucket.s3.us-west-2.amazonaws.com/k"),
        ("endpoint_url = http://localhost:9000", "http://localhost:9000/examplebucket/k"),
        (
            "endpoint_url = http://localhost:1\nignore_configured_endpoint_urls = true",
            "https://examplebucket.s3.us-west-2.amazonaws.com/k",
        ),
    ] {
        let config = format!("[default]\nregion = us-west-2\n{config}\n");
        assert_eq!(address(with_config(&config)), expected, "{config}");
    }
}

#[test]
fn variables() {
    let config = "[default]\nregion = us-west-2\nuse_fips_endpoint = true\nendpoint_url = http://localhost:1\n";
    let ignoring = || with_config(config).env("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
    assert_eq!(address(ignoring()), "https://examplebucket.s3-fips.us-west-2.amazonaws.com/k");
    let none = ignoring().env("AWS_USE_FIPS_ENDPOINT", "false").env("AWS_ENDPOINT_URL_S3", "http://localhost:2");
    assert_eq!(address(none), "https://examplebucket.s3.us-west-2.amazonaws.com/k");
    let dual = with_config("[default]\nregion = us-west-2").env("AWS_USE_DUALSTACK_ENDPOINT", "true");
    assert_eq!(address(dual), "https://examplebucket.s3.dualstack.us-west-2.amazonaws.com/k");
}

#[test]
fn the_endpoint_without_a_region() {
    let global = "https://examplebucket.s3.amazonaws.com/k";
    let regional = "https://examplebucket.s3.us-east-1.amazonaws.com/k";
    let us_east_1 = "[default]\nregion = us-east-1\n";
    assert_eq!(address(with_config(us_east_1)), regional);
    for setting in ["s3_us_east_1_regional_endpoint = legacy", "s3 =\n  us_east_1_regional_endpoint = legacy"] {
        let config = format!("{us_east_1}{setting}\n");
        assert_eq!(address(with_config(&config)), global);
        let url = with_config(&config).stdout();
        assert!(url.contains("%2Fus-east-1%2Fs3%2F"), "{url}");
        let variable = with_config(&config).env("AWS_S3_US_EAST_1_REGIONAL_ENDPOINT", "regional");
        assert_eq!(address(variable), regional);
        // It is about us-east-1 alone.
        let elsewhere = with_config(&config).env("AWS_REGION", "us-west-2");
        assert_eq!(address(elsewhere), "https://examplebucket.s3.us-west-2.amazonaws.com/k");
    }
}

#[test]
fn services() {
    let profile = "[default]\nregion = us-west-2\nservices = loc\n";
    for section in [
        "[services loc]\ns3 =\n  endpoint_url = http://localhost:9000\n",
        "[services \"loc\"]\ns3 = \n\n  endpoint_url=http://localhost:9000",
        "[services\tloc]\nec2 =\n  endpoint_url = http://localhost:1\ns3 =\n  endpoint_url = http://localhost:9000",
    ] {
        let config = format!("{profile}endpoint_url = http://localhost:2\n{section}");
        assert_eq!(address(with_config(&config)), "http://localhost:9000/examplebucket/k");
        let variable = with_config(&config).env("AWS_ENDPOINT_URL", "http://localhost:3");
        assert_eq!(address(variable), "http://localhost:3/examplebucket/k");
    }
    let other =
        format!("{profile}endpoint_url = http://localhost:2\n[services loc]\nec2 =\n  endpoint_url = http://x\n");
    assert_eq!(address(with_config(&other)), "http://localhost:2/examplebucket/k");
    let option = ["get", "s3://examplebucket/k", "--endpoint", "http://localhost:4"];
    assert_eq!(address(with_config_for(&option, profile)), "http://localhost:4/examplebucket/k");
    assert_eq!(
        with_config(profile).refusal(),
        "presign: the profile default names the services loc, but the config file has no [services loc]\n"
    );
}

#[test]
fn options_come_before_settings() {
    let config = "[default]\nregion = us-west-2\ns3 =\n  addressing_style = path\n";
    let virtual_hosted = ["get", "s3://examplebucket/k", "--virtual-hosted-style"];
    assert_eq!(address(with_config_for(&virtual_hosted, config)), "https://examplebucket.s3.us-west-2.amazonaws.com/k");
    let config = config.replace("path", "virtual") + "endpoint_url = http://s3.example.com\n";
    let path = ["get", "s3://examplebucket/k", "--path-style"];
    assert_eq!(address(with_config_for(&path, &config)), "http://s3.example.com/examplebucket/k");
}

#[test]
fn styles_hold_where_they_can() {
    let arn = "arn:aws:s3:us-west-2:123456789012:accesspoint/reports";
    let path = "[default]\nregion = us-west-2\ns3 =\n  addressing_style = path\n";
    let get = ["get", "--bucket", arn, "--key", "k"];
    let expected = "https://reports-123456789012.s3-accesspoint.us-west-2.amazonaws.com/k";
    assert_eq!(address(with_config_for(&get, path)), expected);
    // S3 Transfer Acceleration has no path style.
    let accelerated = format!("{path}  use_accelerate_endpoint = true\n");
    let expected = "https://photos.s3-accelerate.amazonaws.com/k";
    assert_eq!(address(with_config_for(&["get", "s3://photos/k"], &accelerated)), expected);
}

/// By its option and by its setting, virtual-hosted style is obeyed or refused for every bucket at every endpoint. Where
/// it is obeyed, botocore 1.44 has the same address.
#[test]
fn virtual_hosted_style_is_obeyed_or_refused() {
    let refused = "addressing_style, below s3 in the profile default, is virtual, but the bucket's name cannot be part of \
                   this host's name: --path-style has it in the path, whatever is set";
    let refused_option = "the bucket name cannot be part of a host name: it needs path style";
    for (bucket, endpoint, expected) in [
        ("photos", "", Some("https://photos.s3.us-east-1.amazonaws.com/k")),
        ("photos", "http://localhost:9000", Some("http://photos.localhost:9000/k")),
        ("my.dotted.bucket", "http://localhost:9000", Some("http://my.dotted.bucket.localhost:9000/k")),
        ("my.dotted.bucket", "http://gw.example.com/base", Some("http://my.dotted.bucket.gw.example.com/base/k")),
        ("my.dotted.bucket", "https://localhost:9000", None),
        ("my.dotted.bucket", "", None),
        ("photos", "http://127.0.0.1:9000", None),
        ("my.dotted.bucket", "http://[::1]:9000", None),
        ("1.2.3.4", "http://localhost:9000", None),
        ("under_score", "http://localhost:9000", None),
        ("Upper.case", "http://localhost:9000", None),
    ] {
        let object = format!("s3://{bucket}/k");
        let endpoint = if endpoint.is_empty() { String::new() } else { format!("endpoint_url = {endpoint}\n") };
        let config = |style: &str| format!("[default]\nregion = us-east-1\n{style}{endpoint}");
        let by_setting = config("s3 =\n  addressing_style = virtual\n");
        let by_setting = || with_config_for(&["get", &object], &by_setting);
        let by_option = || with_config_for(&["get", &object, "--virtual-hosted-style"], &config(""));
        if let Some(expected) = expected {
            assert_eq!(address(by_setting()), expected);
            assert_eq!(address(by_option()), expected);
        } else {
            assert_eq!(by_setting().refusal(), format!("presign: {refused}\n"), "{bucket} {endpoint}");
            assert_eq!(by_option().refusal(), format!("presign: {refused_option}\n"), "{bucket} {endpoint}");
        }
    }
}

/// A style for all endpoints does not say that a name is in one of them by chance, as the option does.
#[test]
fn an_endpoint_that_names_the_bucket_is_refused_whatever_style_is_set() {
    let host = "the endpoint's host begins with the bucket's name: --bucket-endpoint treats the URL as the bucket's own, which \
                does not repeat the name, and --path-style repeats it in the path";
    let path = "the endpoint's path has the bucket's name, which would be there twice: leave the name out of the endpoint, or \
                give the bucket's whole URL as the endpoint with --bucket-endpoint";
    for style in ["auto", "path", "virtual"] {
        for (url, expected) in [
            ("https://photos.nyc3.digitaloceanspaces.com", host),
            ("https://0123abcd.r2.cloudflarestorage.com/photos", path),
            ("https://0123abcd.r2.cloudflarestorage.com/photos/", path),
        ] {
            let config =
                format!("[default]\nregion = auto\nendpoint_url = {url}\ns3 =\n  addressing_style = {style}\n");
            let refusal = with_config_for(&["get", "s3://photos/k"], &config).refusal();
            assert_eq!(refusal, format!("presign: {expected}\n"), "{style} {url}");
        }
    }
    let url = "https://0123abcd.r2.cloudflarestorage.com/photos";
    for style in ["--path-style", "--virtual-hosted-style"] {
        let call = presign(&["get", "s3://photos/k", "--region", "auto", "--endpoint", url, style]);
        assert_eq!(call.refusal(), format!("presign: {path}\n"), "{style}");
    }
    let minio = ["get", "s3://photos/k", "--provider", "minio", "--endpoint", "http://localhost:9000/photos"];
    assert_eq!(presign(&minio).refusal(), format!("presign: {path}\n"));
    let whole = ["get", "s3://photos/k", "--region", "auto", "--bucket-endpoint", "--endpoint", url];
    assert_eq!(address(presign(&whole)), format!("{url}/k"));
}

#[test]
fn regions_of_arns() {
    let arn = "arn:aws:s3:us-west-2:123456789012:accesspoint/reports";
    let get = ["get", "--bucket", arn, "--key", "k"];
    let expected = "https://reports-123456789012.s3-accesspoint.us-west-2.amazonaws.com/k";
    assert_eq!(address(presign(&get)), expected);
    assert_eq!(address(presign(&get).env("AWS_S3_USE_ARN_REGION", "true")), expected);
    let same = presign(&get).env("AWS_S3_USE_ARN_REGION", "false").env("AWS_REGION", "us-west-2");
    assert_eq!(address(same), expected);
    assert_eq!(
        presign(&get).env("AWS_S3_USE_ARN_REGION", "false").refusal(),
        "presign: the ARN is of the region us-west-2, not of us-east-1, and AWS_S3_USE_ARN_REGION is false: it must be \
         of the same region then\n"
    );
    for setting in ["s3_use_arn_region = false", "s3 =\n  use_arn_region = false"] {
        let config = format!("[default]\nregion = us-east-1\n{setting}\n");
        let refusal = with_config_for(&get, &config).refusal();
        assert!(refusal.contains("not of us-east-1, and "), "{refusal}");
        assert_eq!(address(with_config_for(&get, &config).env("AWS_S3_USE_ARN_REGION", "true")), expected);
    }
}

#[test]
fn settings_that_mean_nothing() {
    for (config, sentence) in [
        ("use_fips_endpoint = yes", "use_fips_endpoint of the profile default must be true or false"),
        (
            "s3 =\n  use_accelerate_endpoint = 1",
            "use_accelerate_endpoint, below s3 in the profile default, must be true or false",
        ),
        (
            "s3 =\n  addressing_style = dns",
            "addressing_style, below s3 in the profile default, must be auto, path or virtual",
        ),
        (
            "s3 =\n  signature_version = s3",
            "signature_version, below s3 in the profile default, must be s3v4: this program signs with Signature Version \
             4 alone",
        ),
        (
            "s3_us_east_1_regional_endpoint = global",
            "s3_us_east_1_regional_endpoint of the profile default must be legacy or regional",
        ),
        (
            "s3 = addressing_style = path",
            "s3 of the profile default must be settings of its own, on indented lines below it",
        ),
        (
            "endpoint_url =\n  s3 = http://localhost:9000",
            "endpoint_url of the profile default must be one value, on the line of its name",
        ),
        (
            "use_fips_endpoint = true\nendpoint_url = http://localhost:9000",
            "a FIPS endpoint cannot be combined with a custom endpoint",
        ),
    ] {
        let refusal = with_config(&format!("[default]\nregion = us-west-2\n{config}\n")).refusal();
        assert_eq!(refusal, format!("presign: {sentence}\n"));
    }
    let variable = with_config("[default]\nregion = us-west-2\n").env("AWS_USE_DUALSTACK_ENDPOINT", "on");
    assert_eq!(variable.refusal(), "presign: AWS_USE_DUALSTACK_ENDPOINT must be true or false\n");
}

#[test]
fn endpoints_that_are_the_bucket() {
    let get = |url: &str, endpoint: &str, options: &[&str]| {
        presign(&[&["get", url, "--at", AT, "--endpoint", endpoint], options].concat())
    };
    let domain = "https://media.example.com";
    let spaces = "https://photos.nyc3.digitaloceanspaces.com";
    let own = ["--bucket-endpoint"];
    assert_eq!(address(get("s3://media.example.com/k", domain, &own)), "https://media.example.com/k");
    assert_eq!(address(get("s3://other/k", domain, &own)), "https://media.example.com/k");
    assert_eq!(address(get("s3://photos/k", spaces, &own)), format!("{spaces}/k"));
    let variable = presign(&["get", "s3://photos/k", "--bucket-endpoint"]).env("AWS_ENDPOINT_URL_S3", spaces);
    assert_eq!(address(variable), format!("{spaces}/k"));
    for (url, endpoint) in [("s3://media.example.com/k", domain), ("s3://photos/k", spaces)] {
        assert_eq!(
            get(url, endpoint, &[]).refusal(),
            "presign: the endpoint's host begins with the bucket's name: --bucket-endpoint treats the URL as the \
             bucket's own, which does not repeat the name, and --path-style repeats it in the path\n"
        );
        let bucket = url.trim_start_matches("s3://").trim_end_matches("/k");
        assert_eq!(address(get(url, endpoint, &["--path-style"])), format!("{endpoint}/{bucket}/k"));
    }
    assert_eq!(
        presign(&["get", "s3://photos/k", "--bucket-endpoint"]).refusal(),
        "presign: --bucket-endpoint needs the bucket's URL: give it with --endpoint\n"
    );
}
