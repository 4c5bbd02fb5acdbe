//! Where credentials and region come from.

use crate::program::{ACCESS_KEY_ID, AT, Presign, SECRET, bare, file, presign};

const PROFILE_SECRET: &str = "PROFILE/SECRET+EXAMPLE#;=";

const CREDENTIALS: &str = "\
# a comment
[default]
aws_access_key_id = DEFAULTEXAMPLE
aws_secret_access_key = PROFILE/SECRET+EXAMPLE#;=

[dev]
  aws_access_key_id=DEVEXAMPLE
  aws_secret_access_key=PROFILE/SECRET+EXAMPLE#;=
  aws_session_token=TOKEN/EXAMPLE==
[half]
aws_access_key_id = HALFEXAMPLE
[sso]
aws_access_key_id = STALEEXAMPLE
aws_secret_access_key = PROFILE/SECRET+EXAMPLE#;=
";

const CONFIG: &str = "\
[default]
region = eu-west-1
[profile dev]
region = eu-central-1   ; Frankfurt
s3 =
  region = nested-1
[profile only-config]
aws_access_key_id = CONFIGEXAMPLE
aws_secret_access_key = PROFILE/SECRET+EXAMPLE#;=
region = ap-southeast-1
endpoint_url = http://localhost:9000
[profile \"with space\"]
aws_access_key_id = SPACEEXAMPLE
aws_secret_access_key = PROFILE/SECRET+EXAMPLE#;=
region = us-west-1
[profile role]
role_arn = arn:aws:iam::123456789012:role/reader
source_profile = default
[profile sso]
sso_session = corp
[profile process]
credential_process = /bin/echo
[profile empty]
region = us-east-1
[dev-without-profile]
region = us-east-1
";

/// Adds the two files.
fn with_files(call: Presign) -> Presign {
    call.env("AWS_SHARED_CREDENTIALS_FILE", file("credentials", CREDENTIALS))
        .env("AWS_CONFIG_FILE", file("config", CONFIG))
}

/// The scope of the URL that the call prints: access key id, day, region, service.
fn scope(call: Presign) -> String {
    let url = call.stdout();
    assert!(!url.contains("SECRET"), "{url}");
    let (_, rest) = url.split_once("X-Amz-Credential=").unwrap();
    rest.split('&').next().unwrap().replace("%2F", "/")
}

const GET: [&str; 4] = ["get", "s3://examplebucket/a", "--at", AT];

fn get<'a>(options: &[&'a str]) -> Vec<&'a str> {
    [&GET, options].concat()
}

#[test]
fn profiles() {
    for (profile, expected) in [
        ("default", "DEFAULTEXAMPLE/20130524/eu-west-1/s3/aws4_request"),
        ("dev", "DEVEXAMPLE/20130524/eu-central-1/s3/aws4_request"),
        ("only-config", "CONFIGEXAMPLE/20130524/ap-southeast-1/s3/aws4_request"),
        ("with space", "SPACEEXAMPLE/20130524/us-west-1/s3/aws4_request"),
    ] {
        assert_eq!(scope(with_files(bare(&get(&["--profile", profile])))), expected);
        assert_eq!(scope(with_files(bare(&GET)).env("AWS_PROFILE", profile)), expected);
    }
    assert_eq!(scope(with_files(bare(&GET))), "DEFAULTEXAMPLE/20130524/eu-west-1/s3/aws4_request");
}

#[test]
fn a_profile_signs_with_its_secret_and_its_token() {
    let url = with_files(bare(&get(&["--profile", "dev"]))).stdout();
    assert!(url.contains("&X-Amz-Security-Token=TOKEN%2FEXAMPLE%3D%3D&"), "{url}");
    let verify = ["verify", "GET", url.trim_end(), "--at", AT];
    let verified = bare(&verify)
        .env("AWS_ACCESS_KEY_ID", "DEVEXAMPLE")
        .env("AWS_SECRET_ACCESS_KEY", PROFILE_SECRET)
        .env("AWS_SESSION_TOKEN", "TOKEN/EXAMPLE==")
        .run();
    assert_eq!(verified.code, 0, "{}", verified.stderr);
}

#[test]
fn the_files_lie_at_home() {
    let home = crate::program::folder("with-files");
    std::fs::create_dir_all(home.join(".aws")).unwrap();
    std::fs::write(home.join(".aws/credentials"), CREDENTIALS).unwrap();
    std::fs::write(home.join(".aws/config"), CONFIG).unwrap();
    let expected = "DEVEXAMPLE/20130524/eu-central-1/s3/aws4_request";
    assert_eq!(scope(bare(&get(&["--profile", "dev"])).env("HOME", &home)), expected);
}

#[test]
fn what_comes_first() {
    let of = |call: Presign| scope(with_files(call));
    let environment = format!("{ACCESS_KEY_ID}/20130524/us-east-1/s3/aws4_request");
    assert_eq!(of(presign(&GET)), environment);
    assert_eq!(of(presign(&GET).env("AWS_PROFILE", "dev")), environment);
    // The profile that was asked for, in the environment's region.
    let dev = "DEVEXAMPLE/20130524/us-east-1/s3/aws4_request";
    assert_eq!(of(presign(&get(&["--profile", "dev"]))), dev);
    let option = "DEVEXAMPLE/20130524/sa-east-1/s3/aws4_request";
    assert_eq!(of(presign(&get(&["--profile", "dev", "--region", "sa-east-1"]))), option);
    let fallback = presign(&GET).env("AWS_REGION", "").env("AWS_DEFAULT_REGION", "us-east-2");
    assert_eq!(of(fallback), format!("{ACCESS_KEY_ID}/20130524/us-east-2/s3/aws4_request"));
    let of_profile = presign(&GET).env("AWS_REGION", "").env("AWS_PROFILE", "dev");
    assert_eq!(of(of_profile), format!("{ACCESS_KEY_ID}/20130524/eu-central-1/s3/aws4_request"));
}

