//! Each change alone, then two and three together.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::ControlFlow;

use hmac::{Hmac, Mac as _};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::explain::solve::changes::key::Secret;
use crate::explain::solve::edit::Edit;
use crate::explain::solve::model::{Model, Parts};
use crate::explain::solve::notes;
use crate::explain::solve::sent::Case;
use crate::explain::solve::signers::derive::{DERIVATIONS, Material, mac};
use crate::explain::solve::signers::steps::{MACS, REQUESTS, TEXTS};
use crate::explain::solve::solution::{Attempt, Change};
use crate::signing::{Scope, SigningKey};
use crate::text::hex;

/// What is tried after each change alone, in this order: how many changes together, and what they weigh. Two are
/// likelier than three, and fewer to try.
const ROUNDS: [(usize, u8); 4] = [(2, 4), (2, 5), (2, 6), (3, 6)];

/// What may have signed.
pub(super) enum Keys<'a> {
    Secrets(&'a [Secret]),
    /// This key, whatever the scope.
    One(&'a SigningKey),
}

/// Is told how many requests were tried, and says whether to go on.
pub(super) type Watch<'a> = dyn FnMut(u64) -> ControlFlow<()> + 'a;

/// After how many requests somebody is told: some milliseconds.
const STEP: u64 = 4_096;

/// A request, ready to be hashed.
struct Ready {
    /// Of a change alone, the parts that it changes: the others are empty.
    parts: Parts,
    key: usize,
    last: Last,
    /// A bit for each part that differs from what was sent, one for the key, and one for the last steps.
    changed: u8,
}

/// The last steps of signing, which join the parts: indexes in `REQUESTS`, `TEXTS` and `MACS`.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Last(usize, usize, usize);

/// A key, and HMAC with it, ready for the string to sign: it saves the two blocks that a key costs.
struct Key {
    secret: usize,
    derivation: usize,
    scope: Scope,
    bytes: Zeroizing<Vec<u8>>,
    mac: Hmac<Sha256>,
}

/// The last steps as AWS describes them.
const RIGHT: Last = Last(0, 0, 0);

/// The bits of what changes besides the parts.
const KEY: u8 = 1 << 6;
const LAST: u8 = 1 << 7;

/// The parts of a request that is made of others.
#[derive(Clone, Copy)]
struct View<'a> {
    parts: [&'a str; 6],
    key: usize,
    last: Last,
    changed: u8,
}

struct Search<'a> {
    case: &'a Case<'a>,
    keys: &'a Keys<'a>,
    edits: &'a [Edit],
    derived: Vec<Key>,
    text: String,
    tried: u64,
    /// How many are tried at most: no more than have been, once it is to stop.
    budget: u64,
    watch: &'a mut Watch<'a>,
}

pub(super) fn search<'a>(
    case: &'a Case<'_>,
    keys: &'a Keys<'_>,
    edits: &'a [Edit],
    budget: u64,
    watch: &'a mut Watch<'a>,
) -> Attempt {
    let mut search = Search { case, keys, edits, derived: Vec::new(), text: String::new(), tried: 0, budget, watch };
    let base = search.ready(&case.model, None);
    let mut singles = Vec::new();
    let as_sent = budget > 0 && search.is_signed(base.view());
    let mut found = if as_sent { Some(Vec::new()) } else { search.alone(&base, &mut singles) };
    let mut rounds = 0;
    while found.is_none() && search.tried < search.budget && rounds < ROUNDS.len() {
        let (more, weight) = ROUNDS[rounds];
        found = search.combine(&singles, &mut Vec::new(), base.view(), (more, weight));
        rounds += usize::from(search.tried < search.budget);
    }
    let solution = found.map(|chosen| search.solution(chosen));
    let findings = notes::findings(case, solution.as_deref());
    Attempt { solution, tried: search.tried, changes: singles.len(), is_complete: rounds == ROUNDS.len(), findings }
}

impl Ready {
    fn view(&self) -> View<'_> {
        let parts = self.parts.each_ref().map(String::as_str);
        View { parts, key: self.key, last: self.last, changed: self.changed }
    }

    /// Tells changes apart, of which there may be thousands.
    fn hash(&self) -> [u8; 32] {
        let mut hasher = Sha256::new_with_prefix([self.changed]);
        for at in [self.key, self.last.0, self.last.1, self.last.2] {
            hasher.update(at.to_le_bytes());
        }
        for part in &self.parts {
            hasher.update(part.len().to_le_bytes());
            hasher.update(part);
        }
        hasher.finalize().into()
    }
}

