//! Credentials that are limited to a bucket, to operations, to keys and to a time.

use clap::{Args, Subcommand};
use presign::s3::Action;
use presign::scoped::{Narrowing, Paths, R2, Rights, S1};
use presign::{Credentials, Timestamp};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::curl::quoted;
use crate::failure::Failure;
use crate::identity::Who;
use crate::values::{self, Lifetime, S3Url};
use crate::{examples, output, time};

/// Credentials that are made of others, without a request to anyone.
#[derive(Args)]
pub(crate) struct Scoped {
    #[command(subcommand)]
    form: Form,
    /// The time at which they are made, as in 20150830T123600Z or 2015-08-30T12:36:00Z [else: now]
    #[arg(long, value_name = "TIME", help_heading = "Time", value_parser = time::parse, global = true)]
    at: Option<Timestamp>,
    /// Print JSON, as a profile's credential_process does
    #[arg(long, help_heading = "Output", global = true, conflicts_with = "xml")]
    json: bool,
    /// Print the answer of STS to AssumeRole, in XML
    #[arg(long, help_heading = "Output", global = true)]
    xml: bool,
    #[command(flatten)]
    who: Who,
}

#[derive(Subcommand)]
enum Form {
    /// For Cloudflare R2, made of the S3 credentials of an API token
    #[command(after_help = examples::CREDENTIALS_R2)]
    R2(OfR2),
    /// For a server that verifies with this library (s1): their holder can narrow them
    #[command(after_help = examples::CREDENTIALS_S1)]
    S1(OfS1),
    /// Narrower ones, made of credentials of the form s1
    #[command(after_help = examples::CREDENTIALS_NARROW)]
    Narrow(Narrower),
}

#[derive(Args)]
struct OfR2 {
    #[command(flatten)]
    scope: ScopeArgs,
    /// The id of the account, 32 hexadecimal digits
    #[arg(long, value_name = "ID")]
    account: String,
    /// The jurisdiction of the bucket, such as eu or fedramp, if it has one
    #[arg(long, value_name = "NAME")]
    jurisdiction: Option<String>,
    /// The host of a server other than R2 that accepts this form
    #[arg(long, value_name = "HOST", conflicts_with = "jurisdiction")]
    server: Option<String>,
    #[command(flatten)]
    lifetime: LifetimeArgs,
    #[command(flatten)]
    example: Example,
}

#[derive(Args)]
struct OfS1 {
    #[command(flatten)]
    scope: ScopeArgs,
    /// The server, as its verifier has its name
    #[arg(long, value_name = "HOST")]
    server: String,
    /// Whom they are for, in the server's own words; it can be read in the session token
    #[arg(long, value_name = "TEXT")]
    subject: Option<String>,
    #[command(flatten)]
    lifetime: LifetimeArgs,
    #[command(flatten)]
    example: Example,
}

#[derive(Args)]
struct Narrower {
    /// These operations alone: read, or operations as S3 names them, with commas between them, as in GetObject,HeadObject
    #[arg(long, value_name = "RIGHTS", value_parser = actions)]
    allow: Option<Actions>,
    #[command(flatten)]
    keys: Keys,
    /// How long they are valid: seconds, or numbers with s, m, h, d or w as in 15m; or until when, as in
    /// 2015-08-30T12:36:00Z [else: as long as those that they are made of]
    #[arg(long, aliases = ["expire", "expires-in"], value_name = "TIME", value_parser = values::lifetime,
        allow_hyphen_values = true, help_heading = "Time")]
    expires: Option<Lifetime>,
}

/// What they are limited to.
#[derive(Args)]
struct ScopeArgs {
    /// The bucket as s3://BUCKET, or s3://BUCKET/PREFIX for the keys that begin with a prefix
    #[arg(value_name = "BUCKET", value_parser = values::s3_prefix)]
    bucket: S3Url,
    /// What they allow: read, write (which reads too), or operations as S3 names them, with commas between them, as in
    /// GetObject,HeadObject. For R2 also admin-read and admin-write
    #[arg(long, value_name = "RIGHTS", value_parser = allowed)]
    allow: Allowed,
    #[command(flatten)]
    keys: Keys,
}

/// The keys.
#[derive(Args)]
struct Keys {
    /// Keys that begin with this, which ends with a slash; may be given several times
    #[arg(long, value_name = "PREFIX")]
    prefix: Vec<String>,
    /// This key; may be given several times
    #[arg(long = "object", value_name = "KEY")]
    objects: Vec<String>,
    /// Accept a prefix without a slash at its end: uploads/4 covers uploads/42/a.txt too
    #[arg(long)]
    open_prefix: bool,
}

