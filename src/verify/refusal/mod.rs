//! The reasons to refuse a request, and the answer to each.

mod answer;
mod document;
mod reasons;

pub use reasons::{Place, Refusal};
