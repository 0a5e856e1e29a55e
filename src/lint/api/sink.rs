//! Collects what the server refuses.

use std::fmt::Display;

use super::names::Form;
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::engine::placeholder::has_placeholder;
use crate::lint::engine::rule::Severity;
use crate::manifest::schema::ProblemKind;
use crate::yaml::FieldPath;

/// One thing that the server refuses.
#[derive(Clone, Debug)]
pub(in crate::lint) struct Fault {
    /// The field that the server names, in its spelling.
    pub(in crate::lint) field: String,
    /// The field at fault; mostly the same.
    pub(in crate::lint) at: FieldPath,
    /// What is wrong with it.
    pub(in crate::lint) what: String,
    /// What to do.
    pub(in crate::lint) help: Option<String>,
    /// Another field that takes part, and how.
    pub(in crate::lint) other: Option<(FieldPath, &'static str)>,
    /// The minor version since which servers refuse it, where older supported ones do not.
    pub(in crate::lint) since: Option<u32>,
    /// The minor version from which on servers take it.
    pub(in crate::lint) before: Option<u32>,
    /// How bad it is, where that is not what the rule says of all of them.
    pub(in crate::lint) severity: Option<Severity>,
}

impl Fault {
    /// Says what to do.
    pub(super) fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Points at a field other than the one that the server names.
    pub(super) fn at(&mut self, at: FieldPath) -> &mut Self {
        self.at = at;
        self
    }

    /// Points at a second field.
    pub(super) fn other(&mut self, at: FieldPath, words: &'static str) -> &mut Self {
        self.other = Some((at, words));
        self
    }

    /// Names the field as the server does, where that is no path of ours.
    pub(super) fn named(&mut self, field: impl Display) -> &mut Self {
        self.field = field.to_string();
        self
    }

    /// Departs from the severity of the rule.
    pub(super) fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = Some(severity);
        self
    }

    /// Marks a warning of something that changes how the agent runs.
    pub(super) fn matters(&mut self) -> &mut Self {
        self.severity(Severity::Warning)
    }

    /// Marks what older servers take: the minor version of the first that refuses it.
    pub(super) fn since(&mut self, minor: u32) -> &mut Self {
        self.since = Some(minor);
        self
    }

    /// Marks what newer servers take: the minor version of the first that does.
    pub(super) fn before(&mut self, minor: u32) -> &mut Self {
        self.before = Some(minor);
        self
    }
}

/// The faults of one DaemonSet.
pub(in crate::lint) struct Sink<'a> {
    cx: &'a DaemonSetContext<'a>,
    list: Vec<Fault>,
}

impl<'a> Sink<'a> {
    pub(super) fn new(cx: &'a DaemonSetContext<'a>) -> Self {
        Self { cx, list: Vec::new() }
    }

    /// The faults that no other rule reports.
    pub(super) fn into_faults(self) -> Vec<Fault> {
        let cx = self.cx;
        let is_refused = |fault: &Fault| {
            fault.since.is_none_or(|minor| cx.kubernetes().is_none_or(|version| version.has(minor)))
        };
        self.list.into_iter().filter(|fault| is_refused(fault) && !is_told(cx, &fault.at)).collect()
    }

    /// A value that the server refuses.
    pub(super) fn invalid(&mut self, path: FieldPath, what: impl Display) -> &mut Fault {
        let fault = Fault {
            field: path.to_string(),
            at: path,
            what: what.to_string(),
            help: None,
            other: None,
            since: None,
            before: None,
            severity: None,
        };
        self.push(fault)
    }

    /// A value under a key that the server writes in brackets: `limits[cpu]`.
    pub(super) fn invalid_entry(&mut self, map: &FieldPath, key: &str, what: impl Display) -> &mut Fault {
        let field = format!("{map}[{key}]");
        let fault = self.invalid(map.clone().entry(key), what);
        fault.field = field;
        fault
    }

