//! What a presigned URL says, and what is wrong with it.

mod appended;
mod aws_names;
#[cfg(feature = "cloudfront")]
mod cloudfront;
mod empty;
mod host;
mod host_findings;
mod inspection;
mod operation;
mod paste;
mod scheme;
#[cfg(feature = "serde")]
mod serialize;
mod services;
mod transit;
mod url;
mod url_findings;

pub use host::{HostScope, host_scope};
pub use inspection::{Inspection, inspect};
pub use paste::repair_url;
pub(super) use scheme::SignatureVersion;

pub(super) use empty::{empty_checksum_sentence, is_empty_checksum, is_empty_checksum_value, is_empty_hash};
pub(super) use host::is_known_host;
pub(super) use inspection::inspect_at;
pub(super) use paste::pasted_url;
pub(super) use transit::{is_changed, who_changes};
pub(super) use url::Url;
pub(super) use url_findings::{SCHEME_TWICE, missing_parts};
