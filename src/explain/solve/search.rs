//! Each change alone, then two and three together.

use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use crate::credentials::Credentials;
use crate::explain::solve::edit::Edit;
use crate::explain::solve::key::Secret;
use crate::explain::solve::model::{Model, Parts};
use crate::explain::solve::sent::Case;
use crate::explain::solve::solution::{Attempt, Solution};
use crate::signing::SigningKey;
use crate::text::hex;

/// The most changes that are made together.
const DEPTH: usize = 3;

/// What may have signed.
pub(super) enum Keys<'a> {
    Secrets(&'a [Secret]),
    /// This key, whatever the scope.
    One(&'a SigningKey),
}

/// A request, ready to be hashed.
struct Ready {
    parts: Parts,
    key: usize,
    /// A bit for each part that differs from what was sent, and one for the key.
    changed: u8,
}

/// The parts of a request that is made of others.
#[derive(Clone, Copy)]
struct View<'a> {
    parts: [&'a str; 6],
    key: usize,
    changed: u8,
}

struct Search<'a> {
    case: &'a Case<'a>,
    keys: &'a Keys<'a>,
    edits: &'a [Edit],
    /// Each change alone, in the order of `edits`, those left out that change nothing.
    singles: Vec<(usize, Ready)>,
    derived: Vec<(Model, SigningKey)>,
    text: String,
    tried: u64,
    budget: u64,
}

pub(super) fn search(case: &Case<'_>, keys: &Keys<'_>, edits: &[Edit], budget: u64) -> Attempt {
    let (derived, text) = (Vec::new(), String::new());
    let mut search = Search { case, keys, edits, singles: Vec::new(), derived, text, tried: 0, budget };
    let base = search.ready(&case.model, None);
    for (at, edit) in edits.iter().enumerate() {
        let mut model = case.model.clone();
        edit.apply(&mut model);
        let ready = search.ready(&model, Some(&base));
        let is_same = |other: &Ready| other.key == ready.key && other.parts == ready.parts;
        if ready.changed != 0 && !search.singles.iter().any(|(_, other)| is_same(other)) {
            search.singles.push((at, ready));
        }
    }
    let singles = core::mem::take(&mut search.singles);
    let mut found = None;
    for depth in 0..=DEPTH {
        found = search.combine(&singles, &mut Vec::new(), base.view(), depth);
        if found.is_some() || search.tried >= budget {
            break;
        }
    }
    let solution = found.map(|chosen| search.solution(&chosen));
    Attempt { solution, tried: search.tried }
}

impl Ready {
    fn view(&self) -> View<'_> {
        View { parts: self.parts.each_ref().map(String::as_str), key: self.key, changed: self.changed }
    }
}

impl Search<'_> {
    fn ready(&mut self, model: &Model, base: Option<&Ready>) -> Ready {
        let parts = model.parts();
        let key = self.key(model);
        let mut changed = 0;
        if let Some(base) = base {
            changed = u8::from(key != base.key) << 6;
            for (at, (part, sent)) in parts.iter().zip(&base.parts).enumerate() {
                changed |= u8::from(part != sent) << at;
            }
        }
        Ready { parts, key, changed }
    }

    /// The index of the key, which is derived once.
    fn key(&mut self, model: &Model) -> usize {
        let is_same = |other: &Model| other.secret == model.secret && other.key_scope == model.key_scope;
        if let Some(at) = self.derived.iter().position(|(other, _)| is_same(other)) {
            return at;
        }
        let key = match self.keys {
            Keys::Secrets(secrets) => {
                let credentials = Credentials::new("", secrets[model.secret].1.as_str());
                SigningKey::derive_for(&credentials, model.key_scope.clone())
            }
            Keys::One(key) => (*key).clone(),
        };
        self.derived.push((model.clone(), key));
        self.derived.len() - 1
    }

    /// Tries all ways to add `more` changes after those that are chosen.
    fn combine(
        &mut self,
        singles: &[(usize, Ready)],
        chosen: &mut Vec<usize>,
        view: View<'_>,
        more: usize,
    ) -> Option<Vec<usize>> {
        if more == 0 {
            return (self.tried < self.budget && self.is_signed(view)).then(|| chosen.clone());
        }
        for (at, (edit, single)) in singles.iter().enumerate() {
            if self.tried >= self.budget {
                return None;
            }
            let rest = &singles[at + 1..];
            chosen.push(*edit);
            let found = if view.changed & single.changed == 0 {
                self.combine(rest, chosen, view.with(single), more - 1)
            } else {
                // Both change the same part: it is written anew.
                let ready = self.replay(chosen);
                let changed = view.changed | single.changed;
                self.combine(rest, chosen, View { changed, ..ready.view() }, more - 1)
            };
            if found.is_some() {
                return found;
            }
            chosen.pop();
        }
        None
    }

    fn replay(&mut self, chosen: &[usize]) -> Ready {
        let mut model = self.case.model.clone();
        for edit in chosen {
            self.edits[*edit].apply(&mut model);
        }
        self.ready(&model, None)
    }

    fn is_signed(&mut self, view: View<'_>) -> bool {
        self.tried += 1;
        self.text.clear();
        let [method, path, query, headers, payload, time] = view.parts;
        for part in [method, "\n", path, "\n", query, "\n", headers, "\n", payload] {
            self.text.push_str(part);
        }
        let hash = hex::digits(&Sha256::digest(self.text.as_bytes()).into());
        self.text.clear();
        self.text.push_str("AWS4-HMAC-SHA256\n");
        self.text.push_str(time);
        self.text.extend(hash.iter().map(|digit| char::from(*digit)));
        self.derived[view.key].1.verify_bytes(self.text.as_bytes(), &self.case.signature)
    }

    fn solution(&self, chosen: &[usize]) -> Solution {
        let mut model = self.case.model.clone();
        let change = |edit: &usize| {
            let sent = model.clone();
            self.edits[*edit].apply(&mut model);
            self.edits[*edit].change(&sent, &model)
        };
        Solution { changes: chosen.iter().map(change).collect() }
    }
}

impl<'a> View<'a> {
    /// With the change of a part that has not been changed.
    fn with(mut self, single: &'a Ready) -> Self {
        for (at, part) in single.parts.iter().enumerate() {
            if single.changed & 1 << at != 0 {
                self.parts[at] = part;
            }
        }
        if single.changed & 1 << 6 != 0 {
            self.key = single.key;
        }
        self.changed |= single.changed;
        self
    }
}
