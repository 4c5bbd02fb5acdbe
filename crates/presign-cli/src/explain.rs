//! What is in a presigned URL, and why a server refused it.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{ArgGroup, Args};
use presign::explain::{self, Comparison, Evidence, Finding, Inspection, SignatureVersion};
use presign::{Explanation, Request, Signer, Timestamp};

use crate::encoding;
use crate::failure::Failure;
use crate::identity::Who;
use crate::output;
use crate::solve::Solve;
use crate::time;
use crate::values::{self, Pair};

/// A URL, a server's answer, or both.
#[derive(Args)]
#[command(group(ArgGroup::new("secret").args(["method", "solve"]).multiple(true)))]
pub(crate) struct Explain {
    /// What there is of the refused request, one or more of: the URL, the command that sent it (curl, wget, HTTPie,
    /// PowerShell), code with fetch or the like, headers as a browser or a log lists them, the server's answer, what an
    /// SDK printed; - reads it from standard input
    #[arg(id = "url", value_name = "PASTE", required_unless_present = "error")]
    paste: Option<String>,
    /// The server's answer, the XML of its body: say why the URL was refused; - reads it from standard input
    #[arg(long, value_name = "FILE|-", group = "reason")]
    error: Option<PathBuf>,
    /// The method that the URL was signed for: sign it again, with the credentials at hand, to compare all of it. With
    /// --solve: the method that it was sent with [else: GET]
    #[arg(long, requires = "url")]
    method: Option<String>,
    /// A header that the URL was signed with; may come again; goes with --method. With --solve: one that was sent
    #[arg(long, value_name = "NAME: VALUE", value_parser = values::header, requires = "secret")]
    header: Vec<Pair>,
    /// Look at the URL at this time, as in 20150830T123600Z or 2015-08-30T12:36:00Z; not with --error, whose answer
    /// tells the time [else: now]
    #[arg(long, value_name = "TIME", value_parser = time::parse, conflicts_with = "error")]
    at: Option<Timestamp>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Take the credentials for --method or --solve from this profile of the shared credentials and config files
    #[arg(long, value_name = "NAME", requires = "secret")]
    profile: Option<String>,
    #[command(flatten)]
    solve: Solve,
}

