//! The tables, and what looks an answer up in them.

use alloc::string::String;

use crate::explain::compare::case::Case;
use crate::explain::compare::refusals::refusal::{Refusal, Tell};
use crate::explain::compare::refusals::{
    addresses, amazon, body, checksums, codes, logs, networks, request, services, setup, signature,
};
use crate::explain::{Finding, Kind};

/// The first that applies counts: what a message or a field tells stands before what a code alone does.
const TABLES: [&[Refusal]; 18] = [
    logs::LOGS,
    amazon::AMAZON,
    services::SERVICES,
    addresses::ADDRESSES,
    networks::NETWORKS,
    checksums::CHECKSUMS,
    request::HEADERS,
    body::FORMS,
    signature::TIME,
    signature::PRESENCE,
    signature::SCOPE,
    signature::KEYS,
    body::BODY,
    body::DOCUMENTS,
    checksums::OTHER_WORDS,
    setup::SETUP,
    request::PERMISSION,
    networks::BROKEN,
];

/// What the code and the message say. Nothing if only the canonical request can tell, as for a plain
/// `SignatureDoesNotMatch`.
pub(in crate::explain::compare) fn cause(case: &Case<'_>) -> Option<(Finding, &'static [Kind])> {
    let (code, said) = (case.answer.meaning(), case.said());
    TABLES.into_iter().flatten().filter(|row| row.applies(code, &said)).find_map(|row| {
        let sentence = match row.tell {
            Tell::Say(sentence) => fill(sentence, case)?,
            Tell::Make(sentence) => sentence(case),
            Tell::Ask(sentence) => sentence(case)?,
        };
        Some((Finding::new(row.kind, sentence).with(row.certainty), row.reasons))
    })
}

/// Whether it is the code of an answer that comes after the signature was found to be good, or has nothing to do with
/// it. Without a code, its words tell.
pub(in crate::explain::compare) fn is_other(code: &str, said: &str) -> bool {
    codes::OTHERS.contains(&code)
        || names_nothing_secret(code)
        || code.is_empty() && codes::OTHER_WORDS.iter().any(|words| said.contains(words))
}

/// Whether the code says that a thing is not there, or is there already, which is not a key or a token.
fn names_nothing_secret(code: &str) -> bool {
    let is_thing = code.starts_with("NoSuch")
        || ["NotFound", "NotFoundException", "NotFoundError", "AlreadyExists", "AlreadyExistsException"]
            .iter()
            .any(|end| code.ends_with(end));
    is_thing
        && !["Cred", "Key", "Token", "Auth", "Sign", "Identity", "Date", "Header"]
            .iter()
            .any(|word| code.contains(word))
}

/// Whether it is a code of the tables, or one that they leave to the canonical request, and no word of other texts.
pub(in crate::explain::compare) fn is_code(word: &str) -> bool {
    if word.bytes().filter(u8::is_ascii_uppercase).count() < 2 {
        return false;
    }
    codes::MISMATCHES.contains(&word)
        || is_other(word, "")
        || TABLES.into_iter().flatten().any(|row| row.codes.contains(&word))
}

/// Puts fields into a sentence. `None` if the answer lacks one.
fn fill(sentence: &str, case: &Case<'_>) -> Option<String> {
    let mut filled = String::new();
    for (index, part) in sentence.split(['{', '}']).enumerate() {
        // Every second part stands in braces.
        match index % 2 {
            0 => filled.push_str(part),
            _ => filled.push_str(&case.shown(part)?),
        }
    }
    Some(filled)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::shown;

    #[test]
    fn no_sentence_of_the_tables_reads_like_a_secret() {
        for row in TABLES.into_iter().flatten() {
            if let Tell::Say(sentence) = row.tell {
                assert_eq!(shown::text(sentence), sentence);
            }
            let words = row.says_one_of.iter().chain([&row.says]);
            words.for_each(|words| assert_eq!(words.to_lowercase(), **words));
        }
    }
}
