//! What comes out: one line for each request, in the form that was asked for.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::time::Duration;

use clap::Args;
use presign::{PresignedUrl, Request, Signer, Timestamp};
use serde::Serialize;

use crate::curl::{self, Body, Message};
use crate::failure::Failure;
use crate::time;
use crate::values::{self, Lifetime};
use crate::warning;

/// How long the URL is valid.
#[derive(Args)]
#[command(next_help_heading = "Time")]
pub(crate) struct When {
    /// How long the URL is valid: seconds, or numbers with s, m, h, d or w as in 15m, 1h30m or 7d; or until when, as in
    /// 2015-08-30T12:36:00Z, or as in 2015-08-30 for the beginning of that day in UTC [default: 1h]
    #[arg(
        long,
        aliases = ["expire", "expires-in"],
        value_name = "TIME",
        value_parser = values::lifetime,
        allow_hyphen_values = true
    )]
    expires: Option<Lifetime>,
    /// Sign at this time, as in 20150830T123600Z or 2015-08-30T12:36:00Z [else: now]
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    at: Option<Timestamp>,
}

impl When {
    pub(crate) fn signing(&self, signer: Signer) -> Result<Signing, Failure> {
        let now = self.at.unwrap_or_else(Timestamp::now);
        let expires_in = self.lifetime().from(now)?;
        // Who has said nothing of it gets what there is.
        if self.expires.is_some() {
            warning::of_end(signer.expiry(), now + expires_in);
        }
        Ok(Signing { signer, expires_in, now, send_to: None })
    }

    fn lifetime(&self) -> Lifetime {
        self.expires.unwrap_or(Lifetime::For(HOUR))
    }

    /// As [`signing`](Self::signing), for a URL that is handed out in a way of its own.
    pub(crate) fn signing_for(&self, signer: Signer, handed: &HandedOut) -> Result<Signing, Failure> {
        let send_to = handed.send_to.clone();
        let signing = Signing { send_to, ..self.signing(signer)? };
        let Some(window) = handed.stable else { return Ok(signing) };
        // The library's `presign_stable`, for an end that may be a date.
        let start = signing.now.floor_to(window);
        let expires_in = match self.lifetime() {
            Lifetime::For(valid) => valid.saturating_add(window),
            until @ Lifetime::Until(_) => until.from(start)?,
        };
        if expires_in > LONGEST {
            return Err(Failure::StableTooLong(expires_in.as_secs()));
        }
        Ok(Signing { expires_in, now: start, ..signing })
    }
}

const HOUR: Duration = Duration::from_secs(3600);

/// The longest lifetime of a presigned URL.
const LONGEST: Duration = Duration::from_secs(7 * 86_400);

/// How a URL is handed out.
#[derive(Args)]
pub(crate) struct HandedOut {
    /// Print the same URL for this long, so that browsers cache what it names; it is valid for --expires after that
    #[arg(long, value_name = "TIME", value_parser = values::window, help_heading = "Time")]
    stable: Option<Duration>,
    /// Print the URL with the scheme and host of this one: of a CDN, a proxy or a tunnel that puts the host that was signed
    /// back into the header host. JSON has it as signed_host
    #[arg(long, value_name = "URL", conflicts_with = "explain", help_heading = "Output")]
    send_to: Option<String>,
}

/// The form of the output.
#[derive(Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct Output {
    /// Print a curl command with method and headers, quoted for a POSIX shell; what it uploads is the file ./NAME, where NAME
    /// is the end of the key
    #[arg(long, conflicts_with_all = ["json", "explain"])]
    curl: bool,
    /// Print JSON: url, method, headers (to be sent), expires_at; of several objects or with --from one JSON object a
    /// line, in the order of the input, with bucket and key too
    #[arg(long)]
    json: bool,
    /// Print what was signed too: canonical request, string to sign, signature
    #[arg(long)]
    explain: bool,
}

impl Output {
    pub(crate) fn form(&self) -> Form<'_> {
        match self {
            Self { curl: true, .. } => Form::Curl,
            Self { json: true, explain, .. } => Form::Json { explain: *explain, object: None },
            Self { explain: true, .. } => Form::Explain,
            _ => Form::Url,
        }
    }
}

/// The form of the output.
#[derive(Clone, Copy)]
pub(crate) enum Form<'a> {
    Url,
    Curl,
    Json {
        explain: bool,
        /// What it is for, where it is one of several.
        object: Option<Which<'a>>,
    },
    Explain,
}

/// Which of several objects it is.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Which<'a> {
    bucket: &'a str,
    key: &'a str,
}

