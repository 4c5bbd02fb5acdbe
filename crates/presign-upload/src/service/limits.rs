//! What is taken, and for how long a URL is good.

#[cfg(feature = "program")]
use clap::Args;
#[cfg(feature = "program")]
use presign::s3::MultipartPlan;
use serde::Serialize;

use super::ApiError;

/// What the service accepts, and for how long its URLs are good. A size is a number of bytes, or one of KiB, MiB or GiB.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "program", derive(Args))]
pub struct Limits {
    /// The largest file
    #[cfg_attr(feature = "program", arg(long, value_name = "SIZE", env = "PRESIGN_UPLOAD_MAX_SIZE", default_value = "1GiB", value_parser = size))]
    pub max_size: u64,
    /// The largest file that is uploaded with one PUT; S3 has 5 GiB, the embedded server 64 MiB
    #[cfg_attr(feature = "program", arg(long, value_name = "SIZE", env = "PRESIGN_UPLOAD_MAX_PUT", default_value = "16MiB", value_parser = put_size))]
    pub max_put: u64,
    /// The parts of larger files, except the last
    #[cfg_attr(feature = "program", arg(long, value_name = "SIZE", env = "PRESIGN_UPLOAD_PART_SIZE", default_value = "8MiB", value_parser = part_size))]
    pub part_size: u64,
    /// The largest file that is uploaded by a form; the embedded server has 64 MiB
    #[cfg_attr(feature = "program", arg(long, value_name = "SIZE", env = "PRESIGN_UPLOAD_MAX_FORM", default_value = "10MiB", value_parser = put_size))]
    pub max_form: u64,
    /// How many uploads may be under way at once: those for which a URL of this process is valid
    #[cfg_attr(
        feature = "program",
        arg(long, value_name = "NUMBER", env = "PRESIGN_UPLOAD_MAX_OPEN", default_value_t = 1000)
    )]
    pub max_open: usize,
    /// How many uploads of one user may be under way at once
    #[cfg_attr(feature = "program", arg(long, value_name = "NUMBER", env = "PRESIGN_UPLOAD_MAX_OPEN_USER"))]
    pub max_open_user: Option<usize>,
    /// How many uploads may be begun in a minute
    #[cfg_attr(
        feature = "program",
        arg(long, value_name = "NUMBER", env = "PRESIGN_UPLOAD_PACE", default_value_t = 300)
    )]
    pub pace: u32,
    /// How many uploads one user may begin in a minute
    #[cfg_attr(feature = "program", arg(long, value_name = "NUMBER", env = "PRESIGN_UPLOAD_PACE_USER"))]
    pub pace_user: Option<u32>,
    /// How much one user may upload in 24 hours, as the bucket says
    #[cfg_attr(feature = "program", arg(long, value_name = "SIZE", env = "PRESIGN_UPLOAD_QUOTA_DAY", value_parser = size))]
    pub quota_day: Option<u64>,
    /// How much one user may have in the bucket, as the bucket says
    #[cfg_attr(feature = "program", arg(long, value_name = "SIZE", env = "PRESIGN_UPLOAD_QUOTA_USER", value_parser = size))]
    pub quota_user: Option<u64>,
    /// How much all users together may have in the bucket, as the bucket says: asked at most once a minute, with a request
    /// for each 1,000 objects
    #[cfg_attr(feature = "program", arg(long, value_name = "SIZE", env = "PRESIGN_UPLOAD_QUOTA_BUCKET", value_parser = size))]
    pub quota_bucket: Option<u64>,
    /// How many seconds a URL is good for
    #[cfg_attr(feature = "program", arg(long, value_name = "SECONDS", env = "PRESIGN_UPLOAD_EXPIRES", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=604_800)))]
    pub expires: u64,
    /// For how many seconds a link to a file may be asked for
    #[cfg_attr(feature = "program", arg(long, value_name = "SECONDS", env = "PRESIGN_UPLOAD_MAX_LINK", default_value_t = 86_400, value_parser = clap::value_parser!(u64).range(1..=604_800)))]
    pub max_link: u64,
    /// For how many seconds from its beginning an upload can be continued, and its file deleted by who uploaded it
    #[cfg_attr(
        feature = "program",
        arg(long, value_name = "SECONDS", env = "PRESIGN_UPLOAD_PATIENCE", default_value_t = 604_800)
    )]
    pub patience: u64,
    /// The types that are taken, with commas between; `*` at the end stands for anything
    #[cfg_attr(feature = "program", arg(long, value_name = "TYPES", env = "PRESIGN_UPLOAD_TYPES", value_delimiter = ',', default_values_t = types()))]
    pub types: Vec<String>,
}

