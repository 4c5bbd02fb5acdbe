//! Uploads by an HTML form.

use std::fmt::Write as _;

use clap::Args;
use presign::s3::PresignedForm;

use crate::address::{Address, Addressing};
use crate::curl;
use crate::failure::Failure;
use crate::identity::Who;
use crate::output::{self, When};
use crate::s3;
use crate::values::{self, Pair};
use crate::warning;
use crate::words;

/// PostObject.
#[derive(Args)]
pub(crate) struct Post {
    #[command(flatten)]
    address: Address,
    /// Add a field that must be sent as it is, such as acl=private; may come again
    #[arg(long, value_name = "NAME=VALUE", value_parser = values::field, help_heading = "Form")]
    field: Vec<Pair>,
    /// Let the sender choose a field's value, as long as it begins so; may come again
    #[arg(long, value_name = "NAME=BEGINNING", value_parser = values::field, help_heading = "Form")]
    starts_with: Vec<Pair>,
    /// How many bytes the file may have, as in 1-10MiB
    #[arg(long, value_name = "MIN-MAX", value_parser = values::size_range, help_heading = "Form")]
    content_length_range: Option<(u64, u64)>,
    /// The file's type, such as image/png: the field Content-Type
    #[arg(long, value_name = "TYPE", help_heading = "Form")]
    content_type: Option<String>,
    #[command(flatten)]
    when: When,
    #[command(flatten)]
    output: PostOutput,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    addressing: Addressing,
}

/// The form of the form.
#[derive(Args)]
#[group(multiple = false)]
#[command(next_help_heading = "Output")]
struct PostOutput {
    /// Print an HTML form
    #[arg(long)]
    html: bool,
    /// Print a curl command, quoted for a POSIX shell
    #[arg(long)]
    curl: bool,
    /// Print JSON: url, method, fields (in the order to send them in, with file after them), expires_at, policy
    #[arg(long)]
    json: bool,
}

impl Post {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let key = self.address.key().ok_or(Failure::NoSingleKey)?;
        let (bucket, signing) =
            s3::open(self.address.bucket(), &self.who, &self.addressing, |signer| self.when.signing(signer))?;
        let mut post = bucket.post_object(key);
        if let Some(content_type) = &self.content_type {
            post = post.field("Content-Type", content_type);
        }
        for Pair { name, value } in &self.field {
            post = post.field(name, value);
        }
        for Pair { name, value } in &self.starts_with {
            post = post.starts_with(name, value);
        }
        if let Some((min, max)) = self.content_length_range {
            post = post.content_length_range(min, max);
        }
        let form = post.presign(&signing.signer, signing.expires_in, signing.now)?;
        warning::of_key(key);
        words::of_fields(&self.field);
        match &self.output {
            PostOutput { html: true, .. } => output::print(form.to_html().as_bytes()),
            PostOutput { curl: true, .. } => output::print(command(&form, key).as_bytes()),
            PostOutput { json: true, .. } => output::print_json(&form),
            _ => output::print(plain(&form).as_bytes()),
        }
    }
}

/// The URL, then one field a line. No field has a line end in it.
fn plain(form: &PresignedForm) -> String {
    let mut text = format!("{}\n", form.url());
    for (name, value) in form.fields() {
        // Writing to a `String` cannot fail.
        let _ = writeln!(text, "{name}={value}");
    }
    text
}

fn command(form: &PresignedForm, key: &str) -> String {
    let mut words = vec!["curl".to_string()];
    for (name, value) in form.fields() {
        // Not --form, which takes an `@` at the beginning of a value for a file.
        words.extend(["--form-string".into(), curl::quoted(&format!("{name}={value}"))]);
    }
    // Between double quotes, curl reads a `;` as part of the name.
    let file = curl::local_file(&key.replace("${filename}", "file")).replace('\\', r"\\").replace('"', "\\\"");
    words.extend(["--form".into(), curl::quoted(&format!("file=@\"{file}\"")), curl::quoted(form.url())]);
    format!("{}\n", words.join(" "))
}
