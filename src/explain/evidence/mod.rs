//! What people have at hand of a refused request, read out of whatever they paste.

mod address;
mod command;
mod documents;
mod known;
mod message;
mod pairs;
mod powershell;
mod reader;
mod words;

pub use known::Evidence;

pub(super) use pairs::{pairs, quoted};
