//! What people tell in their own words: where it works, where it does not, and what changed between the two.

mod clients;
mod names;
mod places;
mod row;
mod story;
mod times;

pub(super) use story::observed;
