//! What is wrong with a request, for those who only answer it.

use crate::verify::chunks::ChunkFault;
#[cfg(feature = "event-stream")]
use crate::verify::events::EventFault;
#[cfg(feature = "post-policy")]
use crate::verify::refusal::form_fault::FormFault;
use crate::verify::refusal::malformed::Malformed;
use crate::verify::refusal::unsupported::Unsupported;

/// What is wrong with a request, where a server's answer is all that depends on it.
///
/// `Display` writes one sentence; the code is [`Refusal::code`](crate::verify::Refusal::code).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct Fault(pub(super) Cause);

/// One table of sentences for each part of a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub(super) enum Cause {
    Chunk(ChunkFault),
    #[cfg(feature = "event-stream")]
    Event(EventFault),
    #[cfg(feature = "post-policy")]
    Form(FormFault),
    Malformed(Malformed),
    Unsupported(Unsupported),
}
