//! Tokens of services.

use std::time::Duration;

use presign::Credentials;
use presign::services::{bedrock, codecommit, dsql, eks, elasticache, memorydb, msk, rds};
use serde_json::{Value, json};

use crate::program::{AT, Presign, bare, credentials, file, now, presign};

const REGION: &str = "us-east-1";
const DATABASE: &str = "db.abc.us-east-1.rds.amazonaws.com";

fn token(arguments: &[&str]) -> Presign {
    presign(&[&["token"], arguments, &["--at", AT]].concat())
}

/// The tests of the library compare these functions with other implementations.
#[test]
fn each_service_has_the_token_of_the_library() {
    let (c, now) = (&credentials(), now());
    let quarter = Duration::from_secs(900);
    let hour = Duration::from_secs(3600);
    let dsql = "peccy.dsql.us-east-1.on.aws";
    let tokens: [(&[&str], _); 10] = [
        (
            &["rds", DATABASE, "--port", "5432", "--user", "a b"],
            rds::AuthToken { host: DATABASE, port: 5432, user: "a b", region: REGION }.sign(c, now),
        ),
        (
            &["dsql", dsql],
            dsql::AuthToken { host: dsql, region: REGION, admin: false, expires_in: quarter }.sign(c, now),
        ),
        (
            &["dsql", dsql, "--admin", "--expires", "1h"],
            dsql::AuthToken { host: dsql, region: REGION, admin: true, expires_in: hour }.sign(c, now),
        ),
        (
            &["elasticache", "cache", "--user", "app"],
            elasticache::AuthToken { cache: "cache", user: "app", region: REGION, serverless: false }.sign(c, now),
        ),
        (
            &["elasticache", "cache", "--user", "app", "--serverless"],
            elasticache::AuthToken { cache: "cache", user: "app", region: REGION, serverless: true }.sign(c, now),
        ),
        (
            &["memorydb", "cache", "--user", "app"],
            memorydb::AuthToken { cluster: "cache", user: "app", region: REGION }.sign(c, now),
        ),
        (&["eks", "my-cluster"], eks::AuthToken { cluster: "my-cluster", region: REGION }.sign(c, now)),
        (&["msk"], msk::AuthToken { region: REGION }.sign(c, now)),
        (&["bedrock"], bedrock::ApiKey { region: REGION, expires_in: 12 * hour }.sign(c, now)),
        (&["bedrock", "--expires", "15m"], bedrock::ApiKey { region: REGION, expires_in: quarter }.sign(c, now)),
    ];
    for (arguments, expected) in tokens {
        let printed = token(arguments).stdout();
        assert_eq!(printed, format!("{}\n", expected.unwrap().as_str()), "{arguments:?}");
    }
    let git = codecommit::GitLogin { repository: "MyRepo", region: REGION }.sign(c, now).unwrap();
    let expected = format!("username={}\npassword={}\n", git.username(), git.password().as_str());
    assert_eq!(token(&["codecommit", "MyRepo"]).stdout(), expected);
}

#[test]
fn json() {
    let printed = token(&["msk", "--json"]).stdout();
    let expected = msk::AuthToken { region: REGION }.sign(&credentials(), now()).unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&printed).unwrap(),
        json!({ "token": expected.as_str(), "expires_at": "2013-05-24T00:15:00Z", "expires_at_ms": 1_369_354_500_000_u64 })
    );
    let printed = token(&["codecommit", "MyRepo", "--json"]).env("AWS_SESSION_TOKEN", "a/token==").stdout();
    let printed: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(printed["username"], "AKIAIOSFODNN7EXAMPLE%a/token==");
}