#[derive(Args)]
struct LifetimeArgs {
    /// How long they are valid, at most 7d: seconds, or numbers with s, m, h, d or w as in 15m or 1h30m; or until when,
    /// as in 2015-08-30T12:36:00Z
    #[arg(long, aliases = ["expire", "expires-in"], value_name = "TIME", default_value = "15m",
        value_parser = values::lifetime, allow_hyphen_values = true, help_heading = "Time")]
    expires: Lifetime,
}

#[derive(Args)]
struct Example {
    /// Print a curl command that uses them too, after the variables
    #[arg(long, help_heading = "Output", conflicts_with_all = ["json", "xml"])]
    curl: bool,
}

#[derive(Clone, Debug)]
enum Allowed {
    Scope(Rights<'static>),
    Actions(Vec<Action>),
}

impl Allowed {
    fn rights(&self) -> Rights<'_> {
        match self {
            Self::Scope(rights) => *rights,
            Self::Actions(actions) => Rights::Actions(actions),
        }
    }
}

fn allowed(text: &str) -> Result<Allowed, String> {
    Ok(match text {
        "read" | "object-read-only" => Allowed::Scope(Rights::Read),
        "write" | "read-write" | "object-read-write" => Allowed::Scope(Rights::ReadWrite),
        "admin-read" | "admin-read-only" => Allowed::Scope(Rights::AdminRead),
        "admin-write" | "admin-read-write" => Allowed::Scope(Rights::AdminReadWrite),
        names => Allowed::Actions(names.split(',').map(action).collect::<Result<_, _>>()?),
    })
}

/// Operations, each by its name.
#[derive(Clone, Debug)]
struct Actions(Vec<Action>);

/// What [`allowed`] reads, as operations: only these can be narrowed to.
fn actions(text: &str) -> Result<Actions, String> {
    let is_meant: fn(&Action) -> bool = match allowed(text)? {
        Allowed::Actions(actions) => return Ok(Actions(actions)),
        Allowed::Scope(Rights::Read) => |action| action.reads(),
        Allowed::Scope(Rights::ReadWrite) => |_| true,
        Allowed::Scope(_) => return Err("credentials of the form s1 have no rights to a bucket's settings".into()),
    };
    Ok(Actions(Action::ALL.into_iter().filter(is_meant).collect()))
}

fn action(name: &str) -> Result<Action, String> {
    // The API Reference has both names.
    let name = if name == "ListObjects" { "ListObjectsV1" } else { name };
    let all = || Action::ALL.map(|action| action.to_string()).join(", ");
    name.parse().map_err(|_| format!("S3's names of operations are {}", all()))
}

impl Scoped {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let now = self.at.unwrap_or_else(Timestamp::now);
        let parent = self.who.identity()?.credentials;
        match &self.form {
            Form::R2(asked) => self.print(&asked.mint(&parent, now)?, &asked.example()),
            Form::S1(asked) => self.print(&asked.mint(&parent, now)?, &asked.example(self.who.region.as_deref())),
            Form::Narrow(asked) => self.print(&asked.narrow(&parent, now)?, ""),
        }
    }

    fn print(&self, credentials: &Credentials, example: &str) -> Result<(), Failure> {
        if self.json {
            return output::print_json(&Process::from(credentials));
        }
        let text = if self.xml { answer(credentials) } else { variables(credentials) };
        output::print(Zeroizing::new([&text, example].concat()).as_bytes())
    }
}

impl OfR2 {
    fn mint(&self, parent: &Credentials, now: Timestamp) -> Result<Credentials, Failure> {
        let (prefixes, keys) = (self.scope.prefixes(), texts(&self.scope.keys.objects));
        let asked = R2 {
            account: &self.account,
            jurisdiction: self.jurisdiction.as_deref(),
            host: self.server.as_deref(),
            bucket: &self.scope.bucket.bucket,
            rights: self.scope.allow.rights(),
            paths: self.scope.keys.paths(&prefixes, &keys),
            expires_in: self.lifetime.expires.from(now)?,
        };
        Ok(asked.mint(parent, now)?)
    }

    fn example(&self) -> String {
        let jurisdiction = self.jurisdiction.as_ref().map(|name| format!(".{name}")).unwrap_or_default();
        let of_r2 = format!("{}{jurisdiction}.r2.cloudflarestorage.com", self.account);
        self.example.command(self.server.as_deref().unwrap_or(&of_r2), "auto", &self.scope)
    }
}

