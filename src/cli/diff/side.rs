//! One side of a comparison, judged.

use std::collections::BTreeMap;

use crate::cli::baseline::Baselines;
use crate::coverage::{Coverage, DiffSide, Expectations, ServerObject, State};
use crate::lint::{self, Checked, Finding, RunContext, Settings};
use crate::manifest::ManifestSet;

/// One side of the comparison, read and judged.
pub(super) struct Side {
    pub(super) set: ManifestSet,
    pub(super) coverage: Option<Coverage>,
    pub(super) findings: Vec<Finding>,
    /// Findings that the manifests ask to leave out, where the other side cannot ask for it: comments do not reach a
    /// cluster.
    pub(super) left_out: Vec<Finding>,
    /// DaemonSets as their server has them, or would have them.
    pub(super) objects: BTreeMap<usize, ServerObject>,
    /// How many inputs could not be read.
    pub(super) unread: usize,
    /// The number of the config of each file.
    pub(super) configs: Vec<usize>,
}

impl Side {
    /// Runs the rules.
    pub(super) fn new(
        set: ManifestSet,
        coverage: Option<Coverage>,
        expectations: &Expectations,
        settings: &Settings,
        configs: Vec<usize>,
    ) -> Self {
        let context = RunContext::new(&set, coverage.as_ref(), expectations, settings);
        let judged = lint::judge(&context);
        let left_out = judged.suppressed.into_iter().map(|suppressed| suppressed.finding).collect();
        let (objects, unread) = (BTreeMap::new(), 0);
        Self { set, coverage, findings: judged.findings, left_out, objects, unread, configs }
    }

    /// The same without the findings that a baseline knows.
    pub(super) fn without_known(mut self, baselines: Option<&Baselines>) -> Self {
        let Some(baselines) = baselines else { return self };
        let findings = std::mem::take(&mut self.findings);
        self.findings = baselines.hide(&self.set, findings, &|file| self.config_of(file));
        self
    }

    /// The number of the config of a file, 0 if it has none.
    pub(super) fn config_of(&self, file: usize) -> usize {
        self.configs.get(file).copied().unwrap_or_default()
    }

    /// Whether all of it could be read.
    pub(super) fn is_whole(&self) -> bool {
        self.unread == 0 && self.set.broken.is_empty()
    }

    pub(super) fn compared(&self) -> DiffSide<'_> {
        let state = State { set: &self.set, coverage: self.coverage.as_ref() };
        DiffSide { state, objects: &self.objects }
    }

    /// The findings that the other side does not have.
    pub(super) fn findings_beside(&self, other: &Self) -> Vec<Finding> {
        let known: Vec<Finding> = other.findings.iter().chain(&other.left_out).cloned().collect();
        let there = Checked { set: &other.set, findings: &known };
        let here = Checked { set: &self.set, findings: &self.findings };
        lint::not_in(here, there).into_iter().cloned().collect()
    }
}
