//! A bucket and how to reach it: what users of the crate hold.

// The order of the page of `Bucket`: it begins with its constructors.
mod addressed;

mod provider;

mod choices;

mod arn;
mod aws_host;
mod endpoint;
mod name;
mod options;
mod region;
mod resource;

pub use addressed::Bucket;
pub(super) use name::check as check_name;
pub use provider::Provider;
#[cfg(feature = "explain")]
pub(crate) use provider::of_host as provider_of_host;
