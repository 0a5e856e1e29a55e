//! Judges manifests, once or after each round of fixes.

use std::ops::ControlFlow;

use super::super::Outcome;
use super::super::args::CheckArgs;
use super::super::baseline::Baselines;
use super::super::configs::Configs;
use super::super::error::CliError;
use super::super::files::{self, Manifests, ReadFiles};
use super::super::fixing::Fixing;
use super::super::inputs;
use super::super::live::View;
use super::super::terminal::Terminal;
use crate::coverage::Coverage;
use crate::fix::{self, Checks};
use crate::inventory::Inventory;
use crate::lint::{self, FileFindings, Finding, Judged, RunContext, Settings, Suppressed};
use crate::load::From;
use crate::manifest::{FileManifest, ManifestSet};

/// What it takes to judge manifests.
pub(super) struct Judge<'a> {
    pub(super) args: &'a CheckArgs,
    pub(super) configs: &'a Configs,
    pub(super) settings: Settings,
    /// What holds under each config; see [`Configs::number_of`].
    pub(super) by_config: Vec<Settings>,
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

/// Manifests that have been read, and what was found in each file.
pub(super) struct Read {
    pub(super) manifests: Manifests,
    found: Vec<FileFindings>,
    /// The files, where they may be fixed.
    files: Vec<FileManifest>,
}

impl Read {
    /// Manifests that are judged as a whole.
    pub(super) fn of_manifests(manifests: Manifests) -> Self {
        Self { manifests, found: Vec::new(), files: Vec::new() }
    }

    pub(super) fn of_files(files: ReadFiles<FileFindings>, args: &CheckArgs) -> Self {
        let copies = if Fixing::is_wanted(args.fixes) { files.files.clone() } else { Vec::new() };
        let (manifests, found) = files.gather();
        Self { manifests, found, files: copies }
    }

    fn rename_stdin(&mut self, name: &str) {
        self.manifests.rename_stdin(name);
        let from_stdin = |from: &From| *from == From::Stdin;
        let files = self.files.iter_mut().zip(&self.manifests.from);
        files.filter(|(_, from)| from_stdin(from)).for_each(|(file, _)| file.rename(name));
    }
}

impl Judge<'_> {
    /// Judges manifests, and fixes them first if the arguments ask for it. The outcome is there if nothing is left to
    /// report.
    pub(super) fn part(
        &self,
        mut read: Read,
        inventory: Option<Inventory>,
        baseline: Option<&Baselines>,
    ) -> Result<ControlFlow<Outcome, Part>, CliError> {
        if let Some(name) = &self.args.stdin_filename {
            read.rename_stdin(name);
        }
        self.name_namespace(&mut read.manifests.set);
        let fixing = Fixing::of(self.args.fixes, &read.manifests.from);
        if let Some(fixing) = fixing
            && let Some(outcome) = self.fix(fixing, &mut read, inventory.as_ref())?
        {
            read.manifests.ensure_complete()?;
            return Ok(ControlFlow::Break(outcome));
        }
        let Read { manifests, found, .. } = read;
        let (coverage, Judged { findings, suppressed }) =
            self.judge(&manifests.set, inventory, FileFindings::gather(found));
        let (mut findings, in_baseline) = self.compare(&manifests, coverage.as_ref(), findings, baseline)?;
        findings.iter_mut().for_each(Finding::for_report);
        let part = Part { manifests, coverage, findings, suppressed, in_baseline, cluster: None, fixing };
        Ok(ControlFlow::Continue(part))
    }

    /// Fixes what can be fixed; what was read is what the fixed texts say afterwards.
    fn fix(
        &self,
        fixing: Fixing,
        read: &mut Read,
        inventory: Option<&Inventory>,
    ) -> Result<Option<Outcome>, CliError> {
        let run =
            |set: &ManifestSet, found: FileFindings| self.judge(set, inventory.cloned(), found).1.findings;
        let before = read.manifests.set.files.clone();
        let set = std::mem::take(&mut read.manifests.set);
        let fixed = if self.view.is_some() {
            let check = |set: &ManifestSet| run(set, FileFindings::default());
            fix::run_as_whole(&set, fixing.up_to, &check)
        } else {
            // What the files are read into again takes its room.
            drop(set);
            let nodes = inputs::nodes(&self.args.input, &self.args.pods.pods, self.configs);
            let file = |index: usize, file: &mut FileManifest| {
                let argument = self.arguments[index];
                let settings = &self.by_config[self.configs.number_of(argument)];
                files::judge_file(self.configs, settings, (argument, nodes), file)
            };
            let files = std::mem::take(&mut read.files).into_iter().zip(std::mem::take(&mut read.found));
            fix::run(files.collect(), fixing.up_to, Checks { file: &file, run: &run })
        };
        let outcome = fixing.finish(&before, &fixed, &read.manifests.from, self.terminal)?;
        read.manifests.set = fixed.set;
        self.name_namespace(&mut read.manifests.set);
        read.found = fixed.files.into_iter().map(|(_, found)| found).collect();
        if let Some(view) = &self.view {
            view.mark(&mut read.manifests.set);
        }
        Ok(outcome)
    }

    /// Says where objects go that name no namespace.
    fn name_namespace(&self, set: &mut ManifestSet) {
        set.default_namespace.clone_from(&self.args.cluster.namespace);
    }

    /// The nodes that the arguments or the configs name.
    pub(super) fn inventory(&self, set: &ManifestSet) -> Result<Option<Inventory>, CliError> {
        let expectations = self.configs.expectations(set, &self.arguments);
        let wanted = inputs::Wanted { set, pods: &self.args.pods, expectations: &expectations };
        inputs::inventory(&self.args.input, self.configs, wanted, self.terminal)
    }

    fn judge(
        &self,
        set: &ManifestSet,
        inventory: Option<Inventory>,
        found: FileFindings,
    ) -> (Option<Coverage>, Judged) {
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
        let context = RunContext::new(set, coverage.as_ref(), &expectations, &self.settings);
        // A cluster has a say in what its manifests mean: they are judged as a whole.
        let judged =
            if self.view.is_some() { lint::judge(&context) } else { lint::judge_run(&context, found) };
        (coverage.map(|coverage| coverage.without_references(set)), judged)
    }

    /// The findings that the baseline does not know, and how many it knows.
    fn compare(
        &self,
        manifests: &Manifests,
        coverage: Option<&Coverage>,
        findings: Vec<Finding>,
        baseline: Option<&Baselines>,
    ) -> Result<(Vec<Finding>, Option<usize>), CliError> {
        let Some(baseline) = baseline else { return Ok((findings, None)) };
        // A baseline of half of the findings would be told as whole.
        if baseline.is_written() && manifests.ensure_complete().is_err() {
            return Ok((findings, None));
        }
        let set = &manifests.set;
        let expectations = self.configs.expectations(set, &self.arguments);
        let context = RunContext::new(set, coverage, &expectations, &self.settings);
        let config_of =
            |file: usize| self.arguments.get(file).map_or(0, |&argument| self.configs.number_of(argument));
        let fresh = baseline.apply(&context, findings, &config_of, self.terminal)?;
        Ok((fresh.findings, Some(fresh.hidden)))
    }
}