#[test]
fn session_tokens_of_the_environment() {
    let url = presign(&GET).env("AWS_SESSION_TOKEN", "TOKEN+=").stdout();
    assert!(url.contains("&X-Amz-Security-Token=TOKEN%2B%3D&"), "{url}");
    let url = presign(&GET).env("AWS_SESSION_TOKEN", "").stdout();
    assert!(!url.contains("Token"), "{url}");
}

#[test]
fn endpoints_of_the_environment_and_the_profile() {
    let url = |call: Presign| with_files(call).stdout().split("/examplebucket/").next().unwrap().to_owned();
    let profile = bare(&get(&["--profile", "only-config"]));
    assert_eq!(url(profile), "http://localhost:9000");
    let variable = bare(&get(&["--profile", "only-config"])).env("AWS_ENDPOINT_URL", "http://localhost:1");
    assert_eq!(url(variable.env("AWS_ENDPOINT_URL_S3", "http://localhost:2")), "http://localhost:2");
    assert_eq!(url(presign(&GET).env("AWS_ENDPOINT_URL", "http://localhost:1")), "http://localhost:1");
    let option = presign(&get(&["--endpoint", "http://localhost:3"])).env("AWS_ENDPOINT_URL", "http://localhost:1");
    assert_eq!(url(option), "http://localhost:3");
}

#[test]
fn missing_credentials() {
    assert_eq!(
        bare(&GET).refusal(),
        "presign: no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile of the shared \
         credentials file with --profile\n"
    );
    let half = bare(&GET).env("AWS_REGION", "us-east-1");
    let half = half.env("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID).env("AWS_SECRET_ACCESS_KEY", "");
    // An empty variable is as good as none.
    assert_eq!(half.refusal(), "presign: the secret access key is empty\n");
    let half = with_files(bare(&GET)).env("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID);
    assert_eq!(half.refusal(), "presign: the environment variable AWS_SECRET_ACCESS_KEY is not set\n");
    let half = with_files(bare(&GET)).env("AWS_SECRET_ACCESS_KEY", SECRET);
    assert_eq!(half.refusal(), "presign: the environment variable AWS_ACCESS_KEY_ID is not set\n");
}

#[test]
fn a_missing_region() {
    assert_eq!(
        presign(&GET).env("AWS_REGION", "").refusal(),
        "presign: no region: give --region, set AWS_REGION, or put a region into the profile\n"
    );
}

#[test]
fn profiles_that_are_of_no_use() {
    let refusal = |profile: &str| with_files(bare(&get(&["--profile", profile]))).refusal();
    let path = |name: &str| file(name, if name == "config" { CONFIG } else { CREDENTIALS });
    assert_eq!(
        refusal("prod"),
        format!(
            "presign: no profile prod in {} or {}: the profiles there are default, dev, empty, half, only-config, \
             process, role, sso, with space\n",
            path("credentials"),
            path("config")
        )
    );
    for (profile, missing) in [("half", "aws_secret_access_key"), ("empty", "aws_access_key_id")] {
        let sentence = format!("the profile {profile} has no {missing}: `aws configure --profile {profile}` adds it");
        assert_eq!(refusal(profile), format!("presign: {sentence}\n"));
    }
    for (profile, setting) in [("role", "role_arn"), ("sso", "sso_session"), ("process", "credential_process")] {
        assert_eq!(
            refusal(profile),
            format!(
                "presign: the profile {profile} gets its credentials by {setting}, which this program does not do: \
                 `eval \"$(aws configure export-credentials --profile {profile} --format env)\"` puts them into the \
                 environment\n"
            )
        );
    }
    let without_files = bare(&get(&["--profile", "dev"])).refusal();
    assert!(without_files.ends_with(": `aws configure --profile dev` makes one\n"), "{without_files}");
}

#[test]
fn files_that_cannot_be_read() {
    let broken = file("broken", "[dev\naws_secret_access_key = PROFILE/SECRET\n");
    let refusal = bare(&get(&["--profile", "dev"])).env("AWS_CONFIG_FILE", &broken).refusal();
    assert!(refusal.starts_with(&format!("presign: {broken} is not a file of profiles: line 1: ")), "{refusal}");
    assert!(!refusal.contains("SECRET"), "{refusal}");
    let folder = crate::program::folder("files");
    let refusal = bare(&get(&["--profile", "dev"])).env("AWS_SHARED_CREDENTIALS_FILE", &folder).refusal();
    assert!(refusal.starts_with(&format!("presign: {} was not read: ", folder.display())), "{refusal}");
}

#[test]
fn credentials_that_end() {
    let expired = presign(&GET).env("AWS_CREDENTIAL_EXPIRATION", "2013-05-23T00:00:00Z").refusal();
    assert_eq!(expired, "presign: the credentials expired at 20130523T000000Z\n");
    let unreadable = presign(&GET).env("AWS_CREDENTIAL_EXPIRATION", "tomorrow").refusal();
    assert_eq!(unreadable, "presign: AWS_CREDENTIAL_EXPIRATION is not a time in UTC as in 2015-08-30T12:36:00Z\n");
}
