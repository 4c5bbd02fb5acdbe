//! Names and values in one string, in the order of the calls, and where each is in the signed order.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::ops::Range;
use core::{iter, mem};

/// How many pairs make way for a new one. With more they are sorted when they are read, so that the work does not grow
/// with the square of their number, which may be in the hands of strangers.
const MOVED_AT_MOST: usize = 64;

/// Pairs such as `name=value&`. Those of the same name are in the order of their values, or in that of the calls.
#[derive(Clone, Default)]
pub(super) struct Pairs<const BY_VALUE: bool> {
    text: String,
    /// Sorted unless `is_unsorted`.
    spans: Vec<Span>,
    /// Whether there were too many to insert each at its place.
    is_unsorted: bool,
}

/// Where one pair is in the text.
#[derive(Clone, Copy)]
pub(crate) struct Span {
    pub(super) start: usize,
    /// The separator, which is one byte.
    pub(super) middle: usize,
    /// After the byte that ends the pair.
    pub(super) end: usize,
}

impl Span {
    pub(crate) fn name(&self) -> Range<usize> {
        self.start..self.middle
    }

    /// Empty where there is no separator.
    pub(crate) fn value(&self) -> Range<usize> {
        (self.middle + 1).min(self.end - 1)..self.end - 1
    }
}

impl<const BY_VALUE: bool> Pairs<BY_VALUE> {
    /// All pairs in the order of the calls, with what was removed, whose text stays.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Whether pairs of one name may be apart until they are read.
    pub(super) fn is_unsorted(&self) -> bool {
        self.is_unsorted
    }

    /// Makes room for a few: a request with one pair usually has more.
    #[inline]
    pub(super) fn reserve(&mut self) {
        if self.spans.is_empty() {
            self.text.reserve(256);
            self.spans.reserve(8);
        }
    }

    /// Makes room for so many bytes.
    pub(super) fn reserve_text(&mut self, bytes: usize) {
        self.text.reserve(bytes);
    }

    /// Writes a pair at the end of the text. It has no place in the order yet.
    #[inline]
    pub(super) fn write(
        &mut self,
        name: impl FnOnce(&mut String),
        separator: char,
        value: impl FnOnce(&mut String),
        end: char,
    ) -> Span {
        let start = self.text.len();
        name(&mut self.text);
        let middle = self.text.len();
        self.text.push(separator);
        value(&mut self.text);
        self.text.push(end);
        Span { start, middle, end: self.text.len() }
    }

    /// Gives the pair that was written last its place, and says whether the pair before it has the same name.
    #[inline]
    pub(super) fn insert(&mut self, new: Span) -> bool {
        let count = self.spans.len();
        let is_before = |other: &Span| self.compare(other, &new).is_le();
        let place = if self.is_unsorted { count } else { self.spans.partition_point(is_before) };
        let is_repeated = place > 0 && self.name(&self.spans[place - 1]) == self.name(&new);
        self.is_unsorted |= count - place > MOVED_AT_MOST;
        self.spans.insert(if self.is_unsorted { count } else { place }, new);
        is_repeated
    }

    /// Gives many pairs their places, sorting once: those that come over the network may be a great many.
    pub(super) fn insert_all(&mut self, write: impl FnOnce(&mut Self, &mut Vec<Span>)) {
        let mut spans = mem::take(&mut self.spans);
        write(self, &mut spans);
        spans.sort_by(|a, b| self.compare(a, b));
        self.spans = spans;
        self.is_unsorted = false;
    }

    /// Takes out pairs by their names, whose text stays.
    pub(super) fn remove(&mut self, is_removed: impl Fn(&str) -> bool) {
        let mut spans = mem::take(&mut self.spans);
        spans.retain(|span| !is_removed(self.name(span)));
        self.spans = spans;
    }

    /// Writes the text anew, without what was removed.
    pub(super) fn rewrite(&mut self) {
        let text = mem::take(&mut self.text);
        let mut spans: Vec<&mut Span> = self.spans.iter_mut().collect();
        spans.sort_unstable_by_key(|span| span.start);
        for span in spans {
            let start = self.text.len();
            self.text.push_str(&text[span.start..span.end]);
            *span = Span { start, middle: start + span.middle - span.start, end: self.text.len() };
        }
    }

    /// The spans in the signed order.
    #[inline]
    pub(super) fn in_order(&self) -> Cow<'_, [Span]> {
        let mut spans = Cow::Borrowed(self.spans.as_slice());
        if self.is_unsorted {
            spans.to_mut().sort_by(|a, b| self.compare(a, b));
        }
        spans
    }

    /// The spans in any order.
    pub(super) fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// What `read` says about each pair, in the signed order.
    pub(super) fn sorted<'a, T>(
        &'a self,
        read: impl Fn(&'a Self, &Span) -> T,
    ) -> impl ExactSizeIterator<Item = T> + DoubleEndedIterator {
        let spans = self.in_order();
        (0..spans.len()).map(move |at| read(self, &spans[at]))
    }

    /// The first of these names that more than one pair has.
    #[inline]
    pub(super) fn repeated(&self, is_single: impl Fn(&str) -> bool) -> Option<&str> {
        // The usual case.
        if self.spans.len() < 2 {
            return None;
        }
        let mut names = self.sorted(Self::name).peekable();
        iter::from_fn(|| names.next().map(|name| (name, names.peek() == Some(&name))))
            .find_map(|(name, is_repeated)| (is_repeated && is_single(name)).then_some(name))
    }

    pub(super) fn name(&self, span: &Span) -> &str {
        &self.text[span.start..span.middle]
    }

    pub(super) fn value(&self, span: &Span) -> &str {
        &self.text[span.middle + 1..span.end - 1]
    }

    /// The whole pair, with its separator and its end.
    pub(super) fn pair(&self, span: &Span) -> &str {
        &self.text[span.start..span.end]
    }

    /// Compares names, then values if they count. Comparing `name=value&` as a whole would put `a-b` before `a`,
    /// because `-` < `=`, and `a=b%20` before `a=b`, because `%` < `&`.
    fn compare(&self, a: &Span, b: &Span) -> Ordering {
        let names = || self.name(a).cmp(self.name(b));
        if BY_VALUE { names().then_with(|| self.value(a).cmp(self.value(b))) } else { names() }
    }
}
