//! The config as a whole.

use globset::Glob;

use super::expectations::{self, ExpectationEntry};
use super::fault::{Fault, Faults};
use super::ignores::{self, IgnoreEntry};
use super::rule_settings::{self, RuleEntry};
use super::section::{Reader, Section, place};
use crate::lint::{KubernetesVersion, Origin, Rule, Severity, Sourced};
use crate::manifest::PatternError;
use crate::yaml::{self, Document, Entry, Limits, Node, Number, SourceFile, Span, Value};

/// The name under which a config is found.
pub const NAME: &str = ".daemonset-lint.yaml";

/// The names under which a config is found, the one that counts first.
pub const NAMES: [&str; 2] = [NAME, ".daemonset-lint.yml"];

/// The keys at the top.
pub(super) const KEYS: [&str; 10] = [
    "version",
    "exclude",
    "nodes",
    "rules",
    "preset",
    "baseline",
    "fail-on",
    "kubernetes",
    "ignores",
    "expectations",
];

/// A valid config.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Globs of paths to leave out, relative to the folder of the config.
    pub exclude: Vec<Sourced<String>>,
    /// Files with nodes, for runs that name none.
    pub nodes: Vec<NamedFile>,
    /// Which rules run where nothing else is said.
    pub preset: Option<Sourced<Preset>>,
    /// Settings of single rules.
    pub rules: Vec<RuleEntry>,
    /// The file with known findings, for runs that name none.
    pub baseline: Option<NamedFile>,
    /// The lowest severity that fails a run.
    pub fail_on: Option<Sourced<Threshold>>,
    /// The version of Kubernetes that the manifests have to run on.
    pub kubernetes: Option<Sourced<KubernetesVersion>>,
    /// Findings to leave out.
    pub ignores: Vec<IgnoreEntry>,
    /// Where DaemonSets must run, and where not.
    pub expectations: Vec<ExpectationEntry>,
}

/// A file that a config names.
#[derive(Clone, Debug)]
pub struct NamedFile {
    /// The path, relative to the folder of the config.
    pub path: String,
    /// Where it is named.
    pub span: Span,
    /// The same in words.
    pub origin: Origin,
}

/// A named choice of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// The rules that are on by default.
    Default,
    /// All rules.
    Strict,
}

impl Preset {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Default, Self::Strict];

    /// The name in configs and flags.
    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Strict => "strict",
        }
    }
}

/// What fails a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// Findings of this severity, and graver ones.
    From(Severity),
    /// No finding.
    Never,
}

impl Threshold {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::From(Severity::Note), Self::From(Severity::Warning), Self::From(Severity::Error), Self::Never];

    /// The name in configs and flags.
    pub fn name(self) -> &'static str {
        match self {
            Self::From(severity) => severity.name(),
            Self::Never => "never",
        }
    }

    /// Whether a finding of a severity fails the run.
    pub fn is_reached_by(self, severity: Severity) -> bool {
        matches!(self, Self::From(lowest) if severity >= lowest)
    }
}

impl Default for Threshold {
    fn default() -> Self {
        Self::From(Severity::Warning)
    }
}

