//! `--baseline` and `--write-baseline`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::configs::Configs;
use super::error::{CliError, shown};
use super::terminal::Terminal;
use crate::lint::Needs;
use crate::lint::{Baseline, Compared, Files, Finding, Known, RunContext, find_rule};
use crate::load;
use crate::manifest::ManifestSet;
use crate::report::{plural, printable};

/// Files that are named when entries are stale.
const NAMED: usize = 3;

/// The baselines of a run: that of the flag, or those that the configs name.
pub(super) struct Baselines {
    files: Vec<BaselineFile>,
    write: bool,
}

/// A baseline.
struct BaselineFile {
    path: PathBuf,
    known: Baseline,
    /// The config that names it, by its number, and for whose files alone it holds.
    config: Option<usize>,
    /// Whether it is held against objects of a cluster, not against the files that it names.
    is_for_live: bool,
}

/// The findings that no baseline knows, and how many are known.
pub(super) struct Fresh {
    pub(super) findings: Vec<Finding>,
    pub(super) hidden: usize,
}

impl Baselines {
    /// Reads the baseline that the flag names, or those of the configs; where it is to be written it need not be there yet.
    ///
    /// # Errors
    /// A file that is no baseline is told with the place of the fault, and is not written over.
    pub(super) fn open(
        flag: Option<&Path>,
        write: bool,
        configs: &Configs,
        terminal: Terminal,
    ) -> Result<Option<Self>, CliError> {
        let named = match flag {
            Some(path) => vec![(None, path.to_owned())],
            None => configs.baselines().into_iter().map(|(config, path)| (Some(config), path)).collect(),
        };
        let named = match (&named[..], write) {
            ([], false) => return Ok(None),
            ([], true) => vec![(None, PathBuf::from(load::BASELINE_NAME))],
            // What is written knows the whole run.
            ([(_, path)], true) => vec![(None, path.clone())],
            (_, true) => {
                let problem = "--write-baseline: the configs name several baselines";
                return Err(CliError::usage(problem, "say with --baseline which one is written"));
            }
            (_, false) => named,
        };
        let files = named.into_iter().map(|(config, path)| BaselineFile::open(path, config, write, terminal));
        Ok(Some(Self { files: files.collect::<Result<_, _>>()?, write }))
    }

    /// The same for objects of a cluster: what is known of an object holds wherever the manifest is, and findings in
    /// manifests that are not looked at are not stale.
    pub(super) fn for_live_objects(mut self) -> Self {
        self.files.iter_mut().for_each(|file| file.is_for_live = true);
        self
    }

    /// Whether one is to be written.
    pub(super) fn is_written(&self) -> bool {
        self.write
    }

    /// Hides the findings that are known; writes them first, if asked to. `config_of` is the number of the config of a
    /// file.
    pub(super) fn apply(
        &self,
        cx: &RunContext<'_>,
        mut findings: Vec<Finding>,
        config_of: &dyn Fn(usize) -> usize,
        terminal: Terminal,
    ) -> Result<Fresh, CliError> {
        let mut hidden = 0;
        for baseline in &self.files {
            let is_ours =
                |finding: &Finding| baseline.config.is_none_or(|config| config == config_of(finding.at.file));
            let (ours, others): (Vec<_>, Vec<_>) = findings.into_iter().partition(is_ours);
            let compared = baseline.apply(cx, ours, self.write, terminal)?;
            hidden += compared.hidden;
            findings = compared.findings.into_iter().chain(others).collect();
        }
        // Files keep their order, whichever baseline they are held against.
        findings.sort_by_key(|finding| finding.at.file);
        Ok(Fresh { findings, hidden })
    }

    /// Hides the findings in some of the files of a run that are known; nothing is told of the others.
    pub(super) fn hide(
        &self,
        set: &ManifestSet,
        mut findings: Vec<Finding>,
        config_of: &dyn Fn(usize) -> usize,
    ) -> Vec<Finding> {
        for baseline in &self.files {
            let is_ours =
                |finding: &Finding| baseline.config.is_none_or(|config| config == config_of(finding.at.file));
            let (ours, others): (Vec<_>, Vec<_>) = findings.into_iter().partition(is_ours);
            findings = baseline.compare(set, ours).findings.into_iter().chain(others).collect();
        }
        findings.sort_by_key(|finding| finding.at.file);
        findings
    }
}

