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
         credentials file with --profile; where the AWS CLI has others, such as those of an instance, `eval \"$(aws \
         configure export-credentials --format env)\"` sets them\n"
    );
    assert_eq!(
        with_files(presign(&get(&["--profile", ""]))).refusal(),
        "presign: --profile is empty: name a profile, or leave the option out\n"
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
        "presign: no region: give one as in --region eu-central-1, set AWS_REGION, or put a region into the profile\n"
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
             role, sso, with space\n",
            path("credentials"),
            path("config")
        )
    );
    for (profile, missing) in [("half", "aws_secret_access_key"), ("empty", "aws_access_key_id")] {
        let sentence = format!("the profile {profile} has no {missing}: `aws configure --profile {profile}` adds it");
        assert_eq!(refusal(profile), format!("presign: {sentence}\n"));
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
    assert_eq!(
        unreadable,
        "presign: the environment variable AWS_CREDENTIAL_EXPIRATION is not a time as in 2015-08-30T12:36:00Z (RFC 3339)\n"
    );
}

const KEYS: &str = "aws_access_key_id = AKIDX\naws_secret_access_key = secret\n";

/// `presign get` with these two files and nothing else.
fn get_with(credentials: &str, config: impl AsRef<[u8]>) -> Presign {
    bare(&GET)
        .env("AWS_SHARED_CREDENTIALS_FILE", file("credentials", credentials))
        .env("AWS_CONFIG_FILE", file("config", config))
}

fn region(call: Presign) -> String {
    scope(call).split('/').nth(2).unwrap().to_owned()
}

#[test]
fn the_default_profile_by_its_two_heads() {
    let plain = "[default]\nregion = us-west-2\n";
    for head in ["[profile default]", "[profile \"default\"]", "[profile\tdefault]"] {
        let full = format!("{head}\nregion = eu-west-1\n");
        // A hash map's order would differ from run to run.
        for config in [[plain, &full].concat(), [&full, plain].concat()] {
            for _ in 0..4 {
                assert_eq!(region(get_with(&format!("[default]\n{KEYS}"), &config)), "eu-west-1");
            }
        }
    }
}

#[test]
fn heads_of_sections() {
    for head in ["profile dev", "profile\tdev", "profile \t dev", "profile 'dev'", "profile d\"e\"v", " profile dev "] {
        let config = format!("[{head}] ; a comment\n{KEYS}region = eu-west-1\n");
        assert_eq!(region(get_with("", config).env("AWS_PROFILE", "dev")), "eu-west-1", "{head}");
    }
    // Of two sections for one profile the last one counts.
    let config = format!("[profile dev]\nregion = us-west-2\n[profile 'dev']\n{KEYS}region = eu-west-1\n");
    assert_eq!(region(get_with("", config).env("AWS_PROFILE", "dev")), "eu-west-1");
}

#[test]
fn forms_of_options() {
    for lines in [
        "AWS_ACCESS_KEY_ID = AKIDX\nAWS_SECRET_ACCESS_KEY = secret\nRegion = eu-west-1\n",
        "aws_access_key_id:AKIDX\r\naws_secret_access_key: secret\r\nregion\t=\teu-west-1",
        "\n# region = x\naws_access_key_id=AKIDX\n  ; region = y\n\naws_secret_access_key=secret\nregion=eu-west-1 # z",
    ] {
        let credentials = format!("[default]\n{lines}\n");
        assert_eq!(scope(get_with(&credentials, "")), "AKIDX/20130524/eu-west-1/s3/aws4_request", "{lines}");
        let marked = [b"\xef\xbb\xbf", credentials.as_bytes()].concat();
        assert_eq!(scope(get_with("", marked)), "AKIDX/20130524/eu-west-1/s3/aws4_request", "{lines}");
    }
    let defaults = format!("[dev]\n{KEYS}[DEFAULT]\nregion = eu-west-1\n");
    assert_eq!(region(get_with(&defaults, "").env("AWS_PROFILE", "dev")), "eu-west-1");
    // Quotes are part of a value.
    let quoted = format!("[default]\n{KEYS}region = \"eu-west-1\"\n");
    let sentence = "a region contains only letters, digits, dots, hyphens and underscores";
    assert!(get_with(&quoted, "").refusal().starts_with("presign: "), "{sentence}");
}