impl Explain {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let mut evidence = self.evidence()?;
        if self.solve.is_asked() {
            let credentials = Who::of_profile(self.profile.clone()).identity()?.credentials;
            let url = evidence.url.unwrap_or_default();
            let headers = evidence.headers.into_iter().map(|(name, value)| Pair { name, value });
            let headers: Vec<_> = headers.chain(self.header.iter().cloned()).collect();
            let method = self.method.clone().or(evidence.method);
            return self.solve.run(&url, method.as_deref(), &headers, &credentials, self.now(), self.json);
        }
        if self.method.is_some() && self.error.is_none() {
            return Err(Failure::MethodAlone);
        }
        let comparison = match (&self.error, &evidence.url, &self.method) {
            (Some(_), Some(url), Some(method)) => {
                self.compare(url, method, evidence.answer.as_deref().unwrap_or_default())?
            }
            _ => explain::diagnose(&evidence, self.now()),
        };
        if self.error.is_none() && comparison.code.is_empty() && evidence.url.is_some() {
            evidence.answer = None;
            return self.print_url(&evidence.inspect(self.now()), &comparison);
        }
        self.print_refusal(&comparison)
    }

    /// All that was handed in.
    fn evidence(&self) -> Result<Evidence, Failure> {
        let mut evidence = match self.paste.as_deref() {
            Some("-") => Evidence::read(&read(Path::new("-"))?),
            Some(paste) => Evidence::read(paste),
            None => Evidence::default(),
        };
        if let Some(error) = &self.error {
            evidence = evidence.with_answer(read(error)?);
        }
        Ok(evidence)
    }

    /// The time to look at the URL.
    fn now(&self) -> Timestamp {
        self.at.unwrap_or_else(Timestamp::now)
    }

    /// Compares all that was signed. What is wrong with the URL as it was pasted is told besides.
    fn compare(&self, pasted: &str, method: &str, answer: &str) -> Result<Comparison, Failure> {
        let mut comparison = explain::compare(&self.sign_again(&explain::repair_url(pasted), method)?, answer);
        let is_told = |finding: &Finding| comparison.causes.iter().chain(&comparison.findings).any(|it| it == finding);
        let pasting = ["copied", "html-escaped"];
        let findings = explain::inspect(pasted, Timestamp::now()).findings;
        let new: Vec<_> = findings.into_iter().filter(|it| pasting.contains(&it.kind()) && !is_told(it)).collect();
        comparison.findings.splice(..0, new);
        Ok(comparison)
    }

    /// Signs what the URL was signed for, at the same time.
    fn sign_again(&self, url: &str, method: &str) -> Result<Explanation, Failure> {
        // The time does not matter: it is not asked what is left.
        let inspection = explain::inspect(url, Timestamp::now());
        let (Some(scope), Some(signed_at), Some(expires_at)) =
            (&inspection.scope, inspection.signed_at, inspection.expires_at)
        else {
            return Err(Failure::NotPresigned);
        };
        let credentials = Who::of_profile(self.profile.clone()).identity()?.credentials;
        let theirs = inspection.access_key_id.unwrap_or_default();
        if credentials.access_key_id() != theirs {
            return Err(Failure::OtherAccessKey { theirs, ours: credentials.access_key_id().into() });
        }
        let unsigned = without_signature(url);
        let mut request = Request::new(method, &unsigned)?;
        for Pair { name, value } in &self.header {
            request = request.header(name, value);
        }
        let expires_in = Duration::from_secs(expires_at.unix_seconds() - signed_at.unix_seconds());
        let signer = Signer::new(credentials, scope.region(), scope.service())?;
        Ok(signer.explain(&request, expires_in, signed_at)?)
    }

    /// What the request says of itself, and what is likely to be wrong besides.
    fn print_url(&self, inspection: &Inspection, comparison: &Comparison) -> Result<(), Failure> {
        let is_new = |cause: &&Finding| inspection.findings.iter().all(|finding| finding != *cause);
        let causes: Vec<_> = comparison.causes.iter().chain(&comparison.findings).filter(is_new).collect();
        if self.json {
            output::print_json(inspection)?;
        } else {
            let mut text = inspection.to_string();
            for cause in &causes {
                text.push_str(&format!("{:<17}{cause}\n", cause.certainty.to_string()));
            }
            output::print(format!("{text}{}", not_checked(inspection)).as_bytes())?;
        }
        if inspection.findings.is_empty() && causes.is_empty() { Ok(()) } else { Err(Failure::Told) }
    }

    fn print_refusal(&self, comparison: &Comparison) -> Result<(), Failure> {
        if self.json {
            output::print_json(comparison)?;
        } else {
            output::print(comparison.to_string().as_bytes())?;
        }
        let is_other = comparison.causes.iter().all(|cause| cause.kind() == "not-the-signature");
        if is_other && !comparison.causes.is_empty() { Ok(()) } else { Err(Failure::Told) }
    }
}

/// A line that says so, if the URL has a signature.
fn not_checked(inspection: &Inspection) -> &'static str {
    match inspection.version {
        Some(SignatureVersion::V4) => {
            "signature        not checked: with the secret access key at hand, `presign verify METHOD URL` checks it, and \
             `presign explain --solve URL` finds what it was made for\n"
        }
        Some(_) => "signature        not checked\n",
        None => "",
    }
}

/// A file, or standard input.
fn read(path: &Path) -> Result<String, Failure> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    let bytes = bytes.and_then(|mut bytes| encoding::without_mark(&mut bytes).map(|()| bytes));
    let bytes = bytes.map_err(|error| Failure::Read { path: path.into(), error })?;
    // What is not UTF-8 is nothing that was signed; the rest can still be read.
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The URL without what signing added.
fn without_signature(url: &str) -> String {
    let (address, query) = url.split_once('?').unwrap_or((url, ""));
    let added = [
        "Algorithm",
        "Credential",
        "Date",
        "Expires",
        "SignedHeaders",
        "Signature",
        "Security-Token",
        "S3session-Token",
    ];
    let is_callers = |parameter: &&str| {
        let name = parameter.split('=').next().unwrap_or_default();
        !name.strip_prefix("X-Amz-").is_some_and(|name| added.contains(&name))
    };
    format!("{address}?{}", query.split('&').filter(is_callers).collect::<Vec<_>>().join("&"))
}
