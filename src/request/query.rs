//! Query parameters: kept percent-encoded, both in the caller's order and in the signed order.

use alloc::string::String;
use core::iter;
use core::ops::Range;

use crate::request::pairs::{Pairs, Span};
use crate::text::percent::{self, Encoding, UNRESERVED};

/// The caller's query, ready to send and to sign.
#[derive(Clone, Default)]
pub(crate) struct Query {
    /// As it is sent, such as `b=2&a=1&`: percent-encoded, in the caller's order, ready for more parameters. Sorted by
    /// encoded name, then by encoded value.
    parameters: Pairs<true>,
    /// Whether any name begins with `x-amz-`, in upper or lower case: no other names are ever searched for.
    has_amz: bool,
}

impl Query {
    /// Adds a decoded name and value.
    pub(crate) fn push(&mut self, name: &str, value: &str) {
        self.parameters.reserve();
        let new = write(&mut self.parameters, percent::encode, name, value);
        self.has_amz |= begins_with_amz(self.parameters.name(&new));
        self.parameters.insert(new);
    }

    /// The parameters of a query in which each is written as it is signed, as in every URL that was presigned here.
    /// None has to be written again, and nothing but its names has to be checked.
    pub(super) fn as_signed(query: &str) -> Option<Self> {
        let parameters = Pairs::of_written(query, b'=', '&', |rest| UNRESERVED.written(rest))?;
        let has_amz = parameters.spans().iter().any(|span| begins_with_amz(parameters.name(span)));
        Some(Self { parameters, has_amz })
    }

    /// The parameters of a percent-encoded query. There is no parameter between `&&`, and `flag` means `flag=`.
    pub(super) fn of_encoded(query: &str) -> Self {
        let mut new = Self::default();
        if query.is_empty() {
            return new;
        }
        new.parameters.reserve_text(query.len() + 1);
        new.parameters.insert_all(|parameters, spans| {
            for (name, value) in split(query) {
                let span = write(parameters, percent::reencode, name, value);
                new.has_amz |= begins_with_amz(parameters.name(&span));
                spans.push(span);
            }
        });
        new
    }

    /// Takes out the parameters with this name, which is its own encoding.
    pub(crate) fn remove(&mut self, name: &str) {
        if self.parameters.spans().iter().any(|span| self.parameters.name(span) == name) {
            self.parameters.remove(|other| other == name);
            self.parameters.rewrite();
        }
    }

    /// The first of these names that more than one parameter has.
    pub(crate) fn repeated(&self, is_single: impl Fn(&str) -> bool) -> Option<&str> {
        self.parameters.repeated(is_single)
    }

    /// The query of the URL up to the parameters that signing adds: empty, or ending with `&`.
    pub(crate) fn text(&self) -> &str {
        self.parameters.text()
    }

    /// Each encoded parameter in the signed order: its name, and the whole parameter followed by `&`.
    pub(crate) fn sorted(&self) -> impl Iterator<Item = (&str, &str)> {
        self.parameters.sorted(|parameters, span| (parameters.name(span), parameters.pair(span)))
    }

    /// The encoded names and values of the parameters that begin with `x-amz-`, in upper or lower case.
    #[inline]
    pub(crate) fn amz(&self) -> impl Iterator<Item = (&str, &str)> {
        let spans: &[Span] = if self.has_amz { self.parameters.spans() } else { &[] };
        let pair = |span: &Span| (self.parameters.name(span), self.parameters.value(span));
        spans.iter().map(pair).filter(|(name, _)| begins_with_amz(name))
    }

    /// The encoded names in the signed order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.parameters.sorted(Pairs::name)
    }
}

/// The parameters of a percent-encoded query, as they are written. There is none between `&&`, and `flag` means
/// `flag=`.
pub(crate) fn split(query: &str) -> impl Iterator<Item = (&str, &str)> {
    split_at(query).map(|(name, value, _)| (&query[name], &query[value]))
}

/// Where the parameters of a percent-encoded query are, and whether they have escapes.
pub(crate) fn split_at(query: &str) -> impl Iterator<Item = (Range<usize>, Range<usize>, bool)> {
    let (bytes, mut at) = (query.as_bytes(), 0);
    iter::from_fn(move || {
        // In one pass: most names and values are short.
        at += bytes[at..].iter().take_while(|byte| **byte == b'&').count();
        let (start, mut middle, mut has_escapes) = (at, None, false);
        while let Some(byte) = bytes.get(at) {
            // Most bytes are none of these, and the table tells so without a branch that depends on the kind of letter.
            if !UNRESERVED.keeps_byte(*byte) {
                match byte {
                    b'&' => break,
                    b'=' if middle.is_none() => middle = Some(at),
                    byte => has_escapes |= *byte == b'%',
                }
            }
            at += 1;
        }
        let name = start..middle.unwrap_or(at);
        (start < at).then_some((name, middle.map_or(at, |middle| middle + 1)..at, has_escapes))
    })
}

/// The name and the value of a parameter, as they are written.
pub(crate) fn split_pair(written: &str) -> (&str, &str) {
    written.split_once('=').unwrap_or((written, ""))
}

fn write(parameters: &mut Pairs<true>, encode: fn(&mut String, &str, &Encoding), name: &str, value: &str) -> Span {
    parameters.write(|text| encode(text, name, &UNRESERVED), '=', |text| encode(text, value, &UNRESERVED), '&')
}

fn begins_with_amz(name: &str) -> bool {
    name.as_bytes().get(..6).is_some_and(|beginning| beginning.eq_ignore_ascii_case(b"x-amz-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    /// What a query says, to be signed and to be sent.
    fn all(query: &Query) -> String {
        let (sorted, amz): (Vec<_>, Vec<_>) = (query.sorted().collect(), query.amz().collect());
        format!("{} {sorted:?} {amz:?}", query.text())
    }

    /// Pieces of queries in and out of the spelling that is signed, put together at random.
    const PIECES: &str = "(a|b|A|X-Amz-Date|x-amz-acl|=|==|&|&&|%2F|%2f|%41|%7E|%C3%A9|%|%2|%zz|~|-|_|[.]|/|[+]|[*]|:|;|é| |#|[?]){0,12}";

    proptest! {
        #[test]
        fn what_is_taken_over_is_what_would_be_written(query in PIECES) {
            let Some(as_signed) = Query::as_signed(&query) else { return Ok(()) };
            let written = Query::of_encoded(&query);
            prop_assert_eq!(all(&as_signed), all(&written), "{}", query);
        }

        /// What has been written once is taken over.
        #[test]
        fn what_was_written_is_taken_over(query in PIECES) {
            let written = Query::of_encoded(&query);
            let text = written.text().trim_end_matches('&');
            prop_assume!(!text.is_empty());
            let as_signed = Query::as_signed(text);
            prop_assert_eq!(as_signed.as_ref().map(all), Some(all(&written)), "{}", query);
        }

        #[test]
        fn a_query_is_split_at_its_separators(query in PIECES) {
            let parts: Vec<_> = query.split('&').filter(|part| !part.is_empty()).map(split_pair).collect();
            prop_assert_eq!(split(&query).collect::<Vec<_>>(), parts);
        }
    }
}
