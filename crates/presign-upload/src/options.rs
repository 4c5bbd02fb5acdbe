//! What an operator chooses.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::Args;

use crate::origin;
use crate::service::{self, Limits, PREFIX};

/// Where the page is served, at which addresses it is opened, and what it accepts.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The address and port to listen on; port 0 is any that is free
    #[arg(long, value_name = "ADDRESS:PORT", env = "PRESIGN_UPLOAD_LISTEN", default_value_t = loopback())]
    pub listen: SocketAddr,
    /// An address at which browsers open the page, or a page that uses the service, such as `https://upload.example.com`;
    /// several with commas between; `https://*.example.com` stands for all below a domain [default: this machine's]
    #[arg(long, value_name = "ORIGIN", env = "PRESIGN_UPLOAD_ORIGIN", value_delimiter = ',', value_parser = origin::parse)]
    pub origin: Vec<String>,
    /// Where every key begins: folders with a slash after each, or nothing
    #[arg(long, value_name = "PREFIX", env = "PRESIGN_UPLOAD_PREFIX", default_value = PREFIX, value_parser = prefix)]
    pub prefix: String,
    /// A file whose content seals the ids of uploads; all processes that serve one page need the same
    /// [default: what follows from the secret access key]
    #[arg(long, value_name = "PATH", env = "PRESIGN_UPLOAD_SECRET_FILE")]
    pub secret_file: Option<PathBuf>,
    /// Where to send an event, signed with the content of --secret-file, for each file that has arrived
    #[arg(long, value_name = "URL", env = "PRESIGN_UPLOAD_WEBHOOK", requires = "secret_file")]
    pub webhook: Option<String>,
    /// Write no line to standard error for each request
    #[arg(long, env = "PRESIGN_UPLOAD_QUIET", value_parser = clap::builder::FalseyValueParser::new())]
    pub quiet: bool,
    /// The folder with uppy.mjs and uppy.css, for the page uppy.html
    #[arg(long, value_name = "FOLDER", env = "PRESIGN_UPLOAD_UPPY")]
    pub uppy: Option<PathBuf>,
    /// What is accepted, and for how long
    #[command(flatten)]
    pub limits: Limits,
}

impl Default for Options {
    /// As on the command line.
    fn default() -> Self {
        Self {
            listen: loopback(),
            origin: Vec::new(),
            prefix: PREFIX.into(),
            secret_file: None,
            webhook: None,
            quiet: false,
            uppy: None,
            limits: Limits::default(),
        }
    }
}

impl From<Limits> for Options {
    fn from(limits: Limits) -> Self {
        Self { limits, quiet: true, ..Self::default() }
    }
}

fn loopback() -> SocketAddr {
    (Ipv4Addr::LOCALHOST, 0).into()
}

/// Folders whose names mean the same in a policy, in a shell and in XML.
///
/// # Errors
/// - It does not end with a slash, a folder has no name, or it has characters other than letters, digits and `-_.!()`.
pub fn prefix(text: &str) -> Result<String, String> {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"/-_.!()".contains(&b);
    if service::is_prefix(text) && text.bytes().all(is_plain) && text.len() <= MAX_PREFIX {
        return Ok(text.into());
    }
    Err(format!(
        "a prefix is folders with a slash after each, as in uploads/2026/, of letters, digits and -_.!(), at most \
         {MAX_PREFIX} bytes"
    ))
}

/// S3's keys have 1,024 bytes: the rest is for the folder of a user, and the name.
const MAX_PREFIX: usize = 256;
