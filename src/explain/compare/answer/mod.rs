//! A server's answer, read out of what is around it.

mod document;
mod fields;
mod meanings;
mod xml;

pub(super) use document::split;
pub(super) use fields::Answer;
