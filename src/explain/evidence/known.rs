//! What is known of a refused request.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::explain::shown;

/// What is known of a refused request: what was sent, what the server answered, and what the client says it signed.
/// Read from a paste with [`Evidence::read`], and refined by assigning fields.
///
/// The fields hold what was pasted, secrets included. `Debug` hides those.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evidence {
    /// The URL as it was pasted; without a signature where that is in the header `Authorization`.
    pub url: Option<String>,
    /// The method that was sent.
    pub method: Option<String>,
    /// The headers that were sent, as far as they are known.
    pub headers: Vec<(String, String)>,
    /// The server's answer, with what is around it: a document, a line of a log, or what an SDK prints.
    pub answer: Option<String>,
    /// The canonical request that the client's log says was signed.
    pub signed: Option<String>,
    /// What else was pasted next to an answer that was handed in by itself: a log, a configuration.
    pub(in crate::explain) context: Option<String>,
    /// The names of headers that were sent twice in a row, in lower case.
    pub(in crate::explain) repeated: Vec<String>,
    /// The fields of a form that a command sends, each as `name=value`.
    pub(in crate::explain) form: Vec<String>,
    /// The service for which a command signs by itself, as curl does with `--aws-sigv4`.
    pub(in crate::explain) signs_for: Option<String>,
    /// Whether a command was pasted, which tells the method and all headers.
    pub(in crate::explain) is_command: bool,
    /// Whether a shell would cut the URL at its first `&`.
    pub(in crate::explain) is_unquoted: bool,
    /// Whether the answer was read from among other things, so that it may be none.
    pub(in crate::explain) is_rest: bool,
}

/// How many headers are kept. Servers accept no more.
const MOST: usize = 200;

impl Evidence {
    /// Sets the server's answer, which is then taken as one, whatever it looks like.
    #[must_use]
    pub fn with_answer(mut self, answer: impl Into<String>) -> Self {
        let before = self.answer.replace(answer.into()).filter(|_| self.is_rest);
        self.context = before.or(self.context);
        self.is_rest = false;
        self
    }

    /// All text besides the request: the answer, and what was pasted next to it.
    pub(in crate::explain) fn texts(&self) -> impl Iterator<Item = &str> + Clone {
        [&self.answer, &self.context].into_iter().filter_map(|text| text.as_deref())
    }

    /// The first value of a header that was sent.
    pub(in crate::explain) fn header(&self, name: &str) -> Option<&str> {
        let same = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        same.map(|(_, value)| value.as_str())
    }

    /// Adds a header that was sent, unless it is known already with the same value.
    pub(super) fn add_header(&mut self, name: &str, value: &str) {
        let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
        if self.headers.len() < MOST && !self.headers.iter().any(|(other, text)| *other == name && text == value) {
            self.headers.push((name, value.into()));
        }
    }
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &Option<String>| text.as_deref().map(|text| shown::text(text).into_owned());
        let header = |(name, value): &(String, String)| (name.clone(), shown::value(name, value).into_owned());
        f.debug_struct("Evidence")
            .field("url", &shown(&self.url))
            .field("method", &self.method)
            .field("headers", &self.headers.iter().map(header).collect::<Vec<_>>())
            .field("answer", &shown(&self.answer))
            .field("signed", &shown(&self.signed))
            .finish_non_exhaustive()
    }
}