impl Search<'_> {
    /// Tries each change alone, and keeps those that change something, in the order of `edits`. Each is made when its
    /// turn comes: a change costs as much as a try, and there may be any number of them.
    fn alone(&mut self, base: &Ready, singles: &mut Vec<(usize, Ready)>) -> Option<Vec<usize>> {
        let mut seen = BTreeSet::new();
        for (at, edit) in self.edits.iter().enumerate() {
            if self.tried >= self.budget {
                return None;
            }
            let mut model = self.case.model.clone();
            edit.apply(&mut model);
            let ready = self.ready(&model, Some(base));
            if ready.changed == 0 || !seen.insert(ready.hash()) {
                continue;
            }
            if self.is_signed(base.view().with(&ready)) {
                return Some(alloc::vec![at]);
            }
            singles.push((at, ready));
        }
        None
    }

    fn ready(&mut self, model: &Model, base: Option<&Ready>) -> Ready {
        let mut parts = model.parts();
        let key = self.key(model);
        let last = Last(model.steps.request, model.steps.text, model.steps.mac);
        let mut changed = 0;
        if let Some(base) = base {
            changed |= if key == base.key { 0 } else { KEY };
            changed |= if last == base.last { 0 } else { LAST };
            for (at, (part, sent)) in parts.iter_mut().zip(&base.parts).enumerate() {
                if part == sent {
                    // Hundreds of changes leave it as it was.
                    *part = String::new();
                } else {
                    changed |= 1 << at;
                }
            }
        }
        Ready { parts, key, last, changed }
    }

    /// The index of the key, which is derived once.
    fn key(&mut self, model: &Model) -> usize {
        let (secret, derivation, scope) = (model.secret, model.steps.derivation, &model.key_scope);
        let is_same = |key: &Key| (key.secret, key.derivation) == (secret, derivation) && key.scope == *scope;
        if let Some(at) = self.derived.iter().position(is_same) {
            return at;
        }
        let bytes = match self.keys {
            Keys::Secrets(secrets) => {
                DERIVATIONS[derivation].1(&Material { secret: &secrets[secret].1, scope, time: &model.time })
            }
            Keys::One(key) => Zeroizing::new(key.secret_bytes().to_vec()),
        };
        let mac = mac(&bytes);
        self.derived.push(Key { secret, derivation, scope: scope.clone(), bytes, mac });
        self.derived.len() - 1
    }

    /// Tries all ways to add `more` changes after those that are chosen.
    fn combine(
        &mut self,
        singles: &[(usize, Ready)],
        chosen: &mut Vec<usize>,
        view: View<'_>,
        (more, weight): (usize, u8),
    ) -> Option<Vec<usize>> {
        if more == 0 {
            return self.is_signed(view).then(|| chosen.clone());
        }
        for (at, (edit, single)) in singles.iter().enumerate() {
            if self.tried >= self.budget {
                return None;
            }
            // The last one must weigh what is left, and the others something.
            let own = self.edits[*edit].weight();
            if if more == 1 { own != weight } else { own >= weight } {
                continue;
            }
            let rest = &singles[at + 1..];
            chosen.push(*edit);
            let found = if view.changed & single.changed == 0 {
                self.combine(rest, chosen, view.with(single), (more - 1, weight - own))
            } else {
                // Both change the same part: it is written anew.
                let ready = self.replay(chosen);
                let changed = view.changed | single.changed;
                self.combine(rest, chosen, View { changed, ..ready.view() }, (more - 1, weight - own))
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
        if self.tried.is_multiple_of(STEP) && (self.watch)(self.tried).is_break() {
            self.budget = self.tried;
        }
        self.text.clear();
        let [method, path, query, headers, payload, time] = view.parts;
        for part in [method, "\n", path, "\n", query, "\n", headers, "\n", payload] {
            self.text.push_str(part);
        }
        let Last(request, text, mac) = view.last;
        let (key, signature) = (&self.derived[view.key], self.case.signature.as_bytes());
        if view.last == RIGHT {
            let hash = hex::digits(&Sha256::digest(self.text.as_bytes()).into());
            return key.mac.clone().chain_update(time).chain_update(hash).verify_slice(signature).is_ok();
        }
        let text = TEXTS[text].1(time, &REQUESTS[request].1(&self.text));
        MACS[mac].1(&key.bytes, text.as_bytes())[..] == *signature
    }

    /// The changes as they are told: of those that make the same strings, one that names what changes.
    fn solution(&mut self, mut chosen: Vec<usize>) -> Vec<Change> {
        for at in 0..chosen.len() {
            if self.edits[chosen[at]].is_exact() {
                continue;
            }
            let theirs = self.replay(&chosen).hash();
            let exact = (0..self.edits.len()).filter(|other| self.edits[*other].is_exact()).find(|other| {
                let mut instead = chosen.clone();
                instead[at] = *other;
                self.replay(&instead).hash() == theirs
            });
            chosen[at] = exact.unwrap_or(chosen[at]);
        }
        let mut model = self.case.model.clone();
        let change = |edit: &usize| {
            let sent = model.clone();
            self.edits[*edit].apply(&mut model);
            let change = self.edits[*edit].change(&sent, &model);
            // An absent header is signed as if it were empty.
            let name = change.line.strip_prefix("header ");
            let is_absent = name.is_some_and(|name| self.case.wire.header_values(name).next().is_none());
            let is_empty = is_absent && change.signed.is_some() && change.sent.as_deref() == Some("");
            if is_empty { Change { sent: None, ..change } } else { change }
        };
        let mut changes: Vec<_> = chosen.iter().map(change).collect();
        if changes.is_empty() && self.case.wire.query_without(None).contains('+') {
            changes.push(notes::bare_plus());
        }
        changes
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
        if single.changed & KEY != 0 {
            self.key = single.key;
        }
        if single.changed & LAST != 0 {
            self.last = single.last;
        }
        self.changed |= single.changed;
        self
    }
}
