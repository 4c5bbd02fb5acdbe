//! Query parameters: kept percent-encoded, both in the caller's order and in the signed order.

use alloc::string::String;

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

    /// Adds the parameters of a percent-encoded query. There is no parameter between `&&`, and `flag` means `flag=`.
    pub(super) fn push_encoded(&mut self, query: &str) {
        if query.is_empty() {
            return;
        }
        self.parameters.reserve_text(query.len() + 1);
        self.parameters.insert_all(|parameters, spans| {
            for (name, value) in split(query) {
                let new = write(parameters, percent::reencode, name, value);
                self.has_amz |= begins_with_amz(parameters.name(&new));
                spans.push(new);
            }
        });
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
    query.split('&').filter(|written| !written.is_empty()).map(split_pair)
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
