//! AWS STS: roles that are assumed.

use std::fmt;
use std::time::Duration;

use http::{Request, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use presign::services::sts::CallerIdentityUrl;
use presign::{Body, Credentials, Signer, Timestamp};
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use zeroize::Zeroizing;

use crate::answer::{Answer, Whose};
use crate::error::{Error, Reason};
use crate::session::Step;

const WHOSE: &str = "AWS STS";
pub(crate) const ANSWERED: Whose<'static> = Whose { name: WHOSE, verb: "answered" };
/// What is signed for where no region is set: as in botocore, the endpoint without a region.
const NO_REGION: &str = "us-east-1";

/// Where STS is.
#[derive(Clone)]
pub(crate) struct Sts {
    url: String,
    region: String,
}

impl Sts {
    /// The endpoint of a region, which may be a FIPS endpoint as in `us-east-1-fips`.
    pub(crate) fn of(region: Option<&str>) -> Result<Self, Error> {
        let Some(region) = region else {
            return Ok(Self { url: format!("https://{}/", host("aws-global")?), region: NO_REGION.into() });
        };
        let plain = region.strip_prefix("fips-").unwrap_or(region);
        let plain = plain.strip_suffix("-fips").unwrap_or(plain);
        Ok(Self { url: format!("https://{}/", host(region)?), region: plain.into() })
    }

    /// Another endpoint, which is signed for as if it were that of the region.
    pub(crate) fn at(url: &str, region: Option<&str>) -> Self {
        let slash = if url.ends_with('/') { "" } else { "/" };
        Self { url: format!("{url}{slash}"), region: region.unwrap_or(NO_REGION).into() }
    }

    /// A request with these parameters, and those that each one has.
    pub(crate) fn request(&self, action: &str, parameters: &[(&str, &str)]) -> Result<Request<Vec<u8>>, Error> {
        let mut body = format!("Action={action}&Version=2011-06-15");
        for (name, value) in parameters {
            body.extend(["&", name, "="].into_iter().chain(utf8_percent_encode(value, NON_ALPHANUMERIC)));
        }
        let request = Request::post(&self.url)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded; charset=utf-8")
            .body(body.into_bytes());
        let wanted = "a URL, such as https://sts.eu-west-1.amazonaws.com";
        request.map_err(|_| Error(Reason::Setting { place: "the endpoint of STS".into(), wanted }))
    }
}

/// The host of STS in a region. The library has the table of partitions, and writes it into a URL.
pub(crate) fn host(region: &str) -> Result<String, Error> {
    let url = CallerIdentityUrl { region, expires_in: Duration::from_secs(1) };
    let url = url.sign(&Credentials::new("-", "-"), Timestamp::from_unix_seconds(0)?)?;
    Ok(url.as_str().split('/').nth(2).unwrap_or_default().into())
}

/// Describes a role to assume: whose, for how long, and under which name it is seen in logs.
///
/// ```
/// use presign::Credentials;
/// use presign_credentials::{AssumeRole, Source};
///
/// let keys = Source::keys(Credentials::new("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"));
/// let role = AssumeRole::new("arn:aws:iam::123456789012:role/uploader", "eu-west-1")?.session_name("gateway");
/// let source = keys.assume(role);
/// # Ok::<(), presign_credentials::Error>(())
/// ```
///
/// Source: AWS STS API Reference, "AssumeRole".
#[derive(Clone)]
pub struct AssumeRole {
    sts: Sts,
    role_arn: String,
    session_name: Option<String>,
    external_id: Option<String>,
    duration: Option<Duration>,
    /// The serial number of a device, and the code that it shows.
    device: Option<(String, Option<String>)>,
}

impl AssumeRole {
    /// Describes a role by its ARN, and the region whose endpoint of STS is asked.
    ///
    /// # Errors
    /// - `unknown-region`: the region is not one of AWS.
    pub fn new(role_arn: &str, region: &str) -> Result<Self, Error> {
        Ok(Self::at(Sts::of(Some(region))?, role_arn))
    }

    pub(crate) fn at(sts: Sts, role_arn: &str) -> Self {
        Self { sts, role_arn: role_arn.into(), session_name: None, external_id: None, duration: None, device: None }
    }

    /// Sets the name under which CloudTrail shows what is done; without it, `presign-` and the time.
    #[must_use]
    pub fn session_name(mut self, name: &str) -> Self {
        self.session_name = Some(name.into());
        self
    }

    /// Sets the external id that the role's trust policy asks for.
    #[must_use]
    pub fn external_id(mut self, id: &str) -> Self {
        self.external_id = Some(id.into());
        self
    }

    /// Sets how long the credentials are valid, in whole seconds; without it, an hour. A role has a maximum of its own, and
    /// a role that is assumed with the credentials of another role has at most an hour.
    #[must_use]
    pub fn duration(mut self, duration: Duration) -> Self {
        self.duration = Some(duration);
        self
    }

    /// Sets the device, by its serial number or ARN, and the code that it shows now: it holds for one time.
    #[must_use]
    pub fn device(mut self, serial: &str, code: &str) -> Self {
        self.device = Some((serial.into(), Some(code.into())));
        self
    }

    /// The device whose code is not known.
    pub(crate) fn device_of_profile(mut self, serial: &str) -> Self {
        self.device = Some((serial.into(), None));
        self
    }

    pub(crate) fn step(&self, credentials: &Credentials, answers: &[Answer], now: Timestamp) -> Result<Step, Error> {
        if let Some(answer) = answers.first() {
            return read(answer).map(Step::Done);
        }
        let (name, seconds);
        let mut parameters = vec![("RoleArn", self.role_arn.as_str())];
        name = self.session_name.clone().unwrap_or_else(|| default_name(now));
        parameters.push(("RoleSessionName", &name));
        parameters.extend(self.external_id.iter().map(|id| ("ExternalId", id.as_str())));
        seconds = self.duration.map(|duration| duration.as_secs().to_string());
        parameters.extend(seconds.iter().map(|seconds| ("DurationSeconds", seconds.as_str())));
        match &self.device {
            Some((serial, Some(code))) => parameters.extend([("SerialNumber", serial.as_str()), ("TokenCode", code)]),
            Some((serial, None)) => return Err(Error(Reason::CodeOfDevice(serial.clone()))),
            None => {}
        }
        let mut request = self.sts.request("AssumeRole", &parameters)?;
        let body = request.body().clone();
        Signer::new(credentials.clone(), &self.sts.region, "sts")?.sign_http(&mut request, Body::from(&body), now)?;
        Ok(Step::Send(request))
    }
}

/// A name for logs that nobody has given.
pub(crate) fn default_name(now: Timestamp) -> String {
    format!("presign-{}", now.unix_seconds())
}

/// Reads what STS answers to AssumeRole and AssumeRoleWithWebIdentity.
pub(crate) fn read(answer: &Answer) -> Result<Credentials, Error> {
    answer.check(WHOSE, |body| {
        let [code, message] = fields(body, "Error", ["Code", "Message"])?;
        Some(format!("{}: {}", code.as_str(), message.as_str()))
    })?;
    let names = ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"];
    let values =
        fields(&answer.body, "Credentials", names).ok_or_else(|| ANSWERED.wrong("no XML as AWS documents it"))?;
    if let Some(at) = values.iter().position(|value| value.is_empty()) {
        return Err(ANSWERED.wrong(&format!("XML without {}", names[at])));
    }
    let [id, secret, token, expiry] = values;
    let expiry = Timestamp::parse_rfc3339(&expiry);
    let expiry = expiry.map_err(|_| ANSWERED.wrong("XML whose Expiration is not a time as in 2015-08-30T12:36:00Z"))?;
    Ok(Credentials::new(id.as_str(), secret.as_str()).with_session_token(token.as_str()).with_expiry(expiry))
}

/// The texts of these elements in the first element of this name; empty for those that are not there. `None` if the document
/// ends before that element does, or is not well-formed until then.
fn fields<const N: usize>(xml: &[u8], within: &str, names: [&str; N]) -> Option<[Zeroizing<String>; N]> {
    let mut values: [Zeroizing<String>; N] = std::array::from_fn(|_| Zeroizing::new(String::new()));
    let mut reader = Reader::from_str(std::str::from_utf8(xml).ok()?);
    // How deep in the element it is, and which of its children it is in.
    let (mut depth, mut at) = (0, None);
    loop {
        match reader.read_event().ok()? {
            Event::Eof => return None,
            Event::Start(start) => {
                let name = start.local_name();
                if depth > 0 || name.as_ref() == within {
                    depth += 1;
                }
                if depth == 2 {
                    at = names.iter().position(|other| *other == name.as_ref());
                }
            }
            Event::End(_) if depth > 0 => {
                depth -= 1;
                at = None;
                if depth == 0 {
                    return Some(values.map(|value| Zeroizing::new(value.trim().into())));
                }
            }
            Event::Text(text) => {
                if let Some(at) = at.filter(|_| depth == 2) {
                    values[at].push_str(&text);
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(at) = at.filter(|_| depth == 2) {
                    let name: &str = &reference;
                    let character = reference.resolve_char_ref().ok()?.map(String::from);
                    values[at].push_str(&character.or_else(|| resolve_predefined_entity(name).map(Into::into))?);
                }
            }
            _ => {}
        }
    }
}

/// The external id and the code of a device are nobody else's business.
impl fmt::Debug for AssumeRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AssumeRole").field(&self.role_arn).finish()
    }
}
