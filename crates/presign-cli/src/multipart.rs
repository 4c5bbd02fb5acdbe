//! Uploads in parts.

use clap::{Args, Subcommand};
use presign::s3::{self, MultipartPlan, Operation};
use serde::Serialize;

use crate::curl::Body;
use crate::examples;
use crate::failure::Failure;
use crate::object::NewObject;
use crate::output::{self, Asked, Form};
use crate::s3::Object;
use crate::{values, warning};

/// The steps of an upload in parts.
#[derive(Subcommand)]
pub(crate) enum Multipart {
    /// CreateMultipartUpload: begin an upload; the answer has its upload id
    #[command(after_help = examples::CREATE)]
    Create(Create),
    /// UploadPart: upload one part
    #[command(after_help = examples::PART)]
    Part(Part),
    /// CompleteMultipartUpload: make the object from its parts, which the XML in the body names
    #[command(after_help = examples::COMPLETE)]
    Complete(Upload),
    /// AbortMultipartUpload: give up and delete the parts
    #[command(after_help = examples::ABORT)]
    Abort(Upload),
    /// ListParts: list the parts that were uploaded
    #[command(after_help = examples::LIST_PARTS)]
    ListParts(Upload),
    /// UploadPart for all parts of a file: one line a part
    #[command(after_help = examples::PLAN)]
    Plan(Plan),
}

impl Multipart {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        match self {
            Self::Create(create) => create.run(),
            Self::Part(part) => part.run(),
            Self::Complete(upload) => upload.object.run(|bucket, key| {
                let operation = bucket.complete_multipart_upload(key, &upload.upload_id);
                upload.ask(operation, Body::File("parts.xml".into()))
            }),
            Self::Abort(upload) => upload
                .object
                .run(|bucket, key| upload.ask(bucket.abort_multipart_upload(key, &upload.upload_id), Body::None)),
            Self::ListParts(upload) => {
                upload.object.run(|bucket, key| upload.ask(bucket.list_parts(key, &upload.upload_id), Body::None))
            }
            Self::Plan(plan) => plan.run(),
        }
    }
}

/// CreateMultipartUpload.
#[derive(Args)]
pub(crate) struct Create {
    #[command(flatten)]
    new_object: NewObject,
    #[command(flatten)]
    object: Object,
}

impl Create {
    fn run(&self) -> Result<(), Failure> {
        self.object.run(|bucket, key| {
            let operation = self.new_object.set(bucket.create_multipart_upload(key));
            Asked { request: self.object.s3.extras.add(operation), body: Body::Empty }
        })
    }
}

/// A step of an upload that has begun.
#[derive(Args)]
pub(crate) struct Upload {
    /// The upload's id, from the answer to CreateMultipartUpload
    #[arg(long, value_name = "ID")]
    upload_id: String,
    #[command(flatten)]
    object: Object,
}

impl Upload {
    fn ask<'a, O>(&self, operation: Operation<'a, O>, body: Body<'a>) -> Asked<'a> {
        Asked { request: self.object.s3.extras.add(operation), body }
    }
}

/// UploadPart.
#[derive(Args)]
pub(crate) struct Part {
    /// The part's number, 1 to 10000
    #[arg(long = "part", value_name = "N", value_parser = values::part_number, allow_hyphen_values = true)]
    number: u32,
    /// The part's length in bytes: no more and no less can be uploaded
    #[arg(long, value_name = "BYTES", value_parser = values::content_length, allow_hyphen_values = true,
        help_heading = "Request")]
    content_length: Option<u64>,
    #[command(flatten)]
    upload: Upload,
}

impl Part {
    fn run(&self) -> Result<(), Failure> {
        self.upload.object.run(|bucket, key| {
            let mut operation = bucket.upload_part(key, &self.upload.upload_id, self.number);
            if let Some(length) = self.content_length {
                operation = operation.content_length(length);
            }
            self.upload.ask(operation, Body::File(format!("{key}.part{}", self.number).into()))
        })
    }
}

/// UploadPart for all parts.
#[derive(Args)]
pub(crate) struct Plan {
    /// The object's size: bytes, or a number with its unit as in 64MiB or 12GiB
    #[arg(long, value_parser = values::size, allow_hyphen_values = true)]
    size: u64,
    /// The size of all parts but the last [else: 8MiB, or as many MiB as 10000 parts take]
    #[arg(long, value_name = "SIZE", value_parser = values::size, allow_hyphen_values = true)]
    part_size: Option<u64>,
    /// Sign each part's length: no more and no less can be uploaded
    #[arg(long, help_heading = "Request")]
    sign_lengths: bool,
    #[command(flatten)]
    upload: Upload,
}

/// What programs read.
#[derive(Serialize)]
struct JsonPart {
    #[serde(flatten)]
    part: s3::Part,
    #[serde(flatten)]
    url: output::Json<'static>,
}

impl Plan {
    fn run(&self) -> Result<(), Failure> {
        let plan = match self.part_size {
            Some(part_size) => MultipartPlan::new(self.size, part_size)?,
            None => MultipartPlan::automatic(self.size)?,
        };
        let Object { address, s3 } = &self.upload.object;
        let key = address.key().ok_or(Failure::NoSingleKey)?;
        let (bucket, signing) = s3.open(address.bucket())?;
        let mut text = String::new();
        for part in plan.parts() {
            let mut operation = bucket.upload_part(key, &self.upload.upload_id, part.number);
            if self.sign_lengths {
                operation = operation.content_length(part.length);
            }
            let body = Body::Piece { path: key, offset: part.offset, length: part.length };
            let asked = Asked { request: s3.extras.add(operation), body };
            match s3.output.form() {
                Form::Json { explain, .. } => {
                    let url = signing.json(&asked.request, explain)?;
                    output::push_json(&mut text, &JsonPart { part, url });
                    text.push('\n');
                    continue;
                }
                Form::Url => {
                    let fields = [part.number.into(), part.offset, part.length];
                    text.extend(fields.map(|field| format!("{field}\t")));
                }
                Form::Curl | Form::Explain => {}
            }
            signing.append(&mut text, &asked, s3.output.form())?;
        }
        warning::of_key(key);
        s3.extras.warn_of_words();
        output::print(text.as_bytes())
    }
}
