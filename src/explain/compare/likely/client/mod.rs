//! What the client shows: its program, what it printed, and what SDKs and services other than S3 most often mean.

pub(super) mod code;
pub(super) mod forms;
pub(super) mod habits;
pub(super) mod keys;
pub(super) mod marks;
pub(super) mod services;
pub(super) mod targets;
pub(super) mod trace;
pub(super) mod usual;
