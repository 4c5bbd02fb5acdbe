//! Names of objects and credentials, as a program or its log shows them.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::compare::likely::address::{RESERVED, encoded};
use crate::explain::compare::likely::configured::arguments;
use crate::explain::compare::likely::sight::Sight;
use crate::explain::compare::refusals::UNKNOWN_KEY;
use crate::explain::evidence::pairs;
use crate::explain::{Finding, Kind, shown};

/// What programs call the name of an object, in lower case and without signs.
const NAMES: [&str; 14] = [
    "key",
    "s3key",
    "objectkey",
    "objectname",
    "object",
    "filename",
    "filepath",
    "keyname",
    "destinationpath",
    "destination",
    "remotepath",
    "path",
    "prefix",
    "blobname",
];

/// Marks of a value that is put together, and not the name itself.
const TEMPLATES: [&str; 9] = ["${", "{{", "#{", "%s", "\\(", "{0", "://", "*.", "$("];

/// The longest name of an object, in bytes.
const LONGEST: usize = 1_024;

/// A character of the name that signers write in different ways.
fn special(name: &str) -> Option<char> {
    let is_file = name.contains(['.', '/']) && name.len() <= LONGEST && !name.starts_with(['-', '<', '{', '$', '(']);
    // A secret in the field of that name.
    let is_secret =
        name.len() >= 16 && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'='));
    let is_plain = is_file && !is_secret && !TEMPLATES.iter().any(|mark| name.contains(mark));
    let is_special = |c: &char| matches!(c, ' ' | '#' | '%' | '?') || RESERVED.contains(*c) || !c.is_ascii();
    name.chars().find(is_special).filter(|_| is_plain)
}

/// What stands before the name of an object in a log.
const MARKS: [&str; 5] = ["key: ", "Key: ", "key=", "Key=", "object: "];

/// What a log says after `key:`, up to the end of the line or of what is around it.
fn logged(text: &str) -> impl Iterator<Item = &str> {
    text.lines().take(2_000).flat_map(move |line| {
        // `customer-key:` is another name.
        let is_word = |before: &str| !before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        let split = MARKS.iter().filter_map(move |mark| line.split_once(mark));
        let after = split.filter(move |(before, _)| is_word(before)).map(|(_, after)| after);
        after.map(|name| name.split([']', ')', '}', ',', ';', '"', '\'']).next().unwrap_or_default().trim())
    })
}

/// Arguments such as `s3://bucket/key`, and what stands in quotation marks next to one.
fn addressed(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.lines().take(2_000).filter(|line| line.contains("s3://"));
    lines.flat_map(|line| {
        let quoted = line.split(['"', '\'']).skip(1).step_by(2);
        let words = line.split(char::is_whitespace).map(|word| word.trim_matches(['"', '\'', ',', ')', ':']));
        quoted.chain(words).map(|word| {
            let path = word.strip_prefix("s3://").and_then(|rest| rest.split_once('/'));
            path.map_or_else(|| word.trim_start_matches("s3://"), |(_, key)| key)
        })
    })
}

/// Lines that are nothing but a path with a file at its end.
fn alone(text: &str) -> impl Iterator<Item = &str> {
    text.lines().take(2_000).map(str::trim).filter(|line| {
        let end = line.rsplit('.').next().unwrap_or_default();
        let is_end = (2..=8).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_alphanumeric());
        let is_prose = line.contains(": ") || line.contains(". ") || line.contains("node_modules");
        let is_call = line.starts_with("at ") || line.starts_with("import ") || line.contains(['(', '"', '=', ';']);
        is_end && line.contains('/') && !line.starts_with(['/', '#', '*']) && !is_prose && !is_call
    })
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// A key with a character that has to be signed percent-encoded.
pub(in crate::explain::compare::likely) fn special_key(sight: &Sight<'_>) -> Vec<Finding> {
    let is_signed = sight.case.url.is_some_and(|url| url.version.is_some());
    if is_signed || sight.received.is_some() || !sight.case.answer.is_mismatch() {
        return Vec::new();
    }
    let texts = || sight.case.evidence.texts();
    let given = texts().flat_map(pairs).filter(|(name, _)| NAMES.contains(&plain(name).as_str()));
    let shown = texts().flat_map(|text| logged(text).chain(addressed(text)).chain(alone(text)));
    let mut names = given.filter_map(|(_, value)| value).chain(shown.map(str::to_owned));
    let Some(character) = names.find_map(|name| special(&name)) else {
        return Vec::new();
    };
    let (what, code) = match character {
        ' ' => ("a space".to_owned(), "%20 and never +".to_owned()),
        '+' => ("a plus sign, +,".to_owned(), encoded('+')),
        _ => (character.into(), encoded(character)),
    };
    let sentence = format!(
        "a key that is named here has {what} in it, which must be signed percent-encoded, as {code}, once, and be sent like that: signers that leave \
         it as it is, or write it in another way, fail for such keys alone"
    );
    [Finding::new(Kind::NotEncoded, sentence)].into()
}

