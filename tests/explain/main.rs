//! Explaining: what a presigned URL tells about itself, what a signature was made of, and which cause is named for a
//! server's refusal, with each sentence; and what holds for every input.

use presign_test_support::{bucket, fixtures, many_elements, strategies};

mod answers;
mod aws_hosts;
mod causes;
mod cloudfront;
mod compare;
mod configured;
mod doubts;
mod explanation;
mod hostile;
mod hosts;
mod inspect;
mod kinds;
mod more_input;
mod multi_region;
mod pastes;
mod pieces;
mod programs;
mod properties;
mod prose;
mod public;
mod reports;
mod sdks;
mod secrets;
mod servers;
mod solve;
mod solving;
mod sorts;
mod story;
mod table;
mod urls;
mod wording;
mod wordings;
