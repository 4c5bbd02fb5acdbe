//! What a signature was made for, found with the secret at hand: no answer of a server is needed.
//!
//! - `entry`: the two ways in
//! - `sent`: the request that was refused, and what is read from it
//! - `model`: a canonical request and what signs it, in parts that can be changed one by one
//! - `edit`: one change, as it is made and as it is told
//! - `address`, `headers`, `query`, `payload`, `key`: the changes that are tried
//! - `search`: each change alone, then two and three together
//! - `solution`: what was found

mod address;
mod derive;
mod edit;
mod encoders;
mod entry;
mod faults;
mod headers;
mod key;
mod model;
mod payload;
mod query;
mod search;
mod sent;
mod solution;
mod steps;
mod usual;

pub use entry::{solve, solve_with_key};
pub use sent::Sent;
pub use solution::{Attempt, Change, Solution};