impl OfS1 {
    fn mint(&self, parent: &Credentials, now: Timestamp) -> Result<Credentials, Failure> {
        let (prefixes, keys) = (self.scope.prefixes(), texts(&self.scope.keys.objects));
        let asked = S1 {
            server: &self.server,
            bucket: &self.scope.bucket.bucket,
            rights: self.scope.allow.rights(),
            paths: self.scope.keys.paths(&prefixes, &keys),
            subject: self.subject.as_deref(),
            expires_in: self.lifetime.expires.from(now)?,
        };
        Ok(asked.mint(parent, now)?)
    }

    fn example(&self, region: Option<&str>) -> String {
        self.example.command(&self.server, region.unwrap_or("us-east-1"), &self.scope)
    }
}

impl Narrower {
    fn narrow(&self, holder: &Credentials, now: Timestamp) -> Result<Credentials, Failure> {
        let (prefixes, keys) = (texts(&self.keys.prefix), texts(&self.keys.objects));
        let until = |lifetime: Lifetime| lifetime.from(now).map(|expires_in| now + expires_in);
        let narrowing = Narrowing {
            actions: self.allow.as_ref().map(|Actions(actions)| actions.as_slice()),
            paths: self.keys.paths(&prefixes, &keys),
            expires_at: self.expires.map(until).transpose()?,
        };
        Ok(narrowing.narrow(holder)?)
    }
}

impl ScopeArgs {
    /// All prefixes, with that of the bucket's argument.
    fn prefixes(&self) -> Vec<&str> {
        self.bucket.key.iter().chain(&self.keys.prefix).map(String::as_str).collect()
    }
}

fn texts(list: &[String]) -> Vec<&str> {
    list.iter().map(String::as_str).collect()
}

impl Keys {
    fn paths<'a>(&self, prefixes: &'a [&'a str], keys: &'a [&'a str]) -> Option<Paths<'a>> {
        let some = !prefixes.is_empty() || !keys.is_empty();
        some.then_some(Paths { prefixes, keys, open_prefixes: self.open_prefix })
    }
}

impl Example {
    /// A download with the variables, if it was asked for. They are no arguments: curl reads them from its input.
    fn command(&self, host: &str, region: &str, scope: &ScopeArgs) -> String {
        if !self.curl {
            return String::new();
        }
        let key = scope.keys.objects.first().or(scope.bucket.key.as_ref()).map_or("KEY", String::as_str);
        let url = quoted(&format!("https://{host}/{}/{key}", scope.bucket.bucket));
        let sigv4 = quoted(&format!("aws:amz:{region}:s3"));
        format!(
            "printf 'user = \"%s:%s\"\\nheader = \"x-amz-security-token: %s\"\\n' \"$AWS_ACCESS_KEY_ID\" \
             \"$AWS_SECRET_ACCESS_KEY\" \"$AWS_SESSION_TOKEN\" | curl --config - --aws-sigv4 {sigv4} {url}\n"
        )
    }
}

/// What programs read, in the form of `credential_process`.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Process<'a> {
    version: u32,
    access_key_id: &'a str,
    secret_access_key: &'a str,
    session_token: &'a str,
    expiration: String,
}

impl<'a> From<&'a Credentials> for Process<'a> {
    fn from(credentials: &'a Credentials) -> Self {
        Self {
            version: 1,
            access_key_id: credentials.access_key_id(),
            secret_access_key: credentials.secret_access_key(),
            session_token: credentials.session_token().unwrap_or_default(),
            expiration: credentials.expiry().map(Timestamp::to_rfc3339).unwrap_or_default(),
        }
    }
}

/// As `aws configure export-credentials --format env` prints them.
fn variables(credentials: &Credentials) -> Zeroizing<String> {
    let it = Process::from(credentials);
    let pairs = [
        ("AWS_ACCESS_KEY_ID", it.access_key_id),
        ("AWS_SECRET_ACCESS_KEY", it.secret_access_key),
        ("AWS_SESSION_TOKEN", it.session_token),
        ("AWS_CREDENTIAL_EXPIRATION", &it.expiration),
    ];
    let mut text = Zeroizing::new(String::new());
    for (name, value) in pairs {
        text.extend(["export ", name, "=", &quoted(value), "\n"]);
    }
    text
}

/// The answer of STS, for a server that stands in its place. The role is not one of AWS.
///
/// Source: AWS STS API Reference, "AssumeRole".
fn answer(credentials: &Credentials) -> Zeroizing<String> {
    let it = Process::from(credentials);
    // Nothing else can stand in an access key id that XML reads as its own.
    let id = it.access_key_id.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let (secret, token, expiration) = (it.secret_access_key, it.session_token, &it.expiration);
    Zeroizing::new(format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>\
         <AccessKeyId>{id}</AccessKeyId><SecretAccessKey>{secret}</SecretAccessKey><SessionToken>{token}</SessionToken>\
         <Expiration>{expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>\n"
    ))
}
