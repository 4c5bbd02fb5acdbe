//! What the program prints, what it says when it refuses, and with which exit code.

mod bulk;
mod cloudfront;
mod credentials;
mod curl;
mod errors;
mod explain;
mod handed;
mod help;
mod hints;
#[cfg(feature = "sigv4a")]
mod multi_region;
mod objects;
mod output;
mod post;
mod program;
mod repeated;
mod scoped;
mod service;
mod settings;
mod sign;
mod table;
mod token;
mod typed;
mod url;
mod verify;
