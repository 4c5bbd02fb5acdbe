#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod answer;
mod configuration;
mod container;
mod encoding;
mod environment;
mod error;
mod ini;
mod instance;
mod process;
mod profile;
mod r2;
mod session;
mod settings;
mod source;
mod sso;
mod sts;
mod web_identity;

pub use configuration::Configuration;
#[doc(hidden)]
pub use encoding::without_mark;
pub use environment::Environment;
pub use error::Error;
pub use profile::{Profile, Profiles};
pub use r2::R2;
pub use session::{Session, Step};
pub use settings::{Settings, Style};
pub use source::{Kind, Source};
pub use sts::AssumeRole;
pub use web_identity::WebIdentity;
