//! What a configuration says that was pasted next to the refusal: of a proxy, of a client.

mod clients;
mod proxies;
mod setting;

pub(super) use clients::misplaced;
pub(super) use proxies::{renamed, rewritten};
pub(super) use setting::arguments;