/// The three parts of credentials.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Id,
    Secret,
    Token,
}

/// How names of the parts end, without signs and in lower case.
const PARTS: [(&str, Part); 12] = [
    ("secretaccesskey", Part::Secret),
    ("accesskeysecret", Part::Secret),
    ("secretkey", Part::Secret),
    ("awssecret", Part::Secret),
    ("accesskeyid", Part::Id),
    ("awskeyid", Part::Id),
    ("awsaccesskey", Part::Id),
    ("s3accesskey", Part::Id),
    ("accesskey", Part::Id),
    ("sessiontoken", Part::Token),
    ("securitytoken", Part::Token),
    ("awstoken", Part::Token),
];

fn part(name: &str) -> Option<Part> {
    let name = plain(name);
    PARTS.iter().find(|(end, _)| name.ends_with(end)).map(|(_, part)| *part)
}

fn last_name(text: &str) -> &str {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    text.trim_end_matches(|c| !is_part(c)).rsplit(|c| !is_part(c)).next().unwrap_or_default()
}

/// What a program gives as a part of the credentials: the name, and the last name of the value.
fn given(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let pieces = text.lines().take(2_000).flat_map(|line| line.split([',', ';']));
    pieces.filter_map(|piece| {
        // `ID:SECRET` is a pair, and no assignment.
        let mut signs = piece.match_indices(['=', ':', '(']).take(8);
        let (at, sign) = signs.find(|(at, _)| part(last_name(&piece[..*at])).is_some())?;
        let value = &piece[at + 1..];
        let is_pair = sign == ":" && value.starts_with(|c: char| c.is_ascii_alphanumeric());
        let value = value.trim_matches(['=', '>', ' ']);
        // Words are no value.
        (!is_pair && !value.contains(' ')).then(|| (last_name(&piece[..at]), last_name(value)))
    })
}

/// One part of the credentials is given as another one.
pub(in crate::explain::compare::likely) fn exchanged(sight: &Sight<'_>) -> Vec<Finding> {
    let mut given = sight.case.evidence.texts().flat_map(given);
    let wrong = given.find(|(name, value)| part(value).is_some_and(|part_of| part(name) != Some(part_of)));
    let sentence = |(name, value): (&str, &str)| {
        format!(
            "the program gives {} for {}, and the access key id, the secret access key and the session token are three values, each of which belongs \
             into the field of its own name",
            shown::text(value),
            shown::text(name)
        )
    };
    wrong.map(|pair| Finding::new(Kind::Swapped, sentence(pair))).into_iter().collect()
}

/// A key in a program or a setting with white space in its quotation marks.
pub(in crate::explain::compare::likely) fn padded(sight: &Sight<'_>) -> Vec<Finding> {
    let is_padded = |(name, value): &(String, Option<String>)| {
        let value = value.as_deref().unwrap_or_default();
        part(name).is_some() && !value.trim().is_empty() && value.trim() != value
    };
    let found = sight.case.evidence.texts().flat_map(pairs).find(is_padded);
    let sentence = |(name, _): (String, Option<String>)| {
        format!(
            "the value of {} has white space before or after it, which becomes a part of the key: remove it",
            shown::text(&name)
        )
    };
    let finding = |pair| Finding::new(Kind::WhiteSpace, sentence(pair));
    found.map(finding).into_iter().collect()
}

/// Access key ids that emulators and servers of one's own are given, and that AWS has never issued, in lower case.
/// Source: LocalStack, "Credentials"; MinIO, "Root access credentials"; SeaweedFS, "Amazon S3 API".
const PLACEHOLDERS: [&str; 14] = [
    "test",
    "dummy",
    "fake",
    "mock",
    "foo",
    "foobar",
    "local",
    "localstack",
    "minio",
    "minioadmin",
    "minio123",
    "root",
    "admin",
    "any",
];

/// The key of an emulator, which AWS does not know.
pub(in crate::explain::compare::likely) fn placeholder(sight: &Sight<'_>) -> Vec<Finding> {
    let answer = sight.case.answer;
    let is_unknown = UNKNOWN_KEY.contains(&answer.code());
    // A server of one's own has other words.
    let is_amazon = answer.message().contains("AWS Access Key Id") || answer.message().contains("security token");
    let ids = arguments(sight.case.evidence.texts()).filter(|setting| part(setting.name) == Some(Part::Id));
    // What follows in the line is the command.
    let mut ids = ids.filter_map(|setting| setting.value.split_whitespace().next());
    let id = ids.find(|id| PLACEHOLDERS.contains(&id.to_lowercase().as_str()));
    let Some(id) = id.filter(|_| is_unknown && is_amazon) else { return Vec::new() };
    let sentence = format!(
        "the access key id is {id}, as emulators such as LocalStack and servers of one's own have it, and AWS itself was asked, which does not know it: give every client \
         the address of the emulator (endpoint, --endpoint-url, AWS_ENDPOINT_URL)"
    );
    [Finding::new(Kind::Endpoint, sentence)].into()
}
