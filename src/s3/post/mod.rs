//! Forms with which browsers upload.

mod form;
mod object;

pub use form::PresignedForm;
pub use object::PostObject;