    /// A field that must be there, unless what stands in its place is reported already.
    pub(super) fn required(&mut self, path: FieldPath) -> Option<&mut Fault> {
        let parent = path.parent();
        let is_told = self.cx.object.problems().iter().any(|problem| {
            let is_name =
                matches!(problem.kind, ProblemKind::UnknownField { .. } | ProblemKind::MisplacedField { .. });
            is_name && problem.path.parent() == parent
        });
        if is_told {
            return None;
        }
        let name = path.last_key().unwrap_or_default().to_owned();
        let is_empty = self.cx.object.node().at(&path).is_some_and(|node| !node.is_null());
        let (what, help) = if is_empty {
            ("must not be empty", format!("write a value for {name}"))
        } else {
            ("required", format!("set {name}"))
        };
        let fault = self.invalid(path, what);
        fault.help(help);
        Some(fault)
    }

    /// A text that must be there.
    pub(super) fn text(&mut self, path: FieldPath, text: &str) -> bool {
        if text.is_empty() {
            self.required(path);
        }
        !text.is_empty()
    }

    /// A name that must have a form; nothing is no name.
    pub(super) fn form(&mut self, path: FieldPath, text: &str, form: Form) {
        if !text.is_empty() && !form.fits(text) && !has_placeholder(text) {
            self.invalid(path, format!("{} cannot be {}", shown(text), form.noun())).help(form.advice());
        }
    }

    /// A name that must be there and have a form.
    pub(super) fn name(&mut self, path: FieldPath, text: &str, form: Form) -> bool {
        if text.is_empty() {
            self.invalid(path, format!("an empty text cannot be {}", form.noun())).help(form.advice());
            return false;
        }
        self.form(path, text, form);
        true
    }

    /// A word out of a set; nothing, or an empty text, means the default.
    pub(super) fn one_of(&mut self, path: FieldPath, text: Option<&str>, known: &[&str]) {
        self.word(path, text.filter(|text| !text.is_empty()), known);
    }

    /// A word out of a set, if the field is there at all: an empty text is none of them.
    pub(super) fn word(&mut self, path: FieldPath, text: Option<&str>, known: &[&str]) {
        self.named_word(&path.clone(), path, text, known);
    }

    /// The same where the server has another name for the field.
    pub(super) fn named_word(
        &mut self,
        field: &FieldPath,
        path: FieldPath,
        text: Option<&str>,
        known: &[&str],
    ) {
        let Some(text) = text.filter(|text| !known.contains(text)) else { return };
        if has_placeholder(text) {
            return;
        }
        let meant = known.iter().find(|known| known.eq_ignore_ascii_case(text));
        let help = match meant {
            Some(word) => format!("write {word}: the case counts"),
            None => format!("write one of {}", known.join(", ")),
        };
        self.invalid(path, format!("unknown value {}", shown(text))).named(field).help(help);
    }

    /// A number within bounds.
    pub(super) fn range(&mut self, path: FieldPath, number: Option<i64>, low: i64, high: i64) {
        if number.is_none_or(|number| (low..=high).contains(&number)) {
            return;
        }
        let what = if high == i64::MAX {
            format!("must be at least {low}")
        } else {
            format!("must be {low} to {high}")
        };
        self.invalid(path, what);
    }

    /// How many faults there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// Names the field of all faults from a number on.
    pub(super) fn rename_from(&mut self, start: usize, field: &str) {
        for fault in self.list.iter_mut().skip(start) {
            field.clone_into(&mut fault.field);
        }
    }

    /// Leaves an item out of the fields of all faults from a number on, as the server does in places.
    pub(super) fn shorten_from(&mut self, start: usize, item: &str, list: &str) {
        for fault in self.list.iter_mut().skip(start) {
            if let Some(rest) = fault.field.strip_prefix(item) {
                fault.field = format!("{list}{rest}");
            }
        }
    }

    fn push(&mut self, fault: Fault) -> &mut Fault {
        let at = self.list.len();
        self.list.push(fault);
        &mut self.list[at]
    }
}

/// Whether a rule on the schema reports the field, or one around or within it.
fn is_told(cx: &DaemonSetContext<'_>, path: &FieldPath) -> bool {
    cx.object.problems().iter().any(|problem| {
        let (told, path) = (problem.path.segments(), path.segments());
        let is_text = matches!(problem.kind, ProblemKind::NotAString { .. });
        !is_text && (told.starts_with(path) || path.starts_with(told))
    })
}

/// A text in quotes, not too long for a message.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 20;
    if text.chars().count() <= LONGEST {
        return format!("{text:?}");
    }
    let start: String = text.chars().take(LONGEST).collect();
    format!("{:?}", format!("{start}…"))
}
