//! Amazon S3 and what speaks its language: where buckets live, and what can be asked of them.
//!
//! A [`Bucket`] has a method for each operation of S3. It gives an [`Operation`], whose setters are those that S3
//! documents for it and which ends in [`presign`](Operation::presign). [`MultipartPlan`] cuts a large object into parts;
//! [`PostObject`] signs a form for browsers.

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
mod session;

pub use body::Checksum;
pub use bucket::Bucket;
pub use copy::CopySource;
pub use disposition::attachment;
pub use form::PostForm;
pub use operation::Operation;
pub use plan::{MultipartPlan, Part};
pub use post::PostObject;
