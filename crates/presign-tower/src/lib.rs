#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod answer;
mod body;
mod keys;
mod refusal;
mod resign_layer;
mod sign_layer;
mod verified;
mod verify_future;
mod verify_layer;

pub use answer::{AnswerBody, Answers};
pub use body::{BodyError, VerifiedBody};
pub use keys::{Decide, Found, Key, Keys, ServeAll};
pub use refusal::Refusal;
pub use resign_layer::{Resign, ResignFuture, ResignLayer, ResignedBody, Upstream};
pub use sign_layer::{Sign, SignError, SignFuture, SignLayer, SignedBody};
pub use verified::{Anonymous, Outcome, Verified};
pub use verify_future::VerifyFuture;
pub use verify_layer::{Verify, VerifyLayer};