/// What browsers show, play or save, and do not run as part of a page.
const TYPES: [&str; 13] = [
    "image/*",
    "video/*",
    "audio/*",
    "text/plain",
    "text/csv",
    "text/markdown",
    "application/pdf",
    "application/json",
    "application/zip",
    "application/gzip",
    "application/vnd.oasis.opendocument.*",
    "application/vnd.openxmlformats-officedocument.*",
    "application/octet-stream",
];

/// A picture to its type, a page to the browser that opens it: its scripts run. No `*` stands for it.
const NEVER_MEANT: &str = "image/svg+xml";

const MIB: u64 = 1 << 20;

impl Default for Limits {
    /// As on the command line.
    fn default() -> Self {
        let (max_size, max_put, part_size, max_form) = (1 << 30, 16 * MIB, 8 * MIB, 10 * MIB);
        Self {
            max_size,
            max_put,
            part_size,
            max_form,
            max_open: 1000,
            max_open_user: None,
            pace: 300,
            pace_user: None,
            quota_day: None,
            quota_user: None,
            quota_bucket: None,
            expires: 300,
            max_link: 86_400,
            patience: 604_800,
            types: types(),
        }
    }
}

impl Limits {
    pub(crate) fn check_type(&self, content_type: &str) -> Result<(), ApiError> {
        let is_meant = |pattern: &String| match pattern.strip_suffix('*') {
            Some(beginning) => content_type.starts_with(beginning) && content_type != NEVER_MEANT,
            None => content_type == pattern,
        };
        if is_type(content_type) && self.types.iter().any(is_meant) {
            return Ok(());
        }
        Err(ApiError::Type { content_type: content_type.into(), types: self.types.join(", ") })
    }
}

/// Whether this is a type without parameters. Browsers send them in lower case.
fn is_type(text: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"!#$&-^_.+".contains(&b))
    };
    text.len() <= 255 && text.split_once('/').is_some_and(|(kind, name)| is_name(kind) && is_name(name))
}

fn types() -> Vec<String> {
    TYPES.map(String::from).into()
}

#[cfg(feature = "program")]
fn size(text: &str) -> Result<u64, String> {
    let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    let factor: u64 = match unit.trim() {
        "" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return Err("a size is a number of bytes, or one of KiB, MiB or GiB, as in 8MiB".into()),
    };
    let number: u64 = number.parse().map_err(|_| "a size begins with a number".to_owned())?;
    number.checked_mul(factor).ok_or("no file is that large".into())
}

#[cfg(feature = "program")]
fn put_size(text: &str) -> Result<u64, String> {
    let size = size(text)?;
    if size <= MultipartPlan::MAX_PART_SIZE { Ok(size) } else { Err("S3 accepts at most 5 GiB in one request".into()) }
}

#[cfg(feature = "program")]
fn part_size(text: &str) -> Result<u64, String> {
    let size = size(text)?;
    match MultipartPlan::new(size, size) {
        Ok(_) => Ok(size),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(all(test, feature = "program"))]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        limits: Limits,
    }

    fn parse(arguments: &[&str]) -> Result<Limits, clap::Error> {
        Line::try_parse_from([&["program"], arguments].concat()).map(|line| line.limits)
    }

    #[test]
    fn default_is_that_of_the_command_line() {
        assert_eq!(parse(&[]).unwrap(), Limits::default());
    }

    #[test]
    fn sizes_have_units() {
        for (text, bytes) in [("5", 5), ("5KiB", 5120), ("5 MiB", 5 * MIB), ("2GiB", 2 << 30)] {
            assert_eq!(parse(&["--max-size", text]).unwrap().max_size, bytes, "{text}");
        }
        for text in ["", "MiB", "5MB", "-5", "99999999999999999999", "99999999999GiB"] {
            assert!(parse(&["--max-size", text]).is_err(), "{text}");
        }
    }

    #[test]
    fn limits_of_s3_are_kept() {
        for arguments in [
            ["--part-size", "4MiB"],
            ["--part-size", "6GiB"],
            ["--max-put", "6GiB"],
            ["--max-form", "6GiB"],
            ["--expires", "0"],
            ["--expires", "604801"],
            ["--max-link", "0"],
            ["--max-link", "604801"],
        ] {
            assert!(parse(&arguments).is_err(), "{arguments:?}");
        }
    }

    #[test]
    fn types_are_taken_or_not() {
        let limits = Limits::default();

        for content_type in ["image/png", "video/mp4", "text/plain", "application/octet-stream"] {
            assert!(limits.check_type(content_type).is_ok(), "{content_type}");
        }
        let word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        assert!(limits.check_type(word).is_ok());
        for content_type in
            ["", "image", "image/", "/png", "text/html", "image/svg+xml", "image/png, text/html", "a/b/c"]
        {
            assert!(limits.check_type(content_type).is_err(), "{content_type}");
        }
        let named = parse(&["--types", "image/svg+xml,text/html"]).unwrap();
        assert!(named.check_type("image/svg+xml").is_ok());
        assert!(named.check_type("image/png").is_err());
    }
}
