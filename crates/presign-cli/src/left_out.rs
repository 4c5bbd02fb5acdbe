//! Commands that this build leaves out: they say so, whatever follows them.

use clap::Args;

use crate::failure::Failure;

/// URLs and cookies of CloudFront.
#[derive(Args)]
pub(crate) struct CloudFront {
    #[arg(hide = true, trailing_var_arg = true, allow_hyphen_values = true)]
    _arguments: Vec<String>,
}

impl CloudFront {
    #[allow(clippy::unused_self, reason = "as that of the build that has it")]
    pub(crate) fn run(&self) -> Result<(), Failure> {
        Err(Failure::NoCloudFront)
    }
}
