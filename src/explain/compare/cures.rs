//! What mends a cause, for each tool: a line to copy.
//!
//! Source: AWS SDKs and Tools Reference Guide, "Data Integrity Protections for Amazon S3", and each SDK's API
//! reference; rclone, "Amazon S3"; HashiCorp, "S3 backend"; nginx, "ngx_http_proxy_module"; Traefik, "Services"; Caddy,
//! "reverse_proxy"; Kong, "Route object"; Apache, "mod_proxy"; Cloudflare, "Origin configuration parameters".

use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::{Evidence, Finding, Kind};

/// A cause, a word of its sentence where the cure is for that alone, the tool, and the line.
type Cure = (Kind, &'static str, &'static str, &'static str);

/// The cures, by cause.
const CURES: [Cure; 118] = [
    (Kind::ProxyChanges, "accept-encoding", "rclone", "--s3-sign-accept-encoding=false"),
    (
        Kind::ProxyChanges,
        "accept-encoding",
        "Go v2",
        "o.APIOptions = append(o.APIOptions, func(s *middleware.Stack) error { _, err := s.Finalize.Remove(\"DisableAcceptEncodingGzip\"); return err })",
    ),
    (Kind::ProxyChanges, "accept-encoding", "nginx", "proxy_set_header Accept-Encoding $http_accept_encoding;"),
    (Kind::ProxyChanges, "accept-encoding", "Caddy", "header_up Accept-Encoding {http.request.header.Accept-Encoding}"),
    (Kind::Host, "", "nginx", "proxy_set_header Host $http_host;"),
    (Kind::Host, "", "Traefik", "passHostHeader: true"),
    (Kind::Host, "", "Caddy", "header_up Host {http.request.hostport}"),
    (Kind::Host, "", "Apache", "ProxyPreserveHost On"),
    (Kind::Host, "", "Kong", "preserve_host: true"),
    (Kind::Host, "", "Cloudflare", "originRequest: { httpHostHeader: s3.example.com }"),
    (Kind::Host, "", "MinIO", "MINIO_SERVER_URL=https://s3.example.com"),
    (
        Kind::SdkChecksum,
        "",
        "any AWS SDK",
        "AWS_REQUEST_CHECKSUM_CALCULATION=when_required AWS_RESPONSE_CHECKSUM_VALIDATION=when_required",
    ),
    (
        Kind::SdkChecksum,
        "",
        "JavaScript v3",
        "new S3Client({ requestChecksumCalculation: \"WHEN_REQUIRED\", responseChecksumValidation: \"WHEN_REQUIRED\" })",
    ),
    (
        Kind::SdkChecksum,
        "",
        "boto3",
        "Config(request_checksum_calculation=\"when_required\", response_checksum_validation=\"when_required\")",
    ),
    (Kind::SdkChecksum, "", "AWS CLI", "aws configure set request_checksum_calculation when_required"),
    (Kind::SdkChecksum, "", "Go v2", "o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired"),
    (Kind::SdkChecksum, "", "Java v2", ".requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)"),
    (Kind::SdkChecksum, "", "PHP", "'request_checksum_calculation' => 'when_required'"),
    (Kind::SdkChecksum, "", ".NET", "RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED"),
    (Kind::SdkChecksum, "", "Ruby", "request_checksum_calculation: \"when_required\""),
    (Kind::SdkChecksum, "", "Rust", ".request_checksum_calculation(RequestChecksumCalculation::WhenRequired)"),
    (Kind::SdkChecksum, "", "Kotlin", "requestChecksumCalculation = RequestHttpChecksumConfig.WHEN_REQUIRED"),
    (Kind::SdkChecksum, "", "rclone", "--s3-use-data-integrity-protections=false"),
    (Kind::SdkChecksum, "", "Terraform", "skip_s3_checksum = true"),
    (
        Kind::EmptyBodyChecksum,
        "",
        "any AWS SDK",
        "AWS_REQUEST_CHECKSUM_CALCULATION=when_required AWS_RESPONSE_CHECKSUM_VALIDATION=when_required",
    ),
    (
        Kind::EmptyBodyChecksum,
        "",
        "JavaScript v3",
        "new S3Client({ requestChecksumCalculation: \"WHEN_REQUIRED\", responseChecksumValidation: \"WHEN_REQUIRED\" })",
    ),
    (
        Kind::EmptyBodyChecksum,
        "",
        "boto3",
        "Config(request_checksum_calculation=\"when_required\", response_checksum_validation=\"when_required\")",
    ),
    (Kind::EmptyBodyChecksum, "", "AWS CLI", "aws configure set request_checksum_calculation when_required"),
    (Kind::EmptyBodyChecksum, "", "Go v2", "o.RequestChecksumCalculation = aws.RequestChecksumCalculationWhenRequired"),
    (Kind::EmptyBodyChecksum, "", "Java v2", ".requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)"),
    (Kind::EmptyBodyChecksum, "", "PHP", "'request_checksum_calculation' => 'when_required'"),
    (Kind::EmptyBodyChecksum, "", ".NET", "RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED"),
    (Kind::EmptyBodyChecksum, "", "Ruby", "request_checksum_calculation: \"when_required\""),
    (Kind::EmptyBodyChecksum, "", "Rust", ".request_checksum_calculation(RequestChecksumCalculation::WhenRequired)"),
    (Kind::EmptyBodyChecksum, "", "Kotlin", "requestChecksumCalculation = RequestHttpChecksumConfig.WHEN_REQUIRED"),
    (Kind::EmptyBodyChecksum, "", "rclone", "--s3-use-data-integrity-protections=false"),
    (Kind::EmptyBodyChecksum, "", "Terraform", "skip_s3_checksum = true"),
    (Kind::Region, "", "Cloudflare R2", "region: \"auto\""),
    (Kind::Region, "", "Garage", "s3_region = \"garage\""),
    (Kind::Region, "", "JavaScript v3", "new S3Client({ region: \"REGION\" })"),
    (Kind::Region, "", "boto3", "boto3.client(\"s3\", region_name=\"REGION\")"),
    (Kind::Region, "", "AWS CLI", "--region REGION"),
    (Kind::Region, "", "Go v2", "config.WithRegion(\"REGION\")"),
    (Kind::Region, "", "Java v2", ".region(Region.of(\"REGION\"))"),
    (Kind::Region, "", "PHP", "'region' => 'REGION'"),
    (Kind::Region, "", ".NET", "AuthenticationRegion = \"REGION\""),
    (Kind::Region, "", "rclone", "--s3-region REGION"),
    (Kind::Region, "", "Terraform", "region = \"REGION\""),
    (Kind::Region, "", "DuckDB", "CREATE SECRET (TYPE s3, PROVIDER credential_chain, REGION 'REGION');"),
    (Kind::Endpoint, "must use path style", "JavaScript v3", "forcePathStyle: true"),
    (Kind::Endpoint, "must use path style", "boto3", "Config(s3={\"addressing_style\": \"path\"})"),
    (Kind::Endpoint, "must use path style", "AWS CLI", "aws configure set default.s3.addressing_style path"),
    (Kind::Endpoint, "must use path style", "Go v2", "o.UsePathStyle = true"),
    (Kind::Endpoint, "must use path style", "Go v1", "S3ForcePathStyle: aws.Bool(true)"),
    (Kind::Endpoint, "must use path style", "Java v2", ".forcePathStyle(true)"),
    (Kind::Endpoint, "must use path style", "Java v1", ".withPathStyleAccessEnabled(true)"),
    (Kind::Endpoint, "must use path style", "PHP", "'use_path_style_endpoint' => true"),
    (Kind::Endpoint, "must use path style", ".NET", "ForcePathStyle = true"),
    (Kind::Endpoint, "must use path style", "Ruby", "force_path_style: true"),
    (Kind::Endpoint, "must use path style", "Rust", ".force_path_style(true)"),
    (Kind::Endpoint, "must use path style", "Kotlin", "forcePathStyle = true"),
    (Kind::Endpoint, "must use path style", "rclone", "--s3-force-path-style=true"),
    (Kind::Endpoint, "must use path style", "Terraform", "use_path_style = true"),
    (Kind::Endpoint, "must use path style", "Hadoop", "fs.s3a.path.style.access=true"),
    (Kind::Endpoint, "must use path style", "s3cmd", "host_bucket = s3.example.com"),
    (Kind::Endpoint, "must use virtual-hosted style", "JavaScript v3", "forcePathStyle: false"),
    (Kind::Endpoint, "must use virtual-hosted style", "boto3", "Config(s3={\"addressing_style\": \"virtual\"})"),
    (
        Kind::Endpoint,
        "must use virtual-hosted style",
        "AWS CLI",
        "aws configure set default.s3.addressing_style virtual",
    ),
    (Kind::Endpoint, "must use virtual-hosted style", "Go v2", "o.UsePathStyle = false"),
    (Kind::Endpoint, "must use virtual-hosted style", "Go v1", "S3ForcePathStyle: aws.Bool(false)"),
    (Kind::Endpoint, "must use virtual-hosted style", "Java v2", ".forcePathStyle(false)"),
    (Kind::Endpoint, "must use virtual-hosted style", "Java v1", ".withPathStyleAccessEnabled(false)"),
    (Kind::Endpoint, "must use virtual-hosted style", "PHP", "'use_path_style_endpoint' => false"),
    (Kind::Endpoint, "must use virtual-hosted style", ".NET", "ForcePathStyle = false"),
    (Kind::Endpoint, "must use virtual-hosted style", "Ruby", "force_path_style: false"),
    (Kind::Endpoint, "must use virtual-hosted style", "Rust", ".force_path_style(false)"),
    (Kind::Endpoint, "must use virtual-hosted style", "Kotlin", "forcePathStyle = false"),
    (Kind::Endpoint, "must use virtual-hosted style", "rclone", "--s3-force-path-style=false"),
    (Kind::Endpoint, "must use virtual-hosted style", "Terraform", "use_path_style = false"),
    (Kind::Endpoint, "must use virtual-hosted style", "Hadoop", "fs.s3a.path.style.access=false"),
    (Kind::Endpoint, "must use virtual-hosted style", "s3cmd", "host_bucket = %(bucket)s.s3.example.com"),
    (Kind::Certificate, "needs path style", "JavaScript v3", "forcePathStyle: true"),
    (Kind::Certificate, "needs path style", "boto3", "Config(s3={\"addressing_style\": \"path\"})"),
    (Kind::Certificate, "needs path style", "AWS CLI", "aws configure set default.s3.addressing_style path"),
    (Kind::Certificate, "needs path style", "Go v2", "o.UsePathStyle = true"),
    (Kind::Certificate, "needs path style", "Go v1", "S3ForcePathStyle: aws.Bool(true)"),
    (Kind::Certificate, "needs path style", "Java v2", ".forcePathStyle(true)"),
    (Kind::Certificate, "needs path style", "Java v1", ".withPathStyleAccessEnabled(true)"),
    (Kind::Certificate, "needs path style", "PHP", "'use_path_style_endpoint' => true"),
    (Kind::Certificate, "needs path style", ".NET", "ForcePathStyle = true"),
    (Kind::Certificate, "needs path style", "Ruby", "force_path_style: true"),
    (Kind::Certificate, "needs path style", "Rust", ".force_path_style(true)"),
    (Kind::Certificate, "needs path style", "Kotlin", "forcePathStyle = true"),
    (Kind::Certificate, "needs path style", "rclone", "--s3-force-path-style=true"),
    (Kind::Certificate, "needs path style", "Terraform", "use_path_style = true"),
    (Kind::Certificate, "needs path style", "Hadoop", "fs.s3a.path.style.access=true"),
    (Kind::Certificate, "needs path style", "s3cmd", "host_bucket = s3.example.com"),
    (Kind::SignatureVersion2, "", "boto3", "Config(signature_version=\"s3v4\")"),
    (Kind::SignatureVersion2, "", "AWS CLI", "aws configure set default.s3.signature_version s3v4"),
    (Kind::SignatureVersion2, "", "JavaScript v2", "new AWS.S3({ signatureVersion: \"v4\" })"),
    (Kind::SignatureVersion2, "", "Java v1", "-Dcom.amazonaws.services.s3.enforceV4"),
    (Kind::SignatureVersion2, "", "PHP", "'signature_version' => 'v4'"),
    (Kind::SignatureVersion2, "", "rclone", "--s3-v2-auth=false"),
    (Kind::Clock, "", "Linux", "sudo chronyc makestep"),
    (Kind::Clock, "", "WSL", "sudo hwclock -s"),
    (Kind::Clock, "", "macOS", "sudo sntp -sS time.apple.com"),
    (Kind::Clock, "", "Windows", "w32tm /resync"),
    (Kind::TokenMissing, "", "environment", "AWS_SESSION_TOKEN=TOKEN"),
    (Kind::TokenMissing, "", "JavaScript v3", "credentials: { accessKeyId, secretAccessKey, sessionToken }"),
    (
        Kind::TokenMissing,
        "",
        "boto3",
        "boto3.client(\"s3\", aws_access_key_id=KEY, aws_secret_access_key=SECRET, aws_session_token=TOKEN)",
    ),
    (Kind::TokenMissing, "", "Go v2", "credentials.NewStaticCredentialsProvider(key, secret, token)"),
    (Kind::TokenMissing, "", "Java v2", "AwsSessionCredentials.create(key, secret, token)"),
    (Kind::TokenMissing, "", "PHP", "'credentials' => ['key' => $key, 'secret' => $secret, 'token' => $token]"),
    (Kind::TokenMissing, "", "rclone", "--s3-session-token TOKEN"),
    (Kind::WhiteSpace, "", "Kubernetes", "printf %s \"$KEY\" | base64"),
    (Kind::WhiteSpace, "", "shell", "AWS_ACCESS_KEY_ID=$(tr -d '[:space:]' < FILE)"),
    (
        Kind::UnsignedHeader,
        "x-amz-acl",
        "JavaScript v3",
        "getSignedUrl(client, command, { unhoistableHeaders: new Set([\"x-amz-acl\"]) })",
    ),
    (Kind::Cors, "", "AWS CLI", "aws s3api put-bucket-cors --bucket BUCKET --cors-configuration file://cors.json"),
];

/// How the tools are seen: words of what was handed in, in lower case.
const TOOLS: [(&str, &[&str]); 27] = [
    ("JavaScript v3", &["@aws-sdk", "aws-sdk-js/3", "x-id=", "$metadata", "$fault", "@smithy", "getsignedurl"]),
    ("JavaScript v2", &["aws-sdk-nodejs", "aws-sdk-js/2"]),
    ("boto3", &["botocore", "boto3"]),
    ("AWS CLI", &["aws-cli", "awscli", "aws s3 ", "aws s3api", "an error occurred ("]),
    ("Go v2", &["operation error ", "aws-sdk-go-v2", "https response error statuscode"]),
    ("Go v1", &["awserr", "aws-sdk-go/1"]),
    ("Java v2", &["software.amazon.awssdk", "aws-sdk-java/2"]),
    ("Java v1", &["com.amazonaws", "amazons3exception"]),
    ("PHP", &["aws\\s3\\", "aws\\exception", "aws-sdk-php", "error executing \""]),
    (".NET", &["amazon.runtime", "amazon.s3.", "aws-sdk-dotnet"]),
    ("Ruby", &["aws::s3::errors", "aws-sdk-ruby", "aws::errors"]),
    ("Rust", &["aws-sdk-rust", "aws_sdk_s3", "aws_smithy", "dispatchfailure(", "serviceerror(", "aws_request_id"]),
    ("Kotlin", &["aws.sdk.kotlin", "aws-sdk-kotlin"]),
    ("rclone", &["rclone"]),
    ("Hadoop", &["s3a://", "fs.s3a", "hadoop", "org.apache.spark"]),
    ("s3cmd", &["s3cmd", "error: s3 error: "]),
    ("Terraform", &["terraform", "opentofu", "failed to save state", "error saving state"]),
    ("DuckDB", &["duckdb", "ducklake"]),
    ("nginx", &["nginx"]),
    ("Traefik", &["traefik"]),
    ("Caddy", &["caddy"]),
    ("Kong", &["kong"]),
    ("Cloudflare", &["cf-ray", "cloudflare", "cf-connecting-ip"]),
    ("Cloudflare R2", &["r2.cloudflarestorage.com"]),
    ("Garage", &["garage"]),
    ("MinIO", &["minio", "mc: <error>"]),
    ("Kubernetes", &["kubernetes", "kubectl"]),
];

/// The tools that were seen.
pub(super) fn tools(evidence: &Evidence) -> Vec<&'static str> {
    let mut text: String = evidence.texts().chain(evidence.url.as_deref()).collect();
    for (name, value) in &evidence.headers {
        text.extend([name.as_str(), ":", value.as_str(), "\n"]);
    }
    let text = text.to_lowercase();
    let seen = TOOLS.iter().filter(|(_, words)| words.iter().any(|word| text.contains(word)));
    seen.map(|(tool, _)| *tool).collect()
}

