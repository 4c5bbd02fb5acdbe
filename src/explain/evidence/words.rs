//! The words of a command, in the shells that people copy commands for.

use alloc::string::String;
use alloc::vec::Vec;

/// The words of the command at the beginning of a text, and what was seen of the rest.
pub(super) struct Command {
    pub(super) words: Vec<String>,
    /// Where the command ends.
    pub(super) end: usize,
    /// Whether an ampersand stands outside of quotes, where a shell ends the command.
    pub(super) has_bare_ampersand: bool,
}

/// Splits the command at the beginning of a text.
pub(super) fn split(text: &str) -> Command {
    let first = text.split('\n').next().unwrap_or_default();
    // Browsers write `^"` and `^&` for cmd, and end lines with `^`.
    if first.contains("^\"") || first.contains("^&") || first.trim_end().ends_with('^') {
        cmd(text)
    } else {
        posix(text)
    }
}

/// For cmd: carets go first, then the program itself reads the quotes.
fn cmd(text: &str) -> Command {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        if !line.trim_end().ends_with('^') {
            break;
        }
    }
    let mut plain = String::new();
    let mut characters = text[..end].chars();
    while let Some(character) = characters.next() {
        match character {
            '^' => match characters.next() {
                Some('\n' | '\r') => plain.push(' '),
                next => plain.extend(next),
            },
            '\n' | '\r' => plain.push(' '),
            _ => plain.push(character),
        }
    }
    Command { words: posix(&plain).words, end, has_bare_ampersand: false }
}

/// For POSIX shells, with the `$'…'` of bash.
fn posix(text: &str) -> Command {
    let mut split = Split { rest: text, words: Vec::new(), word: None, has_bare_ampersand: false };
    while let Some(character) = split.next() {
        match character {
            '\n' if !split.goes_on() => break,
            ' ' | '\t' | '\r' | '\n' => split.end_word(),
            '\'' => split.single(),
            '"' => split.double(),
            '$' if split.rest.starts_with('\'') => split.escaped(),
            '\\' => split.backslash(),
            '|' if split.word.is_none() => break,
            _ => {
                split.has_bare_ampersand |= character == '&';
                split.push(character);
            }
        }
    }
    split.end_word();
    Command { words: split.words, end: text.len() - split.rest.len(), has_bare_ampersand: split.has_bare_ampersand }
}

struct Split<'a> {
    rest: &'a str,
    words: Vec<String>,
    word: Option<String>,
    has_bare_ampersand: bool,
}

impl Split<'_> {
    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let next = characters.next()?;
        self.rest = characters.as_str();
        Some(next)
    }

    fn push(&mut self, character: char) {
        self.word.get_or_insert_default().push(character);
    }

    fn end_word(&mut self) {
        self.words.extend(self.word.take());
    }

    /// Whether the next line begins with an option, as where the backslashes got lost.
    fn goes_on(&self) -> bool {
        let next = self.rest.trim_start_matches([' ', '\t']);
        next.starts_with('-') && next.len() < self.rest.len()
    }

    fn single(&mut self) {
        self.word.get_or_insert_default();
        while let Some(character) = self.next().filter(|character| *character != '\'') {
            self.push(character);
        }
    }

    fn double(&mut self) {
        self.word.get_or_insert_default();
        while let Some(character) = self.next().filter(|character| *character != '"') {
            match character {
                '\\' if self.rest.starts_with(['"', '\\', '$', '`']) => {
                    let next = self.next();
                    if let Some(next) = next {
                        self.push(next);
                    }
                }
                '\\' if self.rest.starts_with('\n') => drop(self.next()),
                _ => self.push(character),
            }
        }
    }

    /// `$'…'`, in which Chrome writes what is not plain.
    fn escaped(&mut self) {
        self.next();
        let (text, rest) = super::pairs::quoted(self.rest, '\'');
        self.word.get_or_insert_default().push_str(&text);
        self.rest = rest;
    }

    fn backslash(&mut self) {
        match self.next() {
            Some('\n') => self.end_word(),
            Some('\r') if self.rest.starts_with('\n') => {
                self.next();
                self.end_word();
            }
            Some(character) => self.push(character),
            None => {}
        }
    }
}
