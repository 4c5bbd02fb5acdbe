//! The manual page and completions: what is made from the command line's own shape.

use clap::CommandFactory as _;
use clap::builder::PossibleValuesParser;
use clap_complete::Shell;

use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::{output, profile};

/// The regions of AWS that completions offer. Others are signed for just the same.
const REGIONS: [&str; 36] = [
    "af-south-1",
    "ap-east-1",
    "ap-east-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-south-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-southeast-3",
    "ap-southeast-4",
    "ap-southeast-5",
    "ap-southeast-7",
    "ca-central-1",
    "ca-west-1",
    "cn-north-1",
    "cn-northwest-1",
    "eu-central-1",
    "eu-central-2",
    "eu-north-1",
    "eu-south-1",
    "eu-south-2",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "il-central-1",
    "me-central-1",
    "me-south-1",
    "mx-central-1",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-gov-east-1",
    "us-gov-west-1",
    "us-west-1",
];

/// The manual page of the program, or of one command.
pub(crate) fn page(names: &[String]) -> Result<(), Failure> {
    let mut command = Arguments::command();
    command.build();
    let mut wanted = &command;
    for name in names {
        let found = wanted.get_subcommands().find(|command| command.get_name() == name);
        wanted = found.ok_or_else(|| Failure::NoManual { name: names.join(" ") })?;
    }
    let title = wanted.get_display_name().unwrap_or("presign").to_owned();
    let mut text = Vec::new();
    clap_mangen::Man::new(wanted.clone().name(title)).render(&mut text).map_err(Failure::write)?;
    output::print(&text)
}

/// Completions for a shell, with the regions of AWS and the profiles that there are now.
pub(crate) fn completions(shell: Shell) -> Result<(), Failure> {
    let mut text = Vec::new();
    // A file that cannot be read is a reason to say so when a profile is asked for.
    let profiles = profile::names().unwrap_or_default();
    clap_complete::generate(shell, &mut with_values(Arguments::command(), &profiles), "presign", &mut text);
    output::print(&text)
}

fn with_values(command: clap::Command, profiles: &[String]) -> clap::Command {
    let command = command.mut_args(|arg| match arg.get_id().as_str() {
        "region" => arg.value_parser(PossibleValuesParser::new(REGIONS)),
        "profile" if !profiles.is_empty() => arg.value_parser(PossibleValuesParser::new(profiles.to_vec())),
        _ => arg,
    });
    command.mut_subcommands(|command| with_values(command, profiles))
}