/// The cures of a cause: for these tools, or for all where it has none for any of them.
pub(super) fn of(cause: &Finding, tools: &[&str]) -> impl Iterator<Item = (&'static str, &'static str)> {
    let is_for = |(kind, about, ..): &&Cure| *kind == cause.kind && cause.sentence.contains(about);
    let cures: Vec<_> = CURES.iter().filter(is_for).map(|(.., tool, line)| (*tool, *line)).collect();
    let is_seen = |(tool, _): &(&'static str, &'static str)| tools.contains(tool);
    let is_any_seen = cures.iter().any(is_seen);
    let seen: Vec<_> = tools.iter().map(|tool| String::from(*tool)).collect();
    cures.into_iter().filter(move |(tool, _)| !is_any_seen || seen.iter().any(|other| other == tool))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    /// The page in the browser is made of the documentation, so that it has the lines that are told here, no others.
    #[test]
    fn every_cure_is_in_the_documentation_of_its_cause() {
        let page = include_str!("../../../docs/causes.md");
        let mut written = 0;
        for (kind, about, tool, line) in CURES {
            let section = page.split("\n## `").find_map(|it| it.strip_prefix(kind.name())?.strip_prefix("`\n"));
            let section = section.unwrap_or_else(|| panic!("no section on {kind:?}"));
            let table = section
                .split("\nWhere it says ")
                .find(|it| about.is_empty() || it.starts_with(&format!("\"{about}\"")));
            let row = format!("\n| {tool} | `{}` |\n", line.replace('|', "\\|"));
            assert!(table.is_some_and(|table| table.contains(&row)), "docs/causes.md lacks for {kind:?} {about}:{row}");
            written += 1;
        }
        assert_eq!(page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| tool ")).count(), written);
    }
}
