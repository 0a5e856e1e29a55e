//! Two paths, or the work tree and a git revision.

use std::collections::BTreeMap;
use std::path::Path;
use std::slice;

use super::side::Side;
use crate::cli::args::{DiffArgs, RuleChoice};
use crate::cli::configs::Configs;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::inputs;
use crate::cli::rule_choice;
use crate::cli::terminal::Terminal;
use crate::config::Overrides;
use crate::coverage::Coverage;
use crate::inventory;
use crate::lint::{self, FileFindings, Nodes, RunContext, Settings};
use crate::load::{self, Loaded, Revision};
use crate::manifest::{self, FileManifest, Input};
use crate::yaml::SourceFile;

type Judged = (FileManifest, Option<FileFindings>);

/// Reads both sides.
pub(super) fn sides(
    args: &DiffArgs,
    configs: &Configs,
    terminal: Terminal,
) -> Result<(Side, Side), CliError> {
    let inputs = configs.inputs(&args.input.exclude)?;
    let reader = Reader::new(args, configs, terminal)?;
    let Some(revision) = &args.since else {
        let [before, after] = inputs.as_slice() else {
            let help = "name BEFORE and AFTER, compare with git: kubectl daemonset-lint diff --since main, or with a \
                        cluster: diff --cluster PATH";
            return Err(CliError::usage("diff compares two paths", help));
        };
        let nodes = inputs::node_sources(&args.input, configs, terminal)?;
        let old = load::load(slice::from_ref(before), |argument, input| reader.read(argument, input));
        let old = reader.side(old, &nodes)?;
        // The second argument is the first of this side.
        let mut new = load::load(slice::from_ref(after), |_, input| reader.read(1, input));
        new.arguments.iter_mut().for_each(|argument| *argument = 1);
        return Ok((old, reader.side(new, &nodes)?));
    };
    let revision = Revision::find(revision)?;
    let nodes = inputs::node_sources(&args.input, configs, terminal)?;
    let then = nodes.iter().map(|now| then(&revision, now)).collect::<Result<Vec<_>, _>>()?;
    let old = revision.load(&inputs, |argument, input| reader.read(argument, input))?;
    let old = reader.side(old, &then)?;
    let new = load::load(&inputs, |argument, input| reader.read(argument, input));
    Ok((old, reader.side(new, &nodes)?))
}

/// A list of nodes as it was in a revision, or as it is where the revision does not have it.
fn then(revision: &Revision, now: &SourceFile) -> Result<SourceFile, CliError> {
    Ok(revision.file(Path::new(now.name()))?.unwrap_or_else(|| now.clone()))
}

/// Reads the files of a side, and judges each by itself.
struct Reader<'a> {
    configs: &'a Configs,
    rules: &'a RuleChoice,
    overrides: Overrides,
    by_config: Vec<Settings>,
    nodes: Nodes,
    terminal: Terminal,
}

impl<'a> Reader<'a> {
    fn new(args: &'a DiffArgs, configs: &'a Configs, terminal: Terminal) -> Result<Self, CliError> {
        let nodes = inputs::nodes(&args.input, &[], configs);
        let (rules, overrides) = (&args.rules, rule_choice::overrides(&args.rules)?);
        let by_config = configs.settings_by_config(&overrides);
        Ok(Self { configs, rules, overrides, by_config, nodes, terminal })
    }

    fn read(&self, argument: usize, input: Input) -> Judged {
        files::read_file(argument, input, |argument, file| self.judge(argument, file))
    }

    fn judge(&self, argument: usize, file: &mut FileManifest) -> FileFindings {
        let settings = &self.by_config[self.configs.number_of(argument)];
        files::judge_file(self.configs, settings, (argument, self.nodes), file).for_report()
    }

    fn side(&self, loaded: Loaded<Judged>, nodes: &[SourceFile]) -> Result<Side, CliError> {
        let unread = loaded.failures.len();
        for failure in loaded.failures {
            self.terminal.error(&CliError::Load(failure));
        }
        let see = |argument: usize, file: &mut FileManifest| self.judge(argument, file);
        let (files, found) = files::complete(loaded.items, &loaded.arguments, see);
        let (set, found) = (manifest::gather(files), FileFindings::gather(found));
        let settings = self.rules.heeding(self.configs.settings(&self.overrides, &loaded.arguments));
        let expectations = self.configs.expectations(&set, &loaded.arguments);
        let coverage = match nodes {
            [] => None,
            nodes => {
                let mut coverage = Coverage::new(&set, inventory::read(nodes)?);
                coverage.check_expectations(&expectations);
                Some(coverage)
            }
        };
        let context = RunContext::new(&set, coverage.as_ref(), &expectations, &settings);
        let findings = lint::judge_run(&context, found).findings;
        // What one side asks to leave out the other can ask for as well.
        let (left_out, objects) = (Vec::new(), BTreeMap::new());
        let configs = loaded.arguments.iter().map(|&argument| self.configs.number_of(argument)).collect();
        Ok(Side { set, coverage, findings, left_out, objects, unread, configs })
    }
}
