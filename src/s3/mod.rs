//! Amazon S3 and services compatible with it: where buckets are, and which operations they accept.
//!
//! A [`Bucket`] has a method for each operation of S3 on objects and buckets, and one for all operations on a bucket's
//! configuration. The method returns an [`Operation`], which has setters for what S3 documents for it, and whose
//! [`presign`](Operation::presign) makes the URL. [`Bucket::operation`] calls one by its name. [`MultipartPlan`] splits
//! a large object into parts; [`PostObject`] signs a form for browsers.

// The order of the pages of `Bucket` and `Operation`: they begin with their constructors and with `presign`.
mod bucket;
mod operation;

mod setters;

mod calls;
mod configuration;
mod directory;
mod limits;
pub mod op;
mod plan;
mod post;
mod recognised;
mod table;
mod values;
#[cfg(feature = "xml")]
pub mod xml;

pub use crate::action::Action;
#[cfg(feature = "explain")]
pub(crate) use bucket::provider_of_host;
pub use bucket::{Bucket, Provider};
pub use calls::BucketConfiguration;
pub use configuration::Configuration;
pub use operation::Operation;
pub use plan::{MultipartPlan, Part};
pub use post::{PostObject, PresignedForm};
pub(crate) use recognised::{Level, Sent};
pub use setters::{CopySource, attachment};
