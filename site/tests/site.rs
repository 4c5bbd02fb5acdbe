//! The page in a real browser: what it says, what it asks the network for, and how it looks to those who do not see it.

mod answers;
mod driver;
mod page;
mod quiet;
mod uses;
