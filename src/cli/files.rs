//! Arguments to manifests: one road for all commands. Each file is read, looked at and closed, in parallel; then the files
//! are put together.

use rayon::prelude::*;

use super::args::InputArgs;
use super::configs::Configs;
use super::error::CliError;
use super::inputs::{ensure_one_stdin, is_stdin};
use super::terminal::Terminal;
use crate::lint::{self, FileFindings, Nodes, RunContext};
use crate::load::{self, From};
use crate::manifest::{self, FileManifest, Input, ManifestSet};
use crate::yaml::Limits;

/// The manifests of a run, and how many inputs are missing from them.
#[derive(Clone, Default)]
pub(super) struct Manifests {
    pub(super) set: ManifestSet,
    /// The index of the argument that each file came through.
    pub(super) arguments: Vec<usize>,
    /// Where each file was read.
    pub(super) from: Vec<From>,
    unread: usize,
    /// How many files and folders the configs and `--exclude` leave out.
    pub(super) left_out: usize,
}

impl Manifests {
    /// Manifests that were not read from files; the config of the argument governs them.
    pub(super) fn of_argument(set: ManifestSet, argument: usize) -> Self {
        let arguments = vec![argument; set.files.len()];
        let from = set.files.iter().map(|file| From::Path(file.name().into())).collect();
        Self { set, arguments, from, unread: 0, left_out: 0 }
    }

    /// The same manifests with others before them.
    pub(super) fn behind(&self, others: ManifestSet) -> Self {
        let mut all = Self::of_argument(others, 0);
        all.set.append(self.set.clone());
        all.arguments.extend(&self.arguments);
        all.from.extend(self.from.iter().cloned());
        Self { unread: self.unread, left_out: self.left_out, ..all }
    }

    /// Reports findings in standard input under the name of a file.
    pub(super) fn rename_stdin(&mut self, name: &str) {
        for (file, from) in self.set.files.iter_mut().zip(&self.from) {
            if *from == From::Stdin {
                file.rename(name);
            }
        }
    }

    /// Fails, after everything else is done, if some input could not be read.
    pub(super) fn ensure_complete(&self) -> Result<(), CliError> {
        if self.unread > 0 { Err(CliError::Unread(self.unread)) } else { Ok(()) }
    }
}

/// Files of a run, read, with what was seen in each.
pub(super) struct ReadFiles<T> {
    pub(super) files: Vec<FileManifest>,
    pub(super) seen: Vec<T>,
    /// The index of the argument that each file came through.
    pub(super) arguments: Vec<usize>,
    from: Vec<From>,
    unread: usize,
    left_out: usize,
}

impl<T> ReadFiles<T> {
    /// Puts the files together, with what was seen in them, in their order.
    pub(super) fn gather(self) -> (Manifests, Vec<T>) {
        let Self { files, seen, arguments, from, unread, left_out } = self;
        (Manifests { set: manifest::gather(files), arguments, from, unread, left_out }, seen)
    }
}

/// Reads the manifests that the arguments name, of which nothing is kept but what placement asks for; reports each input that
/// cannot be read, and goes on.
pub(super) fn manifests(
    args: &InputArgs,
    configs: &Configs,
    terminal: Terminal,
) -> Result<Manifests, CliError> {
    let see = |_, file: &mut FileManifest| {
        file.keep_placement();
        file.close();
    };
    Ok(read(args, configs, terminal, see)?.gather().0)
}

/// Reads the manifests that the arguments name, and looks at each file as soon as all of it has been read that matters.
/// `see` takes the index of the argument.
pub(super) fn read<T: Send>(
    args: &InputArgs,
    configs: &Configs,
    terminal: Terminal,
    see: impl Fn(usize, &mut FileManifest) -> T + Sync,
) -> Result<ReadFiles<T>, CliError> {
    let from = configs.inputs(&args.exclude)?;
    let reads_stdin = from.iter().any(|(from, _)| *from == From::Stdin);
    ensure_one_stdin([(reads_stdin, "manifests"), (is_stdin(&args.nodes), "nodes")])?;
    let loaded = load::load(&from, |argument, input| read_file(argument, input, &see));
    let unread = loaded.failures.len();
    for failure in loaded.failures {
        terminal.error(&CliError::Load(failure));
    }
    let (files, seen) = complete(loaded.items, &loaded.arguments, see);
    let left_out = from.iter().map(|(_, excludes)| excludes.left_out()).sum();
    Ok(ReadFiles { files, seen, arguments: loaded.arguments, from: loaded.from, unread, left_out })
}

/// Reads a file, and looks at it unless some of its documents wait for a DaemonSet to turn up elsewhere.
pub(super) fn read_file<T>(
    argument: usize,
    input: Input,
    see: impl Fn(usize, &mut FileManifest) -> T,
) -> (FileManifest, Option<T>) {
    let mut file = manifest::read_file(input, &Limits::default());
    let seen = (!file.has_related()).then(|| see(argument, &mut file));
    (file, seen)
}

/// Looks at the files that had to wait, of which the documents that matter beside a DaemonSet are read as well if there is
/// one in the run.
pub(super) fn complete<T: Send>(
    mut items: Vec<(FileManifest, Option<T>)>,
    arguments: &[usize],
    see: impl Fn(usize, &mut FileManifest) -> T + Sync,
) -> (Vec<FileManifest>, Vec<T>) {
    let has_daemon_set = items.iter().any(|(file, _)| file.has_daemon_set());
    items.par_iter_mut().zip(arguments).filter(|((_, seen), _)| seen.is_none()).for_each(
        |((file, seen), argument)| {
            if has_daemon_set {
                file.add_related();
            }
            *seen = Some(see(*argument, file));
        },
    );
    items.into_iter().filter_map(|(file, seen)| Some((file, seen?))).unzip()
}

/// Judges a file of an argument by itself, and closes it.
pub(super) fn judge_file(
    configs: &Configs,
    settings: &lint::Settings,
    (argument, nodes): (usize, Nodes),
    file: &mut FileManifest,
) -> FileFindings {
    if nodes == Nodes::Known {
        file.keep_placement();
    }
    let expectations = configs.expectations(file.set(), &[argument]);
    let found = lint::judge_file(&RunContext::new(file.set(), None, &expectations, settings), nodes);
    file.close();
    found
}
