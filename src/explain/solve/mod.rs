//! What a signature was made for, found with the secret at hand: no answer of a server is needed.
//!
//! - `entry`: the two ways in
//! - `sent`: the request that was refused, and what is read from it
//! - `model`: a canonical request and what signs it, in parts that can be changed one by one
//! - `edit`: one change, as it is made and as it is told
//! - `changes`: the changes that are tried
//! - `signers`: tables of what signers do otherwise than AWS describes it
//! - `search`: each change alone, then two and three together
//! - `notes`: what is to be seen without a search
//! - `reasons`: why a line was signed as it was
//! - `solution`: what was found

mod changes;
mod edit;
mod entry;
mod model;
mod notes;
mod reasons;
mod search;
mod sent;
mod signers;
mod solution;

pub use entry::{solve, solve_watched, solve_with_key};
pub use sent::Sent;
pub use solution::{Attempt, Change};
