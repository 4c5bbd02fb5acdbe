//! Every sentence that this program gives up with, in addition to those of the library and of clap.

use std::io;
use std::path::PathBuf;

use serde::Serialize;

/// Why a command did not do all that was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Presign(presign::Error),
    #[error(transparent)]
    Credentials(#[from] presign_credentials::Error),
    #[error("this needs SigV4a, which this build leaves out: `cargo install presign-cli --features sigv4a` has it")]
    NoSigV4a,
    #[cfg(not(feature = "cloudfront"))]
    #[error("this needs RSA, which this build leaves out: `cargo install presign-cli --features cloudfront` has it")]
    NoCloudFront,
    #[cfg_attr(feature = "sigv4a", error("the host {0} accepts only SigV4a: --region-set '*' signs with it"))]
    #[cfg_attr(
        not(feature = "sigv4a"),
        error(
            "the host {0} accepts only SigV4a, which this build leaves out: `cargo install presign-cli --features sigv4a` \
             has it, and signs with it by --region-set '*'"
        )
    )]
    HostNeedsSigV4a(String),
    /// Printed as clap prints what it finds itself.
    #[error(transparent)]
    Usage(#[from] clap::Error),
    #[error(
        "no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile of the shared credentials \
         file with --profile; where the AWS CLI has others, such as those of an instance, `eval \"$(aws configure \
         export-credentials --format env)\"` sets them"
    )]
    NoCredentials,
    #[error("no region: give one as in --region eu-central-1, set AWS_REGION, or put a region into the profile")]
    NoRegion,
    #[error(
        "no region: at a server of your own, --provider minio, garage or ceph next to --endpoint has the usual one; \
         another is given as in --region us-east-1, or in AWS_REGION"
    )]
    NoRegionOfServer,
    #[error("the profile {0} has no aws_access_key_id: `aws configure --profile {0}` adds it")]
    ProfileWithoutKeys(String),
    #[error(
        "the profile {name} gets its credentials by {setting}, for which the AWS CLI is run, and there is no program aws: \
         install it, or set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, and AWS_PROFILE={name} instead of \
         --profile"
    )]
    ProfileNeedsAws { name: String, setting: &'static str },
    #[error(
        "the credentials come from {0}, for which the AWS CLI is run, and there is no program aws: install it, or set \
         AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"
    )]
    VariableNeedsAws(&'static str),
    #[error("{program} {reason}")]
    Process { program: String, reason: String },
    #[error(
        "the ARN is of the region {arn}, not of {region}, and {place} is false: it must be of the same region then"
    )]
    ArnOfOtherRegion { arn: String, region: String, place: String },
    #[error(
        "the endpoint's host begins with the bucket's name: --bucket-endpoint treats the URL as the bucket's own, which \
         does not repeat the name, and --path-style repeats it in the path"
    )]
    EndpointNamesBucket,
    #[error(
        "the endpoint's path has the bucket's name, which would be there twice: leave the name out of the endpoint, or give \
         the bucket's whole URL as the endpoint with --bucket-endpoint"
    )]
    EndpointPathNamesBucket,
    #[error(
        "{0} is virtual, but the bucket's name cannot be part of this host's name: --path-style has it in the path, \
         whatever is set"
    )]
    StyleNotPossible(String),
    #[error("--provider needs the account's id, or the project's reference: give it with --account")]
    NoAccount,
    #[error(
        "--provider {0} needs a region of its own: give it with --region, since AWS_REGION and the profile's are those of AWS"
    )]
    NoRegionOfProvider(String),
    #[error("--provider {provider} is signed for the region {right} alone, not for {given}: leave --region out")]
    RegionOfProvider { provider: String, right: String, given: String },
    #[error("--provider {0} has no accounts in its endpoint: leave --account out")]
    AccountWithoutUse(String),
    #[error("this provider is a server of your own: give its URL with --endpoint")]
    ProviderNeedsEndpoint,
    #[error("the endpoint follows from --provider: leave --endpoint out, or name no provider")]
    ProviderAndEndpoint,
    #[error("--bucket-endpoint needs the bucket's URL: give it with --endpoint")]
    NoBucketEndpoint,
    #[error("{} was not read: {error}", path.display())]
    Read { path: PathBuf, error: io::Error },
    #[error("{} is not a request of HTTP/1.1: {reason}", path.display())]
    NotARequest { path: PathBuf, reason: String },
    #[error(
        "no key: name the object as in s3://BUCKET/KEY, or give a list of keys with --from FILE, or on standard input \
         with --from -"
    )]
    NoKey,
    #[error("no key: name the object as in s3://BUCKET/KEY")]
    NoSingleKey,
    #[error("with --from the keys are those of the file: name the bucket alone, as in s3://BUCKET")]
    KeyAndFrom,
    #[error("with --from the source's keys are those of the file: name its bucket alone, as in --source s3://BUCKET")]
    SourceKeyAndFrom,
    #[error("no source: name the object to copy as in --source s3://BUCKET/KEY")]
    NoSourceKey,
    #[error(
        "{place} asks for another endpoint of STS, and a cluster accepts tokens for the regional ones of AWS alone: unset \
         it for this command"
    )]
    OtherSts { place: String },
    #[error(
        "KUBERNETES_EXEC_INFO asks for an ExecCredential other than that of client.authentication.k8s.io/v1 or v1beta1"
    )]
    ExecInfo,
    #[error("several objects are named: --from has the keys of one bucket, named alone as in s3://BUCKET")]
    ObjectsAndFrom,
    #[error("the method is missing: it comes before the URL, as in `presign {command} GET URL`")]
    NoMethod { command: String },
    #[error(
        "the curl command is not quoted: write it as in `presign explain \"curl -T FILE 'https://...'\"`, or give it to \
         `presign explain -` on standard input"
    )]
    CurlWithoutQuotes,
    #[error("there is no option {option}: {advice}")]
    NoOption { option: String, advice: String },
    #[error("{option} is written before the command: options follow it, as in `presign {command} ... {option}`")]
    OptionBeforeCommand { option: String, command: String },
    #[error("there is no command {name}: write `presign {meant}`")]
    NoCommand { name: String, meant: String },
    #[error(
        "the command is missing: `presign url GET URL` signs a request, and `presign explain URL` takes a presigned URL apart"
    )]
    NoCommandForUrl,
    #[error("--provider is for services other than AWS: leave it out")]
    ProviderAws,
    #[error("the time is written as one word, as in 15m, 1h30m or 7d")]
    TimeInTwoWords,
    #[error("how long a URL is valid is said by an option: write --expires {time}")]
    TimeWithoutOption { time: String },
    #[error("there is no code of an error like this: did you mean {meant}?")]
    NoCode { meant: String },
    #[error(
        "there is nothing to explain: give the URL, the command or the server's answer in quotation marks, or - to read it \
         from standard input"
    )]
    NothingToExplain,
    #[error("--body names a file, without @: write the body into one, or give it on standard input with --body -")]
    BodyNotAFile,
    #[error("the port is said by an option: write {host} --port {port}")]
    PortInHost { host: String, port: String },
    #[error(
        "`presign put` signs and uploads nothing, so it reads no file: `curl --upload-file FILE \"$(presign put \
         s3://BUCKET/KEY)\"` uploads one{rest}"
    )]
    FileToPut { rest: String },
    #[error(
        "--curl accepts no file: the command that it prints uploads {file}, by the name at the end of the key{rest}"
    )]
    FileToPutByCurl { file: String, rest: String },
    #[error(
        "`presign get` signs and downloads nothing, so it writes no file: `curl --output FILE \"$(presign get \
         s3://BUCKET/KEY)\"` downloads one{rest}"
    )]
    FileToGet { rest: String },
    #[error(
        "--curl accepts no file: --output FILE at the end of the command that it prints says where to save the object{rest}"
    )]
    FileToGetByCurl { rest: String },
    #[error(
        "`presign copy` is for two objects: `presign put s3://BUCKET/KEY` signs the upload of a file, and `presign get \
         s3://BUCKET/KEY` a download"
    )]
    FileToCopy,
    #[error("with --bucket the key is an option too: write --key KEY")]
    KeyWithoutOption,
    #[error(
        "'{word}' is one word too many: `presign help {command}` says which there are, and a value with spaces is put between \
         quotation marks"
    )]
    WordTooMany { word: String, command: String },
    #[error("'{word}' is one word too many: {option} before it accepts no value")]
    WordAfterFlag { word: String, option: String },
    #[error("the command lacks {missing}: write it as in `{line}`")]
    Incomplete { missing: String, line: String },
    #[error("the command follows the program's name at once, as in `presign get s3://BUCKET/KEY`, without {name}")]
    OtherProgram { name: String },
    #[error("{option} follows --, after which all words are objects: write options before it")]
    OptionAfterObjects { option: String },
    #[error("a dash of a word processor is no hyphen: write {meant}")]
    OtherDash { meant: String },
    #[error("options begin with two hyphens: write {meant}")]
    OneHyphen { meant: String },
    #[error(
        "there is no command {path} {name}: `presign help {path}` lists those that there are, and `presign sign METHOD URL` \
         signs any request"
    )]
    NoSuchService { path: String, name: String },
    #[error("the object to copy is named by an option: write `presign copy s3://BUCKET/COPY --source s3://BUCKET/KEY`")]
    CopyOfTwo,
    #[error("{place} does not begin with http:// or https://: write {meant}")]
    EndpointWithoutScheme { place: String, meant: String },
    #[error(
        "an object is signed for by `presign get s3://BUCKET/KEY`, `put` and so on: `presign {command}` needs its URL, as in \
         https://BUCKET.s3.REGION.amazonaws.com/KEY"
    )]
    ObjectAsUrl { command: &'static str },
    #[error("the URL does not begin with https:// or http://: write {meant}")]
    UrlWithoutScheme { meant: String },
    #[error("the expiry {until} is not later than the time of signing, {now}")]
    UntilIsPast { until: String, now: String },
    #[error("--expires and --stable are {0} seconds together: at most 604800 seconds (7 days) are allowed")]
    StableTooLong(u64),
    #[error("{host} is itself an endpoint of Amazon RDS, which accepts no token for another: leave --for out")]
    TwoEndpoints { host: String },
    #[error("--profile is empty: name a profile, or leave the option out")]
    EmptyProfile,
    #[error("there is no command {name}: `presign help` lists them")]
    NoManual { name: String },
    #[error("the output was not written: {0}")]
    Write(io::Error),
    /// Never printed: what read the output has closed it.
    #[error("the output was closed")]
    BrokenPipe,
    #[error("{reason} ({code}, status {status})")]
    Refused { reason: String, code: &'static str, status: u16 },
    #[error(
        "{reason} ({code}, status {status}): `presign explain --solve URL --method METHOD`, with the same headers and body, \
         finds what it was signed for"
    )]
    Mismatch { reason: String, code: &'static str, status: u16 },
    #[error("the URL is not presigned by Signature Version 4: without --method it is explained as it is")]
    NotPresigned,
    #[error("the URL was signed with the access key id {theirs}, the credentials at hand are those of {ours}")]
    OtherAccessKey { theirs: String, ours: String },
    /// Said on standard output already.
    #[error("there are findings")]
    Told,
    #[error("{bad} of {keys} keys gave no URL")]
    BadKeys { bad: u64, keys: u64 },
    #[error("{} has no keys, so nothing was signed", if path.as_os_str() == "-" { "standard input".into() } else { path.display().to_string() })]
    EmptyList { path: PathBuf },
}

