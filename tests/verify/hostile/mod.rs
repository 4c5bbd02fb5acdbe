//! What a client could make of a request that somebody else signed, and of thousands of names.

mod memory;
mod path;
mod repeated_header;
mod thousands;
mod unsigned_token;