#[test]
fn files_that_contradict_themselves() {
    for (config, sentence) in [
        ("[default]\nregion = a\nREGION = b\n", "line 3: this option is there twice in its section"),
        ("[default]\n[dev]\n[default]\n", "line 3: the section [default] is there twice"),
        ("region = a\n", "line 1: there is no head of a section, as in [default], before it"),
        ("[default]\nregion\n", "line 2: it is neither [SECTION] nor NAME = VALUE"),
        ("[default]\n= a\n", "line 2: the option's name is missing"),
        ("[default]\ns3 =\n  secret\n", "in [default], a line below s3 is not NAME = VALUE"),
    ] {
        let path = file("config", config);
        let refusal = get_with(&format!("[default]\n{KEYS}"), config).refusal();
        assert_eq!(refusal, format!("presign: {path} is not a file of profiles: {sentence}\n"));
    }
    let utf16: Vec<u8> = "[default]\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [[&b"\xff\xfe"[..], &utf16].concat(), utf16] {
        let refusal = get_with("", bytes).refusal();
        assert!(refusal.contains("config was not read: it is in UTF-16"), "{refusal}");
    }
    let latin = get_with("", b"[default]\n# caf\xe9\n").refusal();
    assert!(latin.ends_with("config is not a file of profiles: it is not UTF-8\n"), "{latin}");
}

#[test]
fn tokens_by_their_older_names() {
    let token = |call: Presign| {
        let url = call.stdout();
        url.split_once("X-Amz-Security-Token=").map(|(_, rest)| rest.split('&').next().unwrap().to_owned())
    };
    let old = "aws_security_token = OLD\n";
    let new = "aws_session_token = NEW\n";
    for (lines, expected) in [(old, "OLD"), (new, "NEW"), (&[new, old].concat(), "OLD")] {
        let call = get_with(&format!("[default]\nregion = us-east-1\n{KEYS}{lines}"), "");
        assert_eq!(token(call).as_deref(), Some(expected));
    }
    assert_eq!(token(presign(&GET).env("AWS_SECURITY_TOKEN", "OLD")).as_deref(), Some("OLD"));
    let both = presign(&GET).env("AWS_SECURITY_TOKEN", "OLD").env("AWS_SESSION_TOKEN", "NEW");
    assert_eq!(token(both).as_deref(), Some("OLD"));
    let empty = presign(&GET).env("AWS_SECURITY_TOKEN", "").env("AWS_SESSION_TOKEN", "NEW");
    assert_eq!(token(empty).as_deref(), Some("NEW"));
}

/// What asks for credentials that AWS's tools get over a network, in a profile.
const NETWORK: [&str; 8] = [
    "role_arn = arn:aws:iam::123456789012:role/reader\nsource_profile = other",
    "role_arn = arn:aws:iam::123456789012:role/reader\ncredential_source = Ec2InstanceMetadata",
    "web_identity_token_file = /no/such/file",
    "sso_session = corp",
    "sso_start_url = https://example.com/start",
    "sso_account_id = 123456789012",
    "sso_role_name = reader",
    "login_session = arn:aws:sts::123456789012:assumed-role/a/b",
];

/// What asks for them in the environment.
const NETWORK_VARIABLES: [&str; 5] = [
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CREDENTIAL_FILE",
    "BOTO_CONFIG",
];

/// A profile `dev` with keys in the config file, which come after `setting`.
fn with_setting(arguments: &[&str], setting: &str) -> Presign {
    let config = format!("[profile dev]\n{KEYS}region = eu-west-1\n{setting}\n[sso-session corp]\n");
    bare(arguments).env("AWS_CONFIG_FILE", file("config", config))
}

#[test]
#[cfg(unix)]
fn the_aws_cli_gets_credentials() {
    let script = r#"echo a word of the CLI >&2
echo "{\"Version\": 1, \"AccessKeyId\": \"CLI$5\", \"SecretAccessKey\": \"CLI/SECRET\", \"SessionToken\": \"TOKEN+\",
\"Expiration\": \"2013-05-24T00:30:00+00:00\"}"
test "$*" = 'export-credentials --format process --profile dev' || test "$*" = 'export-credentials --format process'
"#;
    let url = |call: Presign| {
        let outcome = call.with_aws(script).run();
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, "a word of the CLI\n"));
        assert!(outcome.stdout.contains("&X-Amz-Security-Token=TOKEN%2B&"), "{}", outcome.stdout);
        // No URL outlives them.
        assert!(outcome.stdout.contains("\"expires_at\":\"2013-05-24T00:30:00Z\""), "{}", outcome.stdout);
        outcome.stdout
    };
    let of_dev = "Credential=CLIdev%2F20130524%2Feu-west-1%2F";
    for setting in NETWORK {
        let asked_for = url(with_setting(&get(&["--json", "--profile", "dev"]), setting));
        assert!(asked_for.contains(of_dev), "{setting}: {asked_for}");
        let of_variable = url(with_setting(&get(&["--json"]), setting).env("AWS_PROFILE", "dev"));
        assert_eq!(of_variable, asked_for, "{setting}");
    }
    for name in NETWORK_VARIABLES {
        let found = url(bare(&get(&["--json", "--region", "eu-west-1"])).env(name, "x"));
        assert!(found.contains("Credential=CLI%2F20130524%2Feu-west-1%2F"), "{name}: {found}");
    }
}