#[test]
fn an_exec_credential_has_the_version_that_kubectl_asks_for() {
    let expected = eks::AuthToken { cluster: "my-cluster", region: REGION }.sign(&credentials(), now()).unwrap();
    let exec = || token(&["eks", "my-cluster", "--exec"]);
    let credential = |call: Presign| serde_json::from_str::<Value>(&call.stdout()).unwrap();
    let asked = r#"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","spec":{}}"#;
    for (call, version) in [(exec(), "v1"), (exec().env("KUBERNETES_EXEC_INFO", asked), "v1beta1")] {
        assert_eq!(
            credential(call),
            json!({
                "apiVersion": format!("client.authentication.k8s.io/{version}"),
                "kind": "ExecCredential",
                "spec": {},
                "status": { "expirationTimestamp": "2013-05-24T00:14:00Z", "token": expected.as_str() },
            })
        );
    }
    for asked in ["", "{", r#"{"apiVersion":"client.authentication.k8s.io/v1alpha1"}"#] {
        let call = exec().env("KUBERNETES_EXEC_INFO", asked);
        if asked.is_empty() {
            assert_eq!(call.run().code, 0);
        } else {
            assert_eq!(
                call.refusal(),
                "presign: KUBERNETES_EXEC_INFO asks for an ExecCredential other than that of \
                 client.authentication.k8s.io/v1 or v1beta1\n"
            );
        }
    }
}

#[test]
fn a_cluster_accepts_no_other_endpoint_of_sts() {
    let refusal = |place: &str| {
        format!(
            "presign: {place} asks for another endpoint of STS, and a cluster accepts tokens for the regional ones of AWS \
             alone: unset it for this command\n"
        )
    };
    for name in ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"] {
        let call = token(&["eks", "my-cluster"]).env(name, "http://localhost:4566");
        assert_eq!(call.refusal(), refusal(name));
    }
    let call = token(&["eks", "my-cluster"]).env("AWS_USE_DUALSTACK_ENDPOINT", "true");
    assert_eq!(call.refusal(), refusal("AWS_USE_DUALSTACK_ENDPOINT"));
    let config = file("config", "[default]\nendpoint_url = http://localhost:4566\n");
    let call = token(&["eks", "my-cluster"]).env("AWS_CONFIG_FILE", &config);
    assert_eq!(call.refusal(), refusal("endpoint_url of the profile default"));
    // That of another service, and one that is to be ignored, do not matter; nor do tokens that are not for STS.
    let expected = token(&["eks", "my-cluster"]).stdout();
    assert_eq!(token(&["eks", "my-cluster"]).env("AWS_ENDPOINT_URL_S3", "http://localhost:9000").stdout(), expected);
    let call = token(&["eks", "my-cluster"]).env("AWS_ENDPOINT_URL", "http://localhost:4566");
    assert_eq!(call.env("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true").stdout(), expected);
    assert_eq!(token(&["msk"]).env("AWS_ENDPOINT_URL_STS", "http://localhost:4566").run().code, 0);
}

#[test]
fn settings_choose_profile_region_and_fips() {
    let keys = "[other]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\n";
    let files = |call: Presign| {
        call.env("AWS_SHARED_CREDENTIALS_FILE", file("credentials", keys))
            .env("AWS_CONFIG_FILE", file("config", "[profile other]\nregion = eu-west-1\nuse_fips_endpoint = true\n"))
    };
    let arguments = ["token", "eks", "my-cluster", "--profile", "other", "--at", AT];
    let printed = files(bare(&arguments)).stdout();
    let other = Credentials::new("AKIDEXAMPLE", "secret");
    let expected = eks::AuthToken { cluster: "my-cluster", region: "eu-west-1-fips" }.sign(&other, now()).unwrap();
    assert_eq!(printed.trim_end(), expected.as_str());
    let region = files(bare(&[&arguments[..], &["--region", "ca-central-1"]].concat())).stdout();
    let expected = eks::AuthToken { cluster: "my-cluster", region: "ca-central-1-fips" }.sign(&other, now()).unwrap();
    assert_eq!(region.trim_end(), expected.as_str());
}