impl<'a> Form<'a> {
    /// The same, in which programs read which of several objects it is for.
    pub(crate) fn of(self, bucket: &'a str, key: &'a str) -> Self {
        match self {
            Self::Json { explain, .. } => Self::Json { explain, object: Some(Which { bucket, key }) },
            form => form,
        }
    }
}

/// A request, and what its body is made of.
pub(crate) struct Asked<'a> {
    pub(crate) request: Request<'a>,
    pub(crate) body: Body<'a>,
}

/// What is the same for all URLs of a call.
pub(crate) struct Signing {
    pub(crate) signer: Signer,
    pub(crate) expires_in: Duration,
    pub(crate) now: Timestamp,
    /// Scheme and host of the URL that is handed out, where it is not the one that was signed.
    send_to: Option<String>,
}

/// What programs read.
#[derive(Serialize)]
pub(crate) struct Json<'a> {
    #[serde(flatten)]
    url: PresignedUrl,
    #[serde(flatten)]
    object: Option<Which<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical_request: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    string_to_sign: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
}

impl Signing {
    /// Appends the output for one request, and ends the line.
    pub(crate) fn append(&self, text: &mut String, asked: &Asked<'_>, form: Form<'_>) -> Result<(), presign::Error> {
        let Asked { request, body } = asked;
        match form {
            Form::Url if self.send_to.is_some() => text.push_str(self.handed_out(request)?.as_str()),
            Form::Url => {
                self.signer.presign_into(text, request, self.expires_in, self.now)?;
            }
            Form::Curl => curl::push_command(text, &Message::from(&self.handed_out(request)?), body),
            Form::Json { explain, object } => push_json(text, &Json { object, ..self.json(request, explain)? }),
            Form::Explain => self.push_explanation(text, request)?,
        }
        text.push('\n');
        Ok(())
    }

    pub(crate) fn presign(&self, request: &Request<'_>) -> Result<PresignedUrl, presign::Error> {
        request.presign(&self.signer, self.expires_in, self.now)
    }

    /// The URL as it is handed out.
    fn handed_out(&self, request: &Request<'_>) -> Result<PresignedUrl, presign::Error> {
        let url = self.presign(request)?;
        match &self.send_to {
            Some(target) => url.sent_to(target),
            None => Ok(url),
        }
    }

    /// What programs read.
    pub(crate) fn json(&self, request: &Request<'_>, explain: bool) -> Result<Json<'static>, presign::Error> {
        if !explain {
            return Ok(Json::new(self.handed_out(request)?));
        }
        let explanation = self.signer.explain(request, self.expires_in, self.now)?;
        Ok(Json {
            canonical_request: Some(explanation.canonical_request.to_string()),
            string_to_sign: Some(explanation.string_to_sign.to_string()),
            signature: Some(explanation.signature.to_string()),
            ..Json::new(self.handed_out(request)?)
        })
    }

    /// One request's output.
    pub(crate) fn print(&self, asked: &Asked<'_>, form: Form<'_>) -> Result<(), Failure> {
        let mut text = String::new();
        self.append(&mut text, asked, form)?;
        print(text.as_bytes())
    }

    fn push_explanation(&self, text: &mut String, request: &Request<'_>) -> Result<(), presign::Error> {
        let explanation = self.signer.explain(request, self.expires_in, self.now)?;
        text.push_str(explanation.to_string_with_secrets().trim_end());
        Ok(())
    }
}

impl Json<'_> {
    pub(crate) fn new(url: PresignedUrl) -> Self {
        Self { url, object: None, canonical_request: None, string_to_sign: None, signature: None }
    }
}

/// The headers to send, by their names.
pub(crate) type Headers = BTreeMap<String, String>;

/// Joins headers that are repeated: one with a comma between the values means the same (RFC 9110, section 5.3).
pub(crate) fn joined<'a>(headers: impl Iterator<Item = (&'a str, &'a str)>) -> Headers {
    let mut joined = Headers::new();
    for (name, value) in headers {
        joined
            .entry(name.to_string())
            .and_modify(|values: &mut String| values.extend([",", value]))
            .or_insert_with(|| value.to_string());
    }
    joined
}

/// Appends JSON without line ends.
pub(crate) fn push_json(text: &mut String, value: &impl Serialize) {
    // Strings and maps whose keys are strings have a JSON form.
    text.push_str(&serde_json::to_string(value).unwrap_or_default());
}

/// Writes JSON as the result of a command.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    print(json(value).as_bytes())
}

/// The same as a string.
pub(crate) fn json(value: &impl Serialize) -> String {
    let mut text = String::new();
    push_json(&mut text, value);
    text.push('\n');
    text
}

/// Writes the result of a command.
pub(crate) fn print(text: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(text).and_then(|()| stdout.flush()).map_err(Failure::write)
}