#[test]
#[cfg(unix)]
fn the_aws_cli_says_why_it_has_none() {
    let said = |script: &str| with_setting(&get(&["--profile", "dev"]), NETWORK[3]).with_aws(script).refusal();
    let start = "presign: `aws configure export-credentials --format process --profile dev`";
    let reason = "Error loading SSO Token: run aws sso login";
    let failed = format!("{start} failed (exit status: 255), and says why above\n");
    assert_eq!(said(&format!("echo SECRET; echo '{reason}' >&2; exit 255")), format!("{reason}\n{failed}"));
    assert_eq!(said(&format!("printf '{reason}' >&2; exit 255")), format!("{reason}\n{failed}"));
    // Nothing that a terminal obeys, and not without end.
    assert_eq!(said("printf 'a\\033[2Jb\\r\\007\\302\\233c\\n' >&2; exit 255"), format!("a[2Jbc\n{failed}"));
    let long = "i=0; while [ $i -lt 3000 ]; do echo 123456789 >&2; i=$((i+1)); done; exit 255";
    let refusal = said(long);
    assert!(refusal.len() < 20_000 && refusal.ends_with(&failed), "{}", refusal.len());
    let silent = "failed (exit status: 2), and does not say why: run it by itself";
    for (script, sentence) in
        [("exit 2", silent), (":", "printed nothing"), ("echo SECRET", "printed no JSON as AWS documents it")]
    {
        assert_eq!(said(script), format!("{start} {sentence}\n"));
    }
}

#[test]
fn without_the_aws_cli_there_is_another_way() {
    let keys = |call: Presign| {
        let call = call.env("AWS_ACCESS_KEY_ID", ACCESS_KEY_ID).env("AWS_SECRET_ACCESS_KEY", SECRET);
        call.env("AWS_SESSION_TOKEN", "TOKEN")
    };
    for setting in NETWORK {
        let name = setting.split(' ').next().unwrap();
        let dev = get(&["--profile", "dev"]);
        let sentence = format!(
            "presign: the profile dev gets its credentials by {name}, for which the AWS CLI is run, and there is no program \
             aws: install it, or set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, and AWS_PROFILE=dev \
             instead of --profile\n"
        );
        assert_eq!(with_setting(&dev, setting).refusal(), sentence);
        assert_eq!(with_setting(&GET, setting).env("AWS_PROFILE", "dev").refusal(), sentence);
        // Whoever does that gets the keys, and the region of the profile.
        let call = keys(with_setting(&GET, setting)).env("AWS_PROFILE", "dev");
        assert_eq!(scope(call), format!("{ACCESS_KEY_ID}/20130524/eu-west-1/s3/aws4_request"));
        // As in botocore, a profile that was asked for comes before keys in the environment.
        assert_eq!(keys(with_setting(&dev, setting)).refusal(), sentence);
    }
    let credentials = format!("[default]\nregion = us-east-1\n{KEYS}");
    for name in NETWORK_VARIABLES {
        let sentence = format!(
            "presign: the credentials come from {name}, for which the AWS CLI is run, and there is no program aws: install \
             it, or set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN\n"
        );
        assert_eq!(bare(&GET).env(name, "x").refusal(), sentence);
        assert_eq!(get_with("", "[default]\nregion = us-east-1\n").env(name, "x").refusal(), sentence);
        let environment = keys(bare(&GET)).env("AWS_REGION", "us-east-1").env(name, "x");
        assert_eq!(scope(environment), format!("{ACCESS_KEY_ID}/20130524/us-east-1/s3/aws4_request"));
        // Of these, the web identity alone comes before the keys of a profile that was not asked for.
        let of_file = get_with(&credentials, "").env(name, "x");
        if name == "AWS_WEB_IDENTITY_TOKEN_FILE" {
            assert_eq!(of_file.refusal(), sentence);
        } else {
            assert_eq!(scope(of_file), "AKIDX/20130524/us-east-1/s3/aws4_request");
        }
    }
}

