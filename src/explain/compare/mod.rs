//! What was signed, against what a server says that it received.

mod answer;
mod case;
mod comparison;
mod differences;
mod document;
mod entry;
mod evidence;
mod refusals;
mod signed;
mod similar;
mod version_2;
mod xml;

pub use comparison::{Comparison, Difference};
pub use entry::{compare, compare_url, read_answer};
