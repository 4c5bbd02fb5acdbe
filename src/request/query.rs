//! Query parameters: kept percent-encoded, both in the caller's order and in the signed order.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::mem;

use crate::text::percent::{self, Encoding, UNRESERVED};

/// The caller's query, ready to send and to sign.
#[derive(Clone, Default)]
pub(crate) struct Query {
    /// The query as it is sent, such as `b=2&a=1&`: percent-encoded, in the caller's order, ready for more parameters.
    text: String,
    /// Where each parameter is in `text`, sorted by encoded name, then by encoded value, unless `is_unsorted`.
    sorted: Vec<Parameter>,
    /// Whether there were too many to insert each at its place.
    is_unsorted: bool,
    /// Whether any name begins with `x-amz-`, in upper or lower case: no other names are ever searched for.
    has_amz: bool,
}

/// Where one parameter is in the query string.
#[derive(Clone, Copy)]
struct Parameter {
    start: usize,
    equals: usize,
    /// After the `&`.
    end: usize,
}

/// How many parameters make way for a new one. With more they are sorted when they are read, so that the work does not
/// grow with the square of their number, which may be in the hands of strangers.
const MOVED_AT_MOST: usize = 64;

impl Query {
    /// Adds a decoded name and value.
    pub(crate) fn push(&mut self, name: &str, value: &str) {
        if self.sorted.is_empty() {
            // A request with one parameter usually has more.
            self.text.reserve(256);
            self.sorted.reserve(8);
        }
        let new = self.append(percent::encode, name, value);
        let count = self.sorted.len();
        let compare = |other: &Parameter| self.compare(other, &new).is_le();
        let place = if self.is_unsorted { count } else { self.sorted.partition_point(compare) };
        if count - place <= MOVED_AT_MOST {
            self.sorted.insert(place, new);
        } else {
            self.sorted.push(new);
            self.is_unsorted = true;
        }
    }

    /// Adds the parameters of a percent-encoded query. There is no parameter between `&&`, and `flag` means `flag=`.
    pub(crate) fn push_encoded(&mut self, query: &str) {
        if query.is_empty() {
            return;
        }
        self.text.reserve(query.len() + 1);
        for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            let new = self.append(percent::reencode, name, value);
            self.sorted.push(new);
        }
        // Sorted once at the end, because a query that came over the network may have a great many parameters.
        let mut sorted = mem::take(&mut self.sorted);
        sorted.sort_by(|a, b| self.compare(a, b));
        self.sorted = sorted;
        self.is_unsorted = false;
    }

    /// Takes out the parameters with this name, which is its own encoding.
    pub(crate) fn remove(&mut self, name: &str) {
        let is_removed = |text: &str, other: &Parameter| &text[other.start..other.equals] == name;
        if !self.sorted.iter().any(|other| is_removed(&self.text, other)) {
            return;
        }
        // Written anew as a whole, since any number of them may go.
        let text = mem::take(&mut self.text);
        self.sorted.retain(|other| !is_removed(&text, other));
        let mut places: Vec<&mut Parameter> = self.sorted.iter_mut().collect();
        places.sort_unstable_by_key(|place| place.start);
        for place in places {
            let start = self.text.len();
            self.text.push_str(&text[place.start..place.end]);
            let (equals, end) = (start + place.equals - place.start, self.text.len());
            *place = Parameter { start, equals, end };
        }
    }

    /// The first of these names that more than one parameter has.
    pub(crate) fn repeated(&self, is_single: impl Fn(&str) -> bool) -> Option<&str> {
        let mut names = self.names().peekable();
        core::iter::from_fn(|| names.next().map(|name| (name, names.peek() == Some(&name))))
            .find_map(|(name, is_repeated)| (is_repeated && is_single(name)).then_some(name))
    }

    /// The places in the signed order.
    fn in_order(&self) -> Cow<'_, [Parameter]> {
        let mut places = Cow::Borrowed(self.sorted.as_slice());
        if self.is_unsorted {
            places.to_mut().sort_by(|a, b| self.compare(a, b));
        }
        places
    }

    fn append(&mut self, encode: fn(&mut String, &str, &Encoding), name: &str, value: &str) -> Parameter {
        let start = self.text.len();
        encode(&mut self.text, name, &UNRESERVED);
        let equals = self.text.len();
        self.has_amz |= begins_with_amz(&self.text[start..]);
        self.text.push('=');
        encode(&mut self.text, value, &UNRESERVED);
        self.text.push('&');
        Parameter { start, equals, end: self.text.len() }
    }

    /// The query of the URL up to the parameters that signing adds: empty, or ending with `&`.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Each encoded parameter in the signed order: its name, and the whole parameter followed by `&`.
    pub(crate) fn sorted(&self) -> impl Iterator<Item = (&str, &str)> {
        let places = self.in_order();
        (0..places.len()).map(move |at| {
            let Parameter { start, equals, end } = places[at];
            (&self.text[start..equals], &self.text[start..end])
        })
    }

    /// The encoded names and values of the parameters that begin with `x-amz-`, in upper or lower case.
    #[inline]
    pub(crate) fn amz(&self) -> impl Iterator<Item = (&str, &str)> {
        let sorted: &[Parameter] = if self.has_amz { &self.sorted } else { &[] };
        let pair = |p: &Parameter| (&self.text[p.start..p.equals], &self.text[p.equals + 1..p.end - 1]);
        sorted.iter().map(pair).filter(|(name, _)| begins_with_amz(name))
    }

    /// The encoded names in the signed order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.sorted().map(|(name, _)| name)
    }

    /// Compares names, then values. Comparing the joined `name=value&` would put `a-b` before `a`, because `-` < `=`,
    /// and `a=b%20` before `a=b`, because `%` < `&`.
    fn compare(&self, a: &Parameter, b: &Parameter) -> Ordering {
        let text = self.text.as_bytes();
        let pair = |p: &Parameter| (&text[p.start..p.equals], &text[p.equals + 1..p.end - 1]);
        pair(a).cmp(&pair(b))
    }
}

fn begins_with_amz(name: &str) -> bool {
    name.as_bytes().get(..6).is_some_and(|beginning| beginning.eq_ignore_ascii_case(b"x-amz-"))
}
