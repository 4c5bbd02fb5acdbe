//! What was signed, against what a server says that it received.

mod answer;
mod case;
mod clients;
mod comparison;
mod cures;
mod differences;
mod entry;
mod evidence;
mod likely;
mod lines;
mod pieces;
mod refusals;
mod scopes;
#[cfg(feature = "serde")]
mod serialize;
mod signed;
mod similar;
mod told;
mod version_2;

pub use comparison::{Comparison, Difference};
pub use entry::{compare, compare_url, diagnose, read_answer};