impl Failure {
    /// 2 if the command was refused, 1 if it was done and something else failed: a line of input, the output, or the
    /// request that was looked at.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Write(_)
            | Self::BadKeys { .. }
            | Self::EmptyList { .. }
            | Self::Refused { .. }
            | Self::Mismatch { .. }
            | Self::Told => 1,
            _ => 2,
        }
    }

    /// The code of an error of the library, which the page of its documentation explains.
    pub(crate) fn code(&self) -> Option<&'static str> {
        match self {
            Self::Presign(error) => Some(error.code()),
            _ => None,
        }
    }

    /// What programs read: the code of the library's error, of the server's refusal, or of this program's own sentence.
    pub(crate) fn json(&self) -> JsonFailure {
        let (code, status) = match self {
            Self::Presign(error) => (error.code().to_owned(), None),
            Self::Credentials(error) => (error.code().to_owned(), None),
            Self::Refused { code, status, .. } | Self::Mismatch { code, status, .. } => {
                ((*code).to_owned(), Some(*status))
            }
            _ => (kebab(&format!("{self:?}")), None),
        };
        let text = self.to_string();
        // The usage of a command follows after an empty line.
        let first = text.split("\n\n").next().unwrap_or_default();
        JsonFailure { code, message: first.trim().trim_start_matches("error: ").to_owned(), status }
    }

    /// What went wrong when the output was written.
    pub(crate) fn write(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::BrokenPipe } else { Self::Write(error) }
    }
}

/// Why a command gave up, for programs.
#[derive(Serialize)]
pub(crate) struct JsonFailure {
    code: String,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
}

/// The name at the beginning of a text, such as `NoSuchService { … }`, as codes are written: `no-such-service`.
fn kebab(debug: &str) -> String {
    let name = debug.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let mut code = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !code.is_empty() {
            code.push('-');
        }
        code.push(character.to_ascii_lowercase());
    }
    code
}

impl From<presign::Error> for Failure {
    fn from(error: presign::Error) -> Self {
        if error.code() == "needs-sigv4a" { Self::NoSigV4a } else { Self::Presign(error) }
    }
}