#[test]
fn refusals_are_those_of_the_library() {
    for (arguments, sentence) in [
        (
            &["bedrock", "--expires", "13h"][..],
            "the expiry of an Amazon Bedrock API key is 46800 seconds: at most 43200 seconds are allowed",
        ),
        (
            &["elasticache", "my-cluster.abc.cache.amazonaws.com", "--user", "app"],
            "the name of the cache has a character other than A-Z a-z 0-9 -: it is not the cache's endpoint",
        ),
        (&["msk", "--region", "EU"], "AWS has no region called EU: their names are like eu-central-1, in lower case"),
    ] {
        assert_eq!(token(arguments).refusal(), format!("presign: {sentence}\n"));
    }
    let refusal = token(&["rds", DATABASE, "--user", "app"]).refusal();
    assert!(
        refusal.starts_with("error: the following required arguments were not provided:\n  --port <PORT>"),
        "{refusal}"
    );
    let expired = token(&["msk"]).env("AWS_CREDENTIAL_EXPIRATION", "2013-05-23T00:00:00Z").refusal();
    assert_eq!(expired, "presign: the credentials expired at 20130523T000000Z\n");
}

#[test]
fn the_endpoint_of_a_database_names_the_region() {
    let host = "db.abc.eu-west-1.rds.amazonaws.com";
    let rds = ["rds", host, "--port", "5432", "--user", "app"];
    let expected =
        rds::AuthToken { host, port: 5432, user: "app", region: "eu-west-1" }.sign(&credentials(), now()).unwrap();
    let expected = format!("{}\n", expected.as_str());
    assert_eq!(token(&rds).env("AWS_REGION", "").stdout(), expected);
    let other = token(&rds).run();
    assert_eq!((other.code, &other.stdout), (0, &expected));
    assert_eq!(
        other.stderr,
        format!(
            "presign: warning: the region that is set is us-east-1, but this is signed for eu-west-1, which the host {host} \
             belongs to: --region eu-west-1 agrees with the host\n"
        )
    );
    let refused = token(&[&rds[..], &["--region", "us-east-1"]].concat()).refusal();
    let sentence = "the host says that it is in eu-west-1, and the region that was given is us-east-1";
    assert_eq!(refused, format!("presign: {sentence}\n"));
    let dsql = token(&["dsql", "peccy.dsql.eu-west-1.on.aws"]).env("AWS_REGION", "").stdout();
    assert!(dsql.contains("%2Feu-west-1%2Fdsql%2F"), "{dsql}");
}

/// The end of a tunnel, an alias, and what is no database: the service would refuse the token, whatever was dialled.
#[test]
fn a_database_is_named_by_its_own_endpoint() {
    for host in ["localhost", "127.0.0.1", "db.internal.example.com", "rds.us-east-1.amazonaws.com"] {
        let refused = token(&["rds", host, "--port", "54321", "--user", "app"]).refusal();
        assert_eq!(
            refused,
            format!(
                "presign: the host {host} is not an endpoint of Amazon RDS: sign for the endpoint's own name and port, \
                 whatever the client dials\n"
            )
        );
        let refused = token(&["dsql", host]).refusal();
        let sentence = "is not an endpoint of Aurora DSQL: sign for the endpoint's own name, whatever the client dials";
        assert_eq!(refused, format!("presign: the host {host} {sentence}\n"));
    }
    // A server that only speaks like a database of RDS, such as an emulator.
    let url = "https://localhost:54321/?Action=connect&DBUser=app";
    let outcome = presign(&["url", "GET", url, "--service", "rds-db", "--expires", "15m", "--at", AT]).run();
    assert!(outcome.stdout.starts_with("https://localhost:54321/?Action=connect&DBUser=app&X-Amz-Algorithm="));
    assert_eq!(
        outcome.stderr,
        "presign: warning: the token is signed for the host localhost, which is not an endpoint of Amazon RDS: it is \
         compared with the endpoint's own name and port, whatever the client dialled\n"
    );
    let told = presign(&["explain", outcome.stdout.trim_end().trim_start_matches("https://"), "--at", AT]).run();
    assert_eq!(told.code, 1, "{}", told.stdout);
    assert!(told.stdout.contains("which is not an endpoint of Amazon RDS"), "{}", told.stdout);
}
