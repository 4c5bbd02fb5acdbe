//! Amazon S3 and what speaks its language: where buckets live, and what can be asked of them. Signing is done
//! elsewhere.

mod body;
mod bucket;
mod copy;
mod date;
mod disposition;
mod encryption;
mod form;
mod json;
mod list;
mod multipart;
mod new_object;
mod object;
pub mod op;
mod operation;
mod plan;
mod post;
mod read;

pub use body::Checksum;
pub use bucket::Bucket;
pub use copy::CopySource;
pub use disposition::attachment;
pub use form::PostForm;
pub use operation::Operation;
pub use plan::{MultipartPlan, Part};
pub use post::PostObject;
