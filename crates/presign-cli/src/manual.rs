//! The manual page and completions: what is made from the command line's own shape.

use clap::CommandFactory as _;
use clap::builder::PossibleValuesParser;
use clap_complete::Shell;
use presign_credentials::{Environment, Profiles};

use crate::arguments::Arguments;
use crate::failure::Failure;
use crate::{output, region};

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
    let profiles = Profiles::read(&Environment::of_process()).map(|profiles| profiles.names()).unwrap_or_default();
    clap_complete::generate(shell, &mut with_values(Arguments::command(), &profiles), "presign", &mut text);
    output::print(&text)
}

fn with_values(command: clap::Command, profiles: &[String]) -> clap::Command {
    let command = command.mut_args(|arg| match arg.get_id().as_str() {
        "region" => arg.value_parser(PossibleValuesParser::new(region::NAMES)),
        "profile" if !profiles.is_empty() => arg.value_parser(PossibleValuesParser::new(profiles.to_vec())),
        _ => arg,
    });
    command.mut_subcommands(|command| with_values(command, profiles))
}
