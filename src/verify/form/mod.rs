//! Upload forms with a POST policy.

mod fields;
mod post_form;
mod post_policy;

pub use post_form::PostForm;
