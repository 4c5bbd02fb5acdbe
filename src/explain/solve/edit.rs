//! One change, as it is made and as it is told.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::explain::solve::model::Model;
use crate::explain::solve::solution::Change;
use crate::explain::{Kind, shown};

/// A change of a request.
pub(super) struct Edit {
    kind: Kind,
    told: Told,
    apply: Box<dyn Fn(&mut Model)>,
    /// How rare it is: 2 or 3.
    weight: u8,
}

/// The changes to try, no more than there is a budget for: whoever looks for one of thousands makes no others.
pub(super) struct Edits {
    list: Vec<Edit>,
    at_most: usize,
}

impl Edits {
    pub(super) fn at_most(budget: u64) -> Self {
        Self {
            list: Vec::new(), // Some change nothing and cost no try.
            at_most: usize::try_from(budget.saturating_mul(2)).unwrap_or(usize::MAX),
        }
    }

    pub(super) fn push(&mut self, edit: Edit) {
        if !self.is_full() {
            self.list.push(edit);
        }
    }

    /// Whether further changes would be in vain.
    pub(super) fn is_full(&self) -> bool {
        self.list.len() >= self.at_most
    }

    pub(super) fn extend(&mut self, edits: impl IntoIterator<Item = Edit>) {
        let room = self.at_most - self.list.len();
        self.list.extend(edits.into_iter().take(room));
    }

    pub(super) fn into_list(self) -> Vec<Edit> {
        self.list
    }
}

/// What is told of a change.
pub(super) enum Told {
    Method,
    Path,
    /// The host and the path, where both change.
    Address,
    Header(String),
    /// The line of a header that is in the list of the signed headers.
    Line(String),
    Parameter(String),
    Payload,
    Scope,
    /// The scope that the key was derived for.
    KeyScope,
    /// What it is, what was signed and what was sent.
    Words(&'static str, &'static str, &'static str),
}

impl Edit {
    pub(super) fn new(kind: Kind, told: Told, apply: impl Fn(&mut Model) + 'static) -> Self {
        Self { kind, told, apply: Box::new(apply), weight: 2 }
    }

    /// Rare, so that it is not tried together with two others.
    pub(super) fn unusual(self) -> Self {
        Self { weight: 3, ..self }
    }

    pub(super) fn weight(&self) -> u8 {
        self.weight
    }

    /// Whether it names one thing, where others that give the same string name all of the query.
    pub(super) fn is_exact(&self) -> bool {
        !matches!(self.told, Told::Words(..))
    }

    pub(super) fn apply(&self, model: &mut Model) {
        (self.apply)(model);
    }

    /// The change that this makes between two states of a request.
    pub(super) fn change(&self, sent: &Model, signed: &Model) -> Change {
        let both = |line: &str, of: &dyn Fn(&Model) -> Option<String>| Change {
            kind: self.kind,
            line: shown::text(line).into_owned(),
            signed: of(signed),
            sent: of(sent),
        };
        let text = |text: &str| Some(shown::text(text).into_owned());
        let host = |model: &Model| model.header("host").unwrap_or_default().into();
        match &self.told {
            Told::Method => both("method", &|model| text(&model.method)),
            Told::Path => both("path", &|model| text(&model.path)),
            Told::Address => both("host and path", &|model| text(&[host(model), model.path.clone()].concat())),
            Told::Header(name) if name == "host" => both("host", &|model| model.header(name).and_then(text)),
            Told::Header(name) => both(&format!("header {name}"), &|model| {
                model.header(name).map(|value| shown::value(name, value).into_owned())
            }),
            Told::Line(name) => both(&format!("line of the header {name}"), &|model| {
                let (_, value) = model.headers.iter().find(|(other, _)| other == name)?;
                value.as_ref().map(|value| shown::value(name, value).into_owned())
            }),
            Told::Parameter(name) => both(&format!("parameter {name}"), &|model| {
                model.parameter(name).map(|value| shown::value(name, value).into_owned())
            }),
            Told::Payload => both("payload hash", &|model| text(&model.payload)),
            Told::Scope => both("scope", &|model| text(model.scope.as_str())),
            Told::KeyScope => both("key of the scope", &|model| text(model.key_scope.as_str())),
            Told::Words(line, signed, sent) => {
                Change { kind: self.kind, line: (*line).into(), signed: text(signed), sent: text(sent) }
            }
        }
    }
}
