//! Reads what people tell.

use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::Finding;
use crate::explain::compare::likely::prose::row::{FAILS, PERSON, Row, TOPIC, WORKS, Words};
use crate::explain::compare::likely::prose::{clients, names, places, times};
use crate::explain::compare::likely::sight::Sight;

/// The observations, the most telling first.
const TABLES: [&[Row]; 5] = [places::BEHIND, times::TIMES, clients::CLIENTS, names::NAMES, places::PLACES];

/// How lines of a proxy's configuration begin, which are no part of a story.
const CONFIGURES: [&str; 6] = ["add_header ", "proxy_", "listen ", "server_name ", "client_max", "ssl_"];

/// How much is read, in bytes: more is a log.
const MOST: usize = 8_192;

/// How much of a story is compared with a word, in bytes: more than the longest has.
const LONGEST: usize = 64;

/// How far apart words of one sentence are at most, in bytes, and how many places of one word are looked at.
const NEAR: usize = 120;
const MANY: usize = 50;

/// How many causes one story has.
const CAUSES: usize = 3;

/// The words of a story, with one space before and after each, and where each begins, in the order of what stands
/// there.
struct Story {
    text: String,
    starts: Vec<usize>,
}

impl Story {
    fn read(sight: &Sight<'_>) -> Self {
        let mut text = String::from(" ");
        // What a document says was told by the server.
        let is_told = |line: &&str| {
            let line = line.trim_start();
            !line.starts_with(['<', '{', '>'])
                && !line.contains("</")
                && !CONFIGURES.iter().any(|it| line.starts_with(it))
        };
        let lines = sight.case.evidence.texts().flat_map(str::lines).filter(is_told);
        for word in lines.flat_map(own_words).flat_map(str::split_whitespace).filter(|word| !is_address(word)) {
            if text.len() > MOST {
                break;
            }
            // The store of that name is no proxy.
            if word.to_ascii_lowercase().starts_with("r2") && text.ends_with(" cloudflare ") {
                text.truncate(text.len() - "cloudflare ".len());
            }
            text.push_str(symbol(word));
            let letters = word.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' });
            let plain: String = letters.collect();
            plain.split_whitespace().for_each(|word| text.extend([word, " "]));
        }
        let mut starts: Vec<_> = text.match_indices(' ').map(|(at, _)| at + 1).collect();
        starts.sort_unstable_by_key(|at| start(&text, *at));
        Self { text, starts }
    }

    /// Whether one of the words is there.
    fn has(&self, words: Words) -> bool {
        words.split('|').any(|word| self.says(word))
    }

    /// Whether words of both groups are so near to each other that they are of one sentence.
    fn has_near(&self, one: Words, other: Words) -> bool {
        let places = |words: Words| {
            let mut places: Vec<_> = words.split('|').flat_map(|word| self.places(word).take(MANY)).collect();
            places.sort_unstable();
            places
        };
        let (one, other) = (places(one), places(other));
        one.iter().any(|at| {
            let next = other.partition_point(|place| *place + NEAR < *at);
            other.get(next).is_some_and(|place| *place <= at + NEAR)
        })
    }

    /// Whether the word is there, and not after a "no".
    fn says(&self, word: &str) -> bool {
        self.places(word).next().is_some()
    }

    /// Where the word is, unless it is after a "no".
    fn places(&self, word: &str) -> impl Iterator<Item = usize> {
        let from = self.starts.partition_point(|at| start(&self.text, *at) < word.as_bytes());
        let found =
            self.starts[from..].iter().take_while(move |at| start(&self.text, **at).starts_with(word.as_bytes()));
        found.copied().filter(|at| !self.text[..*at].ends_with(" no "))
    }
}

/// Whether it is an address or a scope, which have the names of regions and services in them.
fn is_address(word: &str) -> bool {
    ["://", "aws4_request", "amazonaws.com"].iter().any(|part| word.contains(part))
}

/// A line without the sentences in which AWS says that a signature does not match, which are about keys and methods.
fn own_words(line: &str) -> [&str; 2] {
    let Some((before, after)) = line.split_once("The request signature we calculated") else { return [line, ""] };
    let ends = ["for details.", "signing method.", "signing method"];
    let end = ends.iter().find_map(|end| after.find(end).map(|at| at + end.len()));
    [before, end.map_or("", |end| &after[end..])]
}

/// What stands at a place, as far as it is compared.
fn start(text: &str, at: usize) -> &[u8] {
    &text.as_bytes()[at..text.len().min(at + LONGEST)]
}

/// The name of a character that stands in quotation marks.
fn symbol(word: &str) -> &'static str {
    let quotes = ['"', '\'', '`'];
    let word = word.trim_matches(['(', ')', ',', '.']);
    // An operator of a program, or the mark of a list, stands there as it is.
    if word.len() < 3 || !word.starts_with(quotes) || !word.ends_with(quotes) {
        return "";
    }
    match word.trim_matches(quotes) {
        "+" => "plus ",
        "%" => "percent ",
        "&" => "ampersand ",
        "#" | "?" | "@" | "=" | "!" | "*" | "~" | ":" | ";" | "[" | "]" | "{" | "}" => "symbol ",
        _ => "",
    }
}

/// What the story most often means.
pub(in crate::explain::compare::likely) fn observed(sight: &Sight<'_>) -> Vec<Finding> {
    let story = Story::read(sight);
    // A log has few of the words that persons use.
    let is_story = || story.has(WORKS) || PERSON.split('|').filter(|word| story.says(word)).take(2).count() == 2;
    let is_about = sight.case.answer.is_mismatch() || [FAILS, TOPIC].iter().all(|words| story.has(words));
    if !is_about || !is_story() {
        return Vec::new();
    }
    let mut found: Vec<Finding> = Vec::new();
    let applies = |row: &&Row| {
        row.all.iter().all(|words| story.has(words))
            && !(row.is_near && row.all.len() > 1 && !story.has_near(row.all[0], row.all[1]))
    };
    for row in TABLES.into_iter().flatten().filter(applies) {
        if found.len() < CAUSES && !found.iter().any(|other| other.kind == row.kind) {
            found.push(Finding::new(row.kind, row.sentence));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::explain::shown;

    #[test]
    fn the_words_are_written_as_stories_are_read() {
        let groups = TABLES.into_iter().flatten().flat_map(|row| row.all).chain(&[WORKS, FAILS, TOPIC, PERSON]);
        for word in groups.flat_map(|words| words.split('|')) {
            let is_plain = word.chars().all(|c| c == ' ' || c.is_alphanumeric() && !c.is_uppercase());
            assert!(is_plain && !word.contains("  ") && !word.starts_with(' ') && word.len() < LONGEST, "{word}");
        }
    }

    #[test]
    fn no_sentence_reads_like_a_secret() {
        for row in TABLES.into_iter().flatten() {
            assert_eq!(shown::text(row.sentence), row.sentence);
        }
    }
}
