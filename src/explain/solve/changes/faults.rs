//! Changes of the steps of signing: the faults of signers that are written by hand.

use crate::explain::Kind;
use crate::explain::solve::edit::{Edit, Edits, Told};
use crate::explain::solve::model::{Model, Steps};
use crate::explain::solve::signers::derive::DERIVATIONS;
use crate::explain::solve::signers::steps::{BLOCKS, LINES, MACS, REQUESTS, TEXTS};

/// The faults in each step; those of the key too, if there is a secret to make it of.
pub(in crate::explain::solve) fn edits(has_secret: bool, out: &mut Edits) {
    let step = |line, words, set: fn(&mut Steps, usize), at: usize| {
        let told = Told::Words(line, words, "as AWS describes it");
        Edit::new(Kind::SigningStep, told, move |model: &mut Model| set(&mut model.steps, at)).unusual()
    };
    let count = if has_secret { DERIVATIONS.len() } else { 1 };
    for (at, (words, _)) in DERIVATIONS.iter().enumerate().take(count).skip(1) {
        out.push(step("signing key", words, |steps, at| steps.derivation = at, at));
    }
    for (at, (words, _)) in BLOCKS.iter().enumerate().skip(1) {
        out.push(step("part of the canonical request about headers", words, |steps, at| steps.block = at, at));
    }
    for (at, (words, _)) in REQUESTS.iter().enumerate().skip(1) {
        out.push(step("canonical request", words, |steps, at| steps.request = at, at));
    }
    for (at, (words, _)) in LINES.iter().enumerate().skip(1) {
        out.push(step("string to sign", words, |steps, at| steps.lines = at, at));
    }
    for (at, (words, _)) in TEXTS.iter().enumerate().skip(1) {
        out.push(step("string to sign", words, |steps, at| steps.text = at, at));
    }
    for (at, (words, _)) in MACS.iter().enumerate().skip(1) {
        out.push(step("signature made", words, |steps, at| steps.mac = at, at));
    }
    shells(has_secret, out);
}

/// A shell's `echo` ends each string with a line feed, unless it is told not to.
fn shells(has_secret: bool, out: &mut Edits) {
    let after = "with a line feed after it";
    let request = REQUESTS.iter().position(|(words, _)| *words == after).unwrap_or_default();
    let text = TEXTS.iter().position(|(words, _)| *words == after).unwrap_or_default();
    let after = "derived with a line feed after each part";
    let derivation = DERIVATIONS.iter().position(|(words, _)| *words == after).unwrap_or_default();
    let told = || Told::Words("strings", "with a line feed after each, as echo writes them", "as AWS describes them");
    out.push(
        Edit::new(Kind::SigningStep, told(), move |model| {
            (model.steps.request, model.steps.text) = (request, text);
        })
        .unusual(),
    );
    if has_secret {
        out.push(
            Edit::new(Kind::SigningStep, told(), move |model| {
                (model.steps.request, model.steps.text, model.steps.derivation) = (request, text, derivation);
            })
            .unusual(),
        );
    }
}