#[test]
fn keys_in_the_credentials_file_come_before_a_login() {
    let config = "[profile dev]\nregion = us-east-1\nlogin_session = x\n";
    let keys = get_with(&format!("[dev]\n{KEYS}"), config).env("AWS_PROFILE", "dev");
    assert_eq!(scope(keys), "AKIDX/20130524/us-east-1/s3/aws4_request");
}

/// A profile whose credentials a program prints: `cat` a file.
#[cfg(unix)]
fn by_process(arguments: &[&str], answer: &str) -> Presign {
    let path = file("an answer", answer);
    let config = format!("[default]\nregion = us-east-1\ncredential_process = /bin/cat \"{path}\"\n");
    bare(arguments).env("AWS_CONFIG_FILE", file("config", config))
}

#[cfg(unix)]
fn get_by_process(answer: &str) -> Presign {
    by_process(&GET, answer)
}

#[test]
#[cfg(unix)]
fn a_program_prints_credentials() {
    let long_term = r#"{"Version": 1, "AccessKeyId": "PROCESSX", "SecretAccessKey": "PROCESS/SECRET"}"#;
    assert_eq!(scope(get_by_process(long_term)), "PROCESSX/20130524/us-east-1/s3/aws4_request");
    let temporary = r#"{"Version": 1, "AccessKeyId": "PROCESSX", "SecretAccessKey": "PROCESS/SECRET",
        "SessionToken": "TOKEN+", "Expiration": "2013-05-24T00:30:00Z", "AccountId": "111122223333"}"#;
    let url = get_by_process(temporary).stdout();
    assert!(url.contains("&X-Amz-Security-Token=TOKEN%2B&"), "{url}");
    let json = by_process(&get(&["--json"]), temporary).stdout();
    assert!(json.contains("\"expires_at\":\"2013-05-24T00:30:00Z\""), "{json}");
    let verified = bare(&["verify", "GET", url.trim_end(), "--at", AT])
        .env("AWS_ACCESS_KEY_ID", "PROCESSX")
        .env("AWS_SECRET_ACCESS_KEY", "PROCESS/SECRET")
        .env("AWS_SESSION_TOKEN", "TOKEN+")
        .run();
    assert_eq!(verified.code, 0, "{}", verified.stderr);
    let expired = temporary.replace("2013-05-24T00:30", "2013-05-23T00:30");
    assert_eq!(get_by_process(&expired).refusal(), "presign: the credentials expired at 20130523T003000Z\n");
    // Keys in the credentials file come before, and the program comes before keys in the config file.
    let config = |keys: &str| format!("[default]\n{keys}region = us-east-1\ncredential_process = /no/such/program\n");
    let keys = get_with(&format!("[default]\n{KEYS}"), config(""));
    assert_eq!(scope(keys), "AKIDX/20130524/us-east-1/s3/aws4_request");
    assert!(get_with("", config(KEYS)).refusal().contains("credential_process"));
}