/// Reads a config that may set the given rules.
///
/// # Errors
/// Every fault of the text, in its order.
pub fn parse(source: &SourceFile, rules: &[&'static Rule]) -> Result<Config, Vec<Fault>> {
    let mut reader = Reader { source, faults: Faults::default() };
    let config = root(&mut reader).map(|root| config(&mut reader, root.root(), rules)).unwrap_or_default();
    let faults = reader.faults.into_vec();
    if faults.is_empty() { Ok(config) } else { Err(faults) }
}

/// The one document of the text.
fn root(reader: &mut Reader<'_>) -> Option<Document> {
    let mut root = None;
    for document in yaml::load(reader.source, &Limits::default()) {
        match document.content {
            Err(error) => {
                let help = error.help.unwrap_or_else(|| "mend the YAML".to_owned());
                reader.faults.add(error.span, error.message, help);
                return None;
            }
            Ok(None) => {}
            Ok(Some(document)) if root.is_none() => root = Some(document),
            Ok(Some(document)) => {
                let first = reader.first_line(document.root().span);
                reader.faults.add(first, "a second document", "a config is one document; remove the `---`");
            }
        }
    }
    if root.is_none() {
        reader.faults.add(Span::at(0), "the config is empty", "write `version: 1`, or remove the file");
    }
    root
}

fn config(reader: &mut Reader<'_>, root: Node<'_>, rules: &[&'static Rule]) -> Config {
    let section = reader.section(root, "the config", &KEYS);
    version(reader, &section);
    Config {
        exclude: section.get("exclude").map(|entry| exclude(reader, entry)).unwrap_or_default(),
        nodes: section.get("nodes").map(|entry| nodes(reader, entry)).unwrap_or_default(),
        preset: section.get("preset").and_then(|entry| preset(reader, entry)),
        rules: section
            .get("rules")
            .map(|entry| rule_settings::read(reader, entry, rules))
            .unwrap_or_default(),
        baseline: section.get("baseline").and_then(|entry| file(reader, entry.value, entry)),
        fail_on: section.get("fail-on").and_then(|entry| fail_on(reader, entry)),
        kubernetes: section.get("kubernetes").and_then(|entry| kubernetes(reader, entry)),
        ignores: section.get("ignores").map(|entry| ignores::read(reader, entry, rules)).unwrap_or_default(),
        expectations: section
            .get("expectations")
            .map(|entry| expectations::read(reader, entry))
            .unwrap_or_default(),
    }
}

fn version(reader: &mut Reader<'_>, section: &Section<'_>) {
    let help = "write `version: 1`";
    match section.get("version") {
        Some(entry) if entry.value.value == Value::Number(Number::Int(1)) => {}
        Some(entry) => reader.faults.add(place(entry), "a version that this program does not know", help),
        None if section.is_whole => {
            let line = reader.first_line(section.span);
            reader.faults.add(line, "the config has no version", help);
        }
        None => {}
    }
}

fn exclude(reader: &mut Reader<'_>, entry: Entry<'_>) -> Vec<Sourced<String>> {
    let mut globs = Vec::new();
    for item in reader.list(entry) {
        let Some(text) = reader.text(item, entry.key_span, "the glob") else { continue };
        match Glob::new(text).map_err(PatternError::from) {
            Ok(_) => globs.push(Sourced::new(text.to_owned(), reader.origin(item.span))),
            Err(error) => reader.faults.add(item.span, error.problem, error.help),
        }
    }
    globs
}

fn nodes(reader: &mut Reader<'_>, entry: Entry<'_>) -> Vec<NamedFile> {
    let mut files = Vec::new();
    for item in reader.list(entry) {
        files.extend(file(reader, item, entry));
    }
    files
}

/// The file that the value of an entry, or an item of it, names.
fn file(reader: &mut Reader<'_>, value: Node<'_>, entry: Entry<'_>) -> Option<NamedFile> {
    let path = reader.text(value, entry.key_span, "the path")?;
    Some(NamedFile { path: path.to_owned(), span: value.span, origin: reader.origin(value.span) })
}

fn fail_on(reader: &mut Reader<'_>, entry: Entry<'_>) -> Option<Sourced<Threshold>> {
    let text = reader.text(entry.value, entry.key_span, "fail-on")?;
    let threshold = Threshold::ALL.into_iter().find(|threshold| threshold.name() == text);
    if threshold.is_none() {
        reader.faults.unknown(place(entry), "severity", text, &Threshold::ALL.map(Threshold::name));
    }
    Some(Sourced::new(threshold?, reader.origin(entry.key_span)))
}

/// Without quotes a version is a number to YAML, and 1.30 another one than 1.3 to people alone: the text counts.
fn kubernetes(reader: &mut Reader<'_>, entry: Entry<'_>) -> Option<Sourced<KubernetesVersion>> {
    let is_version = matches!(entry.value.value, Value::String(_) | Value::Number(_));
    let written = reader.source.slice(entry.value.span).trim_matches(['"', '\'']);
    let version = written.parse().ok().filter(|_| is_version);
    if version.is_none() {
        let (oldest, newest) = (KubernetesVersion::OLDEST, KubernetesVersion::NEWEST);
        let help = format!("write one from \"{oldest}\" to \"{newest}\"");
        reader.faults.add(place(entry), "kubernetes is no version that this program knows", help);
    }
    Some(Sourced::new(version?, reader.origin(entry.key_span)))
}

fn preset(reader: &mut Reader<'_>, entry: Entry<'_>) -> Option<Sourced<Preset>> {
    let text = reader.text(entry.value, entry.key_span, "preset")?;
    let preset = Preset::ALL.into_iter().find(|preset| preset.name() == text);
    if preset.is_none() {
        reader.faults.unknown(place(entry), "preset", text, &Preset::ALL.map(Preset::name));
    }
    Some(Sourced::new(preset?, reader.origin(entry.key_span)))
}
