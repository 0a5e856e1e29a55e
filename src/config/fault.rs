//! What is wrong with a config.

use crate::words::{ALIKE, nearest};
use crate::yaml::Span;

/// One fault, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The place.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

/// All faults of a config, collected while it is read.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<Fault>);

impl Faults {
    pub(super) fn add(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.0.push(Fault { span, message: message.into(), help: help.into() });
    }

    /// A name that is none of the known ones.
    pub(super) fn unknown(&mut self, span: Span, kind: &str, name: &str, known: &[&str]) {
        let help = match nearest(name, known.iter().copied(), ALIKE) {
            Some(near) => format!("did you mean {near}?"),
            None if known.is_empty() => "there are none".to_owned(),
            None if known.len() == 1 => format!("the only one is {}", known[0]),
            None if known.len() <= MOST_LISTED => format!("known are {}", known.join(", ")),
            None => "`kubectl daemonset-lint rules` lists them".to_owned(),
        };
        self.add(span, format!("unknown {kind} {name:?}"), help);
    }

    /// The faults in the order of the text.
    pub(super) fn into_vec(mut self) -> Vec<Fault> {
        self.0.sort_by_key(|fault| fault.span);
        self.0
    }
}

/// More names than this are not listed.
const MOST_LISTED: usize = 8;
