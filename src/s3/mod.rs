//! Amazon S3 and services compatible with it: where buckets are, and which operations they take.
//!
//! A [`Bucket`] has a method for each operation of S3 on objects and buckets, and one for all operations on a bucket's
//! configuration. The method returns an [`Operation`], which has the setters that S3 documents for it, and whose
//! [`presign`](Operation::presign) makes the URL. [`MultipartPlan`] splits a large object into parts; [`PostObject`] signs a form for browsers.

mod annotation;
mod body;
mod bucket;
mod calls;
mod configuration;
mod copy;
mod directory;
mod disposition;
mod encryption;
mod form;
mod limits;
mod list;
mod lock;
mod multipart;
mod new_object;
mod object;
pub mod op;
mod operation;
mod plan;
mod post;
mod read;
mod rename;
mod session;
mod values;

pub use crate::checksum::Checksum;
#[cfg(feature = "explain")]
pub(crate) use bucket::provider_of_host;
pub use bucket::{Bucket, Provider};
pub use calls::BucketConfiguration;
pub use configuration::Configuration;
pub use copy::CopySource;
pub use disposition::attachment;
pub use form::PostForm;
pub use operation::Operation;
pub use plan::{MultipartPlan, Part};
pub use post::PostObject;
