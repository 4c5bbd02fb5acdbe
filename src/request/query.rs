//! Query parameters: kept percent-encoded, both in the caller's order and in the signed order.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::{iter, mem};

use crate::request::pairs::Pairs;
pub(crate) use crate::request::pairs::Span;
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

    /// The encoded values of the parameters of this name, in upper or lower case, which begins with `x-amz-`.
    pub(super) fn amz_named(&self, name: &str) -> impl Iterator<Item = &str> {
        let spans: &[Span] = if self.has_amz { self.parameters.spans() } else { &[] };
        let named = spans.iter().filter(move |span| self.parameters.name(span).eq_ignore_ascii_case(name));
        named.map(|span| self.parameters.value(span))
    }

    pub(super) fn has_empty_name(&self) -> bool {
        self.parameters.spans().iter().any(|span| span.name().is_empty())
    }

    /// The encoded names in the signed order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.parameters.sorted(Pairs::name)
    }
}

/// The parameters of a percent-encoded query, as they are written. There is none between `&&`, and `flag` means
/// `flag=`.
pub(crate) fn split(query: &str) -> impl Iterator<Item = (&str, &str)> {
    split_at(query).map(|written| (&query[written.span.name()], &query[written.span.value()]))
}

/// A parameter of a percent-encoded query, as it is written.
pub(crate) struct Written {
    pub(crate) span: Span,
    /// Where its first percent sign is; beyond its end if it has none.
    pub(crate) escaped_from: usize,
    /// Whether it is signed as it is written, if there are no `&` too many around it.
    is_as_signed: bool,
}

/// Where the parameters of a percent-encoded query are.
pub(crate) fn split_at(query: &str) -> impl Iterator<Item = Written> {
    let (bytes, mut at) = (query.as_bytes(), 0);
    iter::from_fn(move || {
        // In one pass: most names and values are short.
        while bytes.get(at) == Some(&b'&') {
            at += 1;
        }
        let (start, mut middle, mut escaped_from, mut is_as_signed) = (at, None, usize::MAX, true);
        while let Some(byte) = bytes.get(at) {
            // Most bytes are none of these, and the table tells so without a branch that depends on the kind of letter.
            if !UNRESERVED.keeps_byte(*byte) {
                match byte {
                    b'&' => break,
                    b'=' if middle.is_none() => middle = Some(at),
                    byte => {
                        escaped_from = if *byte == b'%' { escaped_from.min(at) } else { escaped_from };
                        is_as_signed &= UNRESERVED.written(&bytes[at..]) > 0;
                    }
                }
            }
            at += 1;
        }
        is_as_signed &= middle.is_some();
        let span = Span { start, middle: middle.unwrap_or(at), end: at + 1 };
        (start < at).then_some(Written { span, escaped_from, is_as_signed })
    })
}

/// A query in which each parameter is written as it is signed, with nothing between them except one `&`, as in every
/// URL that was presigned here. None of them has to be checked or written again.
#[derive(Default)]
pub(crate) struct AsSigned {
    is_other: bool,
    end: usize,
}

impl AsSigned {
    /// Looks at the next parameter.
    pub(crate) fn push(&mut self, written: &Written) {
        self.is_other |= !written.is_as_signed || written.span.start != self.end || written.span.name().is_empty();
        self.end = written.span.end;
    }

    /// Whether this query is one, whose parameters have all been looked at.
    pub(crate) fn is(&self, query: &str) -> bool {
        !self.is_other && (query.is_empty() || self.end == query.len() + 1)
    }

    /// The parameters of such a query that are kept, in the signed order.
    pub(crate) fn sorted(query: &str, kept: impl Iterator<Item = Span> + Clone) -> Cow<'_, str> {
        let bytes = query.as_bytes();
        let names = |a: &Span, b: &Span| bytes[a.name()].cmp(&bytes[b.name()]);
        let compare = |a: &Span, b: &Span| names(a, b).then_with(|| bytes[a.value()].cmp(&bytes[b.value()]));
        // The usual case: they are in order, and what is not kept, the signature, is after them.
        let mut last = Span { start: 0, middle: 0, end: 0 };
        let is_next = |span: Span| {
            let before = mem::replace(&mut last, span);
            before.end == span.start && (span.start == 0 || compare(&before, &span).is_le())
        };
        if kept.clone().all(is_next) {
            return query[..last.end.saturating_sub(1)].into();
        }
        let mut kept: Vec<_> = kept.collect();
        kept.sort_by(compare);
        let parameters = kept.iter().map(|span| &query[span.start..span.end - 1]);
        parameters.collect::<Vec<_>>().join("&").into()
    }
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
    use proptest::prelude::*;

    /// What is signed of a query that is written as it is signed.
    fn as_signed(query: &str) -> Option<Cow<'_, str>> {
        let (mut as_signed, mut spans) = (AsSigned::default(), Vec::new());
        for written in split_at(query) {
            as_signed.push(&written);
            spans.push(written.span);
        }
        as_signed.is(query).then(|| AsSigned::sorted(query, spans.into_iter()))
    }

    /// What is signed of any query.
    fn signed(query: &Query) -> String {
        let parameters: String = query.sorted().map(|(_, parameter)| parameter).collect();
        parameters.trim_end_matches('&').into()
    }

    /// Pieces of queries in and out of the spelling that is signed, put together at random.
    const PIECES: &str = "(a|b|A|X-Amz-Date|x-amz-acl|=|==|&|&&|%2F|%2f|%41|%7E|%C3%A9|%|%2|%zz|~|-|_|[.]|/|[+]|[*]|:|;|é| |#|[?]){0,12}";

    proptest! {
        #[test]
        fn what_is_taken_over_is_what_would_be_written(query in PIECES) {
            let Some(as_signed) = as_signed(&query) else { return Ok(()) };
            prop_assert_eq!(as_signed, signed(&Query::of_encoded(&query)), "{}", query);
        }

        /// What has been written once is taken over.
        #[test]
        fn what_was_written_is_taken_over(query in PIECES) {
            let written = Query::of_encoded(&query);
            prop_assume!(!written.has_empty_name());
            let text = written.text().strip_suffix('&').unwrap_or_default();
            prop_assert_eq!(as_signed(text), Some(signed(&written).into()), "{}", query);
        }

        #[test]
        fn a_query_is_split_at_its_separators(query in PIECES) {
            let parts: Vec<_> = query.split('&').filter(|part| !part.is_empty()).map(split_pair).collect();
            prop_assert_eq!(split(&query).collect::<Vec<_>>(), parts);
        }
    }
}
