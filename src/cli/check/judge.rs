//! Judges manifests, once or after each round of fixes.

use std::ops::ControlFlow;

use super::super::Outcome;
use super::super::args::CheckArgs;
use super::super::baseline::BaselineFile;
use super::super::configs::Configs;
use super::super::error::CliError;
use super::super::fixing::Fixing;
use super::super::inputs::{self, Manifests};
use super::super::live::View;
use super::super::terminal::Terminal;
use crate::coverage::Coverage;
use crate::inventory::Inventory;
use crate::lint::{self, FileByFile, Finding, Judged, RunContext, RunFacts, Settings, Suppressed};
use crate::manifest::ManifestSet;

/// What it takes to judge manifests.
pub(super) struct Judge<'a> {
    pub(super) args: &'a CheckArgs,
    pub(super) configs: &'a Configs,
    pub(super) settings: Settings,
    /// The index of the argument that each file came through.
    pub(super) arguments: Vec<usize>,
    /// How the cluster sees the manifests, if there is one.
    pub(super) view: Option<View>,
    pub(super) terminal: Terminal,
}

/// Manifests, and what was found in them.
pub(super) struct Part {
    pub(super) manifests: Manifests,
    pub(super) coverage: Option<Coverage>,
    pub(super) findings: Vec<Finding>,
    pub(super) suppressed: Vec<Suppressed>,
    pub(super) in_baseline: Option<usize>,
    /// The cluster, by its index among those that were asked for.
    pub(super) cluster: Option<usize>,
    pub(super) fixing: Option<Fixing>,
}

impl Judge<'_> {
    /// Judges manifests, and fixes them first if the arguments ask for it; `found` is what rules found that saw the files
    /// one by one. The outcome is there if nothing is left to report.
    pub(super) fn part(
        &self,
        mut manifests: Manifests,
        inventory: Option<Inventory>,
        found: Option<Vec<FileByFile>>,
        baseline: Option<&BaselineFile<'_>>,
    ) -> Result<ControlFlow<Outcome, Part>, CliError> {
        let fixing = Fixing::of(self.args.fixes, &manifests.from);
        if let Some(name) = &self.args.stdin_filename {
            manifests.rename_stdin(name);
        }
        if let Some(fixing) = fixing {
            let check = |set: &ManifestSet| self.judge(set, inventory.clone()).1.findings;
            let outcome = fixing.run(&mut manifests.set, &manifests.from, &check, self.terminal)?;
            if let Some(view) = &self.view {
                view.mark(&mut manifests.set);
            }
            if let Some(outcome) = outcome {
                manifests.ensure_complete()?;
                return Ok(ControlFlow::Break(outcome));
            }
        }
        let (coverage, Judged { findings, suppressed }) = match found {
            Some(found) => (None, self.judge_rest(&manifests.set, found)),
            None => self.judge(&manifests.set, inventory),
        };
        let (findings, in_baseline) = self.compare(&manifests, coverage.as_ref(), findings, baseline)?;
        let part = Part { manifests, coverage, findings, suppressed, in_baseline, cluster: None, fixing };
        Ok(ControlFlow::Continue(part))
    }

    /// The nodes that the arguments or the configs name.
    pub(super) fn inventory(&self, set: &ManifestSet) -> Result<Option<Inventory>, CliError> {
        let expectations = self.configs.expectations(set, &self.arguments);
        let wanted = inputs::Wanted { set, pods: &self.args.pods, expectations: &expectations };
        inputs::inventory(&self.args.input, self.configs, wanted, self.terminal)
    }

    fn judge(&self, set: &ManifestSet, inventory: Option<Inventory>) -> (Option<Coverage>, Judged) {
        let applied = self.view.as_ref().map(|view| view.apply(set));
        let set = applied.as_deref().unwrap_or(set);
        let expectations = self.configs.expectations(set, &self.arguments);
        let namespace = self.args.cluster.default_namespace();
        let judged = inputs::Judged {
            set,
            pods: &self.args.pods,
            namespace: self.view.as_ref().map_or(namespace, |view| &view.namespace),
            expectations: &expectations,
            ready_after: None,
        };
        let coverage = inventory.map(|inventory| inputs::judge(inventory, judged, self.terminal));
        let context = RunContext {
            set,
            coverage: coverage.as_ref(),
            expectations: &expectations,
            settings: &self.settings,
            known: RunFacts::nothing(),
        };
        let judged = lint::judge(&context);
        (coverage.map(|coverage| coverage.without_references(set)), judged)
    }

    /// Judges what is left when each file has been judged by itself.
    fn judge_rest(&self, set: &ManifestSet, found: Vec<FileByFile>) -> Judged {
        let expectations = self.configs.expectations(set, &self.arguments);
        let (expectations, settings) = (&expectations, &self.settings);
        let context = RunContext { set, coverage: None, expectations, settings, known: RunFacts::nothing() };
        lint::judge_run(&context, FileByFile::gather(found))
    }

    /// The findings that the baseline does not know, and how many it knows.
    fn compare(
        &self,
        manifests: &Manifests,
        coverage: Option<&Coverage>,
        findings: Vec<Finding>,
        baseline: Option<&BaselineFile<'_>>,
    ) -> Result<(Vec<Finding>, Option<usize>), CliError> {
        let Some(baseline) = baseline else { return Ok((findings, None)) };
        // A baseline of half of the findings would be told as whole.
        if baseline.is_written() && manifests.ensure_complete().is_err() {
            return Ok((findings, None));
        }
        let set = &manifests.set;
        let expectations = self.configs.expectations(set, &self.arguments);
        let context = RunContext {
            set,
            coverage,
            expectations: &expectations,
            settings: &self.settings,
            known: RunFacts::nothing(),
        };
        let compared = baseline.apply(&context, findings, self.terminal)?;
        Ok((compared.findings, Some(compared.hidden)))
    }
}
