//! Findings: what rules say, with the places they say it of.

use std::sync::Arc;

use super::fix::{Applicability, Fix};
use super::rule::{Rule, Severity};
use crate::yaml::edit::Patch;
use crate::yaml::{FieldPath, Span};

/// One thing that is wrong, at one place.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong here: lower case, without a full stop.
    pub message: String,
    /// What to do about it, as an imperative.
    pub help: Option<String>,
    /// The place.
    pub at: Place,
    /// What the place itself shows, if the message does not say it already.
    pub marker: Option<String>,
    /// Other places that take part, in the same file.
    pub labels: Vec<Label>,
    /// Edits that settle it, if there are any.
    pub fix: Option<Fix>,
    /// What the API server does about it, if the finding says so.
    pub server: Option<Server>,
    /// The field that the server names, where that is another one than that of the place.
    pub field: Option<String>,
}

/// What the API server does about a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Server {
    /// A create or an update fails.
    Rejects,
    /// It takes the DaemonSet and refuses every pod of it.
    RejectsPods,
    /// It takes it, and kubectl prints a warning.
    Warns,
}

impl Server {
    /// The word of the JSON report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rejects => "rejects",
            Self::RejectsPods => "rejects-pods",
            Self::Warns => "warns",
        }
    }

    /// The same for people, behind the message.
    pub fn words(self) -> &'static str {
        match self {
            Self::Rejects => "refused by the API server",
            Self::RejectsPods => "its pods are refused by the API server",
            Self::Warns => "taken by the API server with a warning",
        }
    }

    /// Whether nothing comes of the manifest.
    pub fn is_refusal(self) -> bool {
        self != Self::Warns
    }
}

/// A place in the run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Index of the file in the [`ManifestSet`](crate::manifest::ManifestSet).
    pub file: usize,
    /// Where in its text.
    pub span: Span,
    /// Index of the object in the [`ManifestSet`](crate::manifest::ManifestSet), if the place lies in one.
    pub object: Option<usize>,
    /// Which field of the object.
    pub path: Option<FieldPath>,
}

/// A second place of a finding.
#[derive(Clone, Debug)]
pub struct Label {
    /// Where, in the file of the finding.
    pub span: Span,
    /// What part it plays.
    pub message: String,
}

impl Finding {
    /// Adds what to do.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Adds what the place itself shows.
    pub fn marker(&mut self, marker: impl Into<String>) -> &mut Self {
        self.marker = Some(marker.into());
        self
    }

    /// Adds a second place.
    pub fn label(&mut self, span: Span, message: impl Into<String>) -> &mut Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// Adds edits that settle it, if they can be made; the first that can be made stays.
    pub fn fix(
        &mut self,
        applicability: Applicability,
        title: impl Into<String>,
        patch: Option<Patch>,
    ) -> &mut Self {
        if let Some(patch) = patch.filter(|_| self.fix.is_none()) {
            self.fix = Some(Fix { applicability, title: title.into(), patch: Arc::new(patch) });
        }
        self
    }

    /// The same finding in a run of which its file is a part: with the index of the file, and that of the first object
    /// of the file.
    pub(crate) fn in_run(mut self, file: usize, first_object: usize) -> Self {
        self.at.file = file;
        self.at.object = self.at.object.map(|object| first_object + object);
        self
    }

    /// Drops what a report does not show, such as what the fix does to the value; a run may have many findings.
    pub fn for_report(&mut self) {
        self.labels.shrink_to_fit();
        self.message.shrink_to_fit();
        [&mut self.help, &mut self.marker].into_iter().flatten().for_each(String::shrink_to_fit);
        self.at.path.iter_mut().for_each(FieldPath::shrink_to_fit);
        if let Some(patch) = self.fix.as_mut().and_then(|fix| Arc::get_mut(&mut fix.patch)) {
            patch.changes = Vec::new();
        }
    }

    /// Says what the API server does about it.
    pub fn server(&mut self, server: Option<Server>) -> &mut Self {
        self.server = server;
        self
    }

    /// Names the field as the server does.
    pub fn field(&mut self, field: impl Into<String>) -> &mut Self {
        self.field = Some(field.into());
        self
    }

    /// Departs from the severity of the rule.
    pub fn severity(&mut self, severity: Severity) -> &mut Self {
        self.severity = severity;
        self
    }
}

/// Collects the findings of one rule after another.
#[derive(Debug)]
pub struct Findings {
    rule: &'static Rule,
    /// What the server does about the findings to come.
    server: Option<Server>,
    list: Vec<Finding>,
}

impl Findings {
    /// An empty collection for the findings of a rule.
    pub(crate) fn new(rule: &'static Rule) -> Self {
        Self { rule, server: None, list: Vec::new() }
    }

    /// Says what the API server does about all findings to come.
    pub fn server(&mut self, server: Server) {
        self.server = Some(server);
    }

    /// Reports a finding; the returned value takes help and labels.
    pub fn report(&mut self, at: Place, message: impl Into<String>) -> &mut Finding {
        let finding = Finding {
            rule: self.rule,
            severity: self.rule.severity,
            message: message.into(),
            help: None,
            at,
            marker: None,
            labels: Vec::new(),
            fix: None,
            server: self.server,
            field: None,
        };
        let at = self.list.len();
        self.list.push(finding);
        &mut self.list[at]
    }

    pub(crate) fn into_vec(self) -> Vec<Finding> {
        self.list
    }
}