#[test]
#[cfg(unix)]
fn programs_that_print_no_credentials() {
    let start = "presign: the program that credential_process of the profile default names";
    for (answer, sentence) in [
        ("SECRET", "printed no JSON as AWS documents it"),
        (r#"["SECRET"]"#, "printed no JSON as AWS documents it"),
        (r#"{"AccessKeyId": "A", "SecretAccessKey": "SECRET"}"#, "printed JSON whose Version is not 1"),
        (r#"{"Version": 2, "AccessKeyId": "A", "SecretAccessKey": "SECRET"}"#, "printed JSON whose Version is not 1"),
        (r#"{"Version": 1, "SecretAccessKey": "SECRET"}"#, "printed JSON without AccessKeyId"),
        (r#"{"Version": 1, "AccessKeyId": "A"}"#, "printed JSON without SecretAccessKey"),
        (
            r#"{"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "SECRET", "Expiration": "SECRET"}"#,
            "printed JSON whose Expiration is not a time as in 2015-08-30T12:36:00Z",
        ),
    ] {
        assert_eq!(get_by_process(answer).refusal(), format!("{start} {sentence}\n"), "{answer}");
    }
    for (line, sentence) in [
        ("/bin/sh -c 'echo SECRET; echo no session >&2; exit 3'", "failed (exit status: 3), and says why above"),
        ("/bin/sh -c 'echo SECRET; exit 3'", "failed (exit status: 3), and does not say why: run it by itself"),
        ("/bin/sh -c :", "printed nothing"),
        ("/bin/sh -c 'echo; echo'", "printed nothing"),
        ("/no/such/program", "did not start: No such file or directory (os error 2)"),
        ("/bin/cat 'SECRET", "is not a command line: a quotation mark or a backslash is open"),
    ] {
        let config = format!("[default]\nregion = us-east-1\ncredential_process = {line}\n");
        let refusal = get_with("", config).refusal();
        let (above, last) = refusal.trim_end().rsplit_once('\n').unwrap_or(("", refusal.trim_end()));
        assert_eq!(last, format!("{start} {sentence}"));
        assert_eq!(above, if sentence.ends_with("above") { "no session" } else { "" });
    }
    let nested = get_with("", "[default]\nregion = us-east-1\ncredential_process =\n  a = b\n").refusal();
    let sentence = "credential_process of the profile default must be one value, on the line of its name";
    assert_eq!(nested, format!("presign: {sentence}\n"));
}

#[test]
fn which_profile() {
    let call = || with_files(bare(&GET));
    let expected = "DEVEXAMPLE/20130524/eu-central-1/s3/aws4_request";
    assert_eq!(scope(call().env("AWS_DEFAULT_PROFILE", "dev")), expected);
    assert_eq!(scope(call().env("AWS_DEFAULT_PROFILE", "dev").env("AWS_PROFILE", "only-config")), expected);
    // A profile that is named must be there, even if the environment has keys.
    let refusal = with_files(presign(&GET)).env("AWS_PROFILE", "prod").refusal();
    assert!(refusal.starts_with("presign: no profile prod in "), "{refusal}");
}

#[test]
fn files_below_the_home_folder() {
    let home = crate::program::folder("with-tilde");
    std::fs::write(home.join("keys"), format!("[default]\nregion = eu-west-1\n{KEYS}")).unwrap();
    let call = |path: &str| bare(&GET).env("HOME", &home).env("AWS_SHARED_CREDENTIALS_FILE", path);
    assert_eq!(region(call("~/keys")), "eu-west-1");
    assert_eq!(region(call("~//keys")), "eu-west-1");
    for path in ["$HOME/keys", "${HOME}/keys", "$HERE/keys", "$HOME/ke$Y_", "$HOME/$UNSET/../keys", "$HOME/${KE}${YS}"]
    {
        let call = call(path).env("HERE", "~").env("Y_", "ys").env("KE", "ke").env("YS", "ys");
        // What is not set stays as it is.
        std::fs::create_dir_all(home.join("$UNSET")).unwrap();
        assert_eq!(region(call), "eu-west-1", "{path}");
    }
    let config = bare(&GET).env("HOME", &home).env("AWS_CONFIG_FILE", "$HOME/keys");
    assert_eq!(region(config), "eu-west-1");
    assert_eq!(
        call("~somebody/keys").refusal(),
        "presign: AWS_SHARED_CREDENTIALS_FILE begins with ~ and a user's name, which this program does not look up: write \
         the whole path\n"
    );
    let missing = call("$HOME/${keys").refusal();
    assert!(missing.starts_with("presign: no credentials: "), "{missing}");
}

#[test]
fn expiry_in_rfc_3339() {
    let json = [&GET[..], &["--json"]].concat();
    for expiry in [
        "2013-05-24T01:30:00+01:00",
        "2013-05-24T00:30:00.000Z",
        "2013-05-24T00:30:00.999999Z",
        "2013-05-23T19:00:00-05:30",
        "2013-05-24t00:30:00z",
        "20130524T003000Z",
    ] {
        let printed = presign(&json).env("AWS_CREDENTIAL_EXPIRATION", expiry).stdout();
        assert!(printed.contains("\"expires_at\":\"2013-05-24T00:30:00Z\""), "{expiry}: {printed}");
        let at = presign(&["get", "s3://examplebucket/a", "--at", expiry]).stdout();
        assert!(at.contains("&X-Amz-Date=20130524T003000Z&"), "{expiry}: {at}");
    }
    for expiry in ["2013-05-24T00:30:00", "2013-05-24", "1369355400", "2013-02-30T00:00:00Z", "1969-12-31T23:59:59Z"] {
        let refusal = presign(&GET).env("AWS_CREDENTIAL_EXPIRATION", expiry).refusal();
        assert!(
            refusal.starts_with("presign: the environment variable AWS_CREDENTIAL_EXPIRATION is not a time"),
            "{refusal}"
        );
    }
}

#[test]
#[cfg(unix)]
fn variables_that_are_not_utf_8() {
    use std::os::unix::ffi::OsStrExt as _;
    let refusal = presign(&GET).env("AWS_ENDPOINT_URL", std::ffi::OsStr::from_bytes(b"http://\xff")).refusal();
    assert_eq!(refusal, "presign: the environment variable AWS_ENDPOINT_URL is not UTF-8\n");
}
