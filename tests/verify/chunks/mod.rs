//! Bodies in chunks: what is decoded, how much is kept meanwhile, and every reason to refuse one.

mod advance;
mod checksums;
mod decoded;
mod multi_region;
mod properties;
mod refused;
mod upload;
