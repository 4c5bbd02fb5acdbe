//! The list of a bucket's objects.

use clap::Args;

use crate::curl::Body;
use crate::failure::Failure;
use crate::output::Asked;
use crate::s3::S3;
use crate::values::{self, S3Url};
use crate::warning;

/// ListObjectsV2.
#[derive(Args)]
pub(crate) struct List {
    /// The bucket, and how the keys begin
    #[arg(value_name = "s3://BUCKET[/PREFIX]", value_parser = values::s3_prefix, required_unless_present = "bucket")]
    s3_url: Option<S3Url>,
    /// The bucket by its name, or by an access point's ARN; goes with --prefix
    #[arg(long, value_name = "NAME|ARN", value_parser = values::bucket, conflicts_with = "s3_url")]
    bucket: Option<String>,
    /// How the keys begin; goes with --bucket
    #[arg(long, requires = "bucket", conflicts_with = "s3_url")]
    prefix: Option<String>,
    #[command(flatten)]
    s3: S3,
}

impl List {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let (name, prefix) = match &self.s3_url {
            Some(url) => (Some(&url.bucket), &url.key),
            None => (self.bucket.as_ref(), &self.prefix),
        };
        // clap asks for one of the two.
        let (bucket, signing) = self.s3.open(name.map_or("", String::as_str))?;
        let mut operation = bucket.list_objects_v2();
        if let Some(prefix) = prefix {
            operation = operation.prefix(prefix);
        }
        let asked = Asked { request: self.s3.extras.add(operation), body: Body::None };
        signing.print(&asked, self.s3.output.form())?;
        warning::of_key(prefix.as_deref().unwrap_or_default());
        self.s3.extras.warn_of_words();
        Ok(())
    }
}