impl BaselineFile {
    fn open(path: PathBuf, config: Option<usize>, write: bool, terminal: Terminal) -> Result<Self, CliError> {
        let new = |path, known| Self { path, known, config, is_for_live: false };
        // What is to be written need not be there, and a stream that takes it would be read for ever.
        if write && !path.is_file() {
            return Ok(new(path, Baseline::default()));
        }
        if !path.exists() {
            let shown = shown(&path);
            let help = format!("write it first: --baseline {shown} --write-baseline");
            return Err(CliError::usage(format!("{shown}: there is no such baseline"), help));
        }
        let source = load::read_config(&path)?;
        match Baseline::parse(&source) {
            Ok(known) => Ok(new(path, known)),
            Err(fault) => {
                terminal.fault(&source, fault.span, &fault.message, &fault.help);
                Err(CliError::Baseline(path))
            }
        }
    }

    /// Hides the findings that are known; writes them first, if asked to.
    fn apply(
        &self,
        cx: &RunContext<'_>,
        findings: Vec<Finding>,
        write: bool,
        terminal: Terminal,
    ) -> Result<Compared, CliError> {
        if !write {
            let compared = self.compare(cx.set, findings);
            if !self.is_for_live {
                self.tell_stale(cx, &compared.stale, terminal);
            }
            return Ok(compared);
        }
        let (folder, set) = (folder_of(&self.path), cx.set);
        let names = names(&folder, set);
        let files = Files { set, names: &names, is_there: &|_| true };
        let today = Baseline::new(files, &findings);
        load::write(&self.path, today.to_json()?.as_bytes())
            .map_err(|error| CliError::write(&self.path, error))?;
        let shown = shown(&self.path);
        let written = plural(today.len(), "finding");
        terminal.remark(&format!("wrote {written} to {shown}; hide them with --baseline {shown}"));
        Ok(today.compare(files, findings))
    }

    fn compare(&self, set: &ManifestSet, findings: Vec<Finding>) -> Compared {
        let folder = folder_of(&self.path);
        let names = names(&folder, set);
        let is_there =
            |name: &str| !self.is_for_live && (name == load::STDIN_NAME || folder.join(name).exists());
        self.known.compare(Files { set, names: &names, is_there: &is_there }, findings)
    }

    /// Tells of entries that nothing answers to any more, though their rules ran.
    fn tell_stale(&self, cx: &RunContext<'_>, stale: &[(Known, usize)], terminal: Terminal) {
        let mut by_file: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut count = 0;
        for (known, times) in stale.iter().filter(|(known, _)| ran(cx, &known.rule)) {
            count += times;
            let rules = by_file.entry(&known.file).or_default();
            if !rules.contains(&known.rule.as_str()) {
                rules.push(&known.rule);
            }
        }
        if count == 0 {
            return;
        }
        let entries = if count == 1 { "1 entry" } else { &format!("{count} entries") };
        let mut text =
            format!("{entries} of {} found nothing; refresh it with --write-baseline", shown(&self.path));
        let lines =
            by_file.iter().map(|(file, rules)| format!("\n  {}: {}", printable(file), rules.join(", ")));
        let most = if terminal.verbose { usize::MAX } else { NAMED };
        text.extend(lines.take(most));
        if by_file.len() > most {
            text.push_str("\n  and more files (-v lists them)");
        }
        terminal.remark(&text);
    }
}

/// Whether a rule could have found something. One that there is no more never will.
fn ran(cx: &RunContext<'_>, rule: &str) -> bool {
    let Some(rule) = find_rule(rule) else { return true };
    cx.settings.runs_anywhere(rule) && (rule.needs != Needs::Inventory || cx.coverage.is_some())
}

fn folder_of(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    folder.canonicalize().unwrap_or_else(|_| folder.to_owned())
}

/// The names of the files of a run as seen from a folder.
fn names(folder: &Path, set: &ManifestSet) -> Vec<String> {
    set.files.iter().map(|file| relative(folder, file.name())).collect()
}

/// The name of a file as seen from a folder, with `/` on every system; as it is where it lies elsewhere.
fn relative(folder: &Path, name: &str) -> String {
    let real = Path::new(name).canonicalize();
    let below =
        real.ok().and_then(|real| Some(real.strip_prefix(folder).ok()?.to_string_lossy().into_owned()));
    below.unwrap_or_else(|| name.to_owned()).replace('\\', "/")
}
