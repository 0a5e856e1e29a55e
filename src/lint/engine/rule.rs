//! What a rule is: one value, from which the registry, the tables and the pages are derived.

use std::fmt;

use super::context::{Context, DaemonSetContext, RunContext};
use super::finding::Findings;
use super::ignore::Ignores;
use super::options::RuleOption;

/// A rule: what it looks for, how bad that is, and the function that looks.
#[derive(Debug)]
pub struct Rule {
    /// The kebab-case name: in the config, in ignore comments, in every report.
    pub id: &'static str,
    /// The defect in one line, lower case.
    pub summary: &'static str,
    /// What the defect endangers.
    pub category: Category,
    /// The severity of its findings, where a finding does not say otherwise.
    pub severity: Severity,
    /// Whether it runs when nobody asks for it.
    pub default: Activation,
    /// What it reads beside the manifest itself.
    pub needs: Needs,
    /// What a config can set of it, beside its severity.
    pub options: &'static [RuleOption],
    /// The rules that it gives way to: one cause is one finding.
    pub yields_to: &'static [Yields],
    /// The page that `explain` prints.
    pub page: Page,
    /// The function that looks.
    pub check: Check,
}

/// A rule that another one gives way to, because it names the same cause better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Yields {
    /// The id of the rule that stays.
    pub to: &'static str,
    /// Where the other one is silent.
    pub scope: YieldScope,
}

/// Where a rule is silent for the sake of another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum YieldScope {
    /// Where that one reports or labels the same field, or one around or within it.
    Field,
    /// Where that one reports anything of the object.
    Object,
    /// The rule decides by itself, and asks [`Context::runs`] whether that one runs at all.
    Own,
}

impl Yields {
    /// Gives way to findings on the same field.
    pub(crate) const fn on_field(to: &'static str) -> Self {
        Self { to, scope: YieldScope::Field }
    }

    /// Gives way to findings on the same object.
    pub(crate) const fn on_object(to: &'static str) -> Self {
        Self { to, scope: YieldScope::Object }
    }

    /// Leaves out by itself what a rule reports, where that one runs.
    pub(crate) const fn by_itself(to: &'static str) -> Self {
        Self { to, scope: YieldScope::Own }
    }
}

/// The page of a rule. All texts are plain prose; snippets are YAML.
#[derive(Debug)]
pub struct Page {
    /// What the rule reports, exactly.
    pub what: &'static str,
    /// Why that hurts, with the failure that users see.
    pub why: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    /// A snippet that the rule reports.
    pub bad: &'static str,
    /// The same snippet, mended.
    pub good: &'static str,
    /// Where to read on.
    pub links: &'static [&'static str],
}

/// The function of a rule, by what it looks at.
#[derive(Clone, Copy)]
pub enum Check {
    /// Called once a run.
    Run(fn(&RunContext<'_>, &mut Findings)),
    /// Called for each DaemonSet, Deployment, ReplicaSet and StatefulSet. Looks at nothing of the run but its file.
    Workload(fn(&Context<'_>, &mut Findings)),
    /// Called for each DaemonSet. Looks at nothing of the run but its file.
    DaemonSet(fn(&DaemonSetContext<'_>, &mut Findings)),
    /// Called for each DaemonSet once the whole run is known, since it looks at other objects as well.
    DaemonSetInRun {
        /// Whether there may be something to report, told from the DaemonSet alone: it is opened again only then.
        may_apply: fn(&DaemonSetContext<'_>) -> bool,
        /// The function that looks; it does not rely on having been asked first.
        check: fn(&DaemonSetContext<'_>, &mut Findings),
    },
    /// Called once a run, after all other rules, with what the ignores of the manifests came to.
    Ignores(fn(&RunContext<'_>, &Ignores, &mut Findings)),
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Run(_) => "Run",
            Self::Workload(_) => "Workload",
            Self::DaemonSet(_) => "DaemonSet",
            Self::DaemonSetInRun { .. } => "DaemonSetInRun",
            Self::Ignores(_) => "Ignores",
        })
    }
}

/// What a defect endangers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// The manifest is not what its author wrote, or no server takes it.
    Manifest,
    /// Pods land on the wrong nodes, or on none.
    Placement,
    /// The kind of workload does not fit the purpose.
    Workload,
    /// Pods take more of a node than they should, or are evicted first.
    Resources,
    /// An update takes too much down at once, or never ends.
    Rollout,
    /// The agent is away when it is needed.
    Availability,
    /// The pod holds more power over the node than it needs.
    Security,
}

impl Category {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::Placement => "placement",
            Self::Workload => "workload",
            Self::Resources => "resources",
            Self::Rollout => "rollout",
            Self::Availability => "availability",
            Self::Security => "security",
        }
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Likely to hurt.
    Warning,
    /// Does not work, or not as written.
    Error,
}

impl Severity {
    /// All of them, the mildest first.
    pub const ALL: [Self; 3] = [Self::Note, Self::Warning, Self::Error];

    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Whether a rule runs when nobody asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// It does.
    On,
    /// Only when selected: it also fires on agents that are well run.
    Off,
}

impl Activation {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Off => "off",
        }
    }
}

/// What a rule reads beside the manifest itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Manifest,
    /// A file: how it is written, or what a server has yet to accept. Says nothing of live objects.
    File,
    /// Nodes or pools.
    Inventory,
    /// Other objects of the same run.
    Related,
}

impl Needs {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::File => "file",
            Self::Inventory => "inventory",
            Self::Related => "related objects",
        }
    }
}
