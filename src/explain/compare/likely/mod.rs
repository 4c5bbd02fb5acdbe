//! What most often is the reason, where neither the server nor a comparison tells it.

mod address;
mod between;
mod client;
mod command;
mod configured;
mod foreign;
mod headers;
mod prose;
mod redirects;
mod rules;
mod server;
mod sight;
mod spelling;
mod status;

pub(super) use rules::{find, is_read, misplaced, proved};
