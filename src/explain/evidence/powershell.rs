//! The commands of PowerShell, whose words are options with values and tables of headers.

use alloc::string::String;

use super::address;
use super::known::Evidence;
use super::pairs::{pairs, quoted};

/// The commands that send a request, with their short names.
const COMMANDS: [&str; 5] = ["Invoke-WebRequest", "Invoke-RestMethod", "Start-BitsTransfer", "iwr ", "irm "];

/// Reads the first command in the text; returns what is before and after it.
pub(super) fn read<'a>(text: &'a str, evidence: &mut Evidence) -> Option<(&'a str, &'a str)> {
    let starts = COMMANDS.iter().filter_map(|command| text.find(command));
    let is_word = |at: &usize| *at == 0 || text[..*at].ends_with([' ', '\n', '(', '=', '>', '\t']);
    let start = starts.filter(is_word).min()?;
    let command = &text[start..start + length(&text[start..])];
    // What stands in parentheses before, such as the user agent of a session, is not of the request.
    let url = option(command, "-Uri").or_else(|| address::urls(command).into_iter().next())?;
    evidence.url = Some(url);
    let has_body = ["-Body", "-InFile"].iter().any(|name| command.contains(name));
    let method = option(command, "-Method").map(|method| method.to_ascii_uppercase());
    evidence.method = Some(method.unwrap_or_else(|| if has_body { "POST" } else { "GET" }.into()));
    for (name, header) in [("-ContentType", "content-type"), ("-UserAgent", "user-agent")] {
        if let Some(value) = option(command, name) {
            evidence.add_header(header, &value);
        }
    }
    let table = command.split_once("@{").map_or("", |(_, table)| table.split('}').next().unwrap_or_default());
    for (name, value) in pairs(table) {
        // The names of HTTP/2's own fields, which browsers copy without their colon.
        let is_field = ["authority", "method", "path", "scheme"].contains(&name.as_str());
        if let Some(value) = value.filter(|_| !is_field) {
            evidence.add_header(&name, &value);
        }
    }
    evidence.is_command = true;
    Some((&text[..start], &text[start + command.len()..]))
}

/// How long the command is: up to the end of a line that neither a backtick nor an open brace continues.
fn length(text: &str) -> usize {
    let (mut length, mut depth) = (0, 0);
    for line in text.split_inclusive('\n') {
        length += line.len();
        depth += line.matches('{').count();
        depth = depth.saturating_sub(line.matches('}').count());
        if depth == 0 && !line.trim_end().ends_with('`') {
            break;
        }
    }
    length
}

/// The value of an option, in quotes or not.
fn option(command: &str, name: &str) -> Option<String> {
    let rest = command.split_once(name).map(|(_, rest)| rest)?;
    let rest = rest.strip_prefix([' ', ':', '='])?.trim_start();
    match rest.chars().next()? {
        quote @ ('"' | '\'') => Some(quoted(&rest[1..], quote).0),
        _ => rest.split([' ', '\n', '\r', '`', ')']).next().map(Into::into),
    }
}
