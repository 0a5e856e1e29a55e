//! Arguments to configs: which one governs which argument, and what is in force there.

use std::env;
use std::path::{Path, PathBuf};

use super::args::{CheckArgs, InputArgs};
use super::error::CliError;
use super::terminal::Terminal;
use crate::config::{
    self, Config, ExpectationEntry, IgnoreEntry, InForce, NamedFile, Overrides, RunInForce, Threshold,
};
use crate::coverage::Expectations;
use crate::lint::{Origin, Profile, Settings, Sourced, rules};
use crate::load::{self, Excludes, From};
use crate::manifest::{ManifestSet, ObjectId};
use crate::report::printable;
use crate::yaml::SourceFile;

/// The configs of a run.
pub(super) struct Configs {
    files: Vec<ConfigFile>,
    /// The arguments, each with the index of its config.
    arguments: Vec<(PathBuf, Option<usize>)>,
}

/// An expectation of a config.
pub(super) struct Declared<'a> {
    pub(super) entry: &'a ExpectationEntry,
    arguments: Vec<usize>,
    /// Whether the run reads all that the config governs.
    pub(super) is_whole: bool,
}

impl Declared<'_> {
    /// Whether it holds for what came through an argument.
    pub(super) fn governs(&self, argument: usize) -> bool {
        self.arguments.contains(&argument)
    }
}

/// A config with its place.
struct ConfigFile {
    source: SourceFile,
    config: Config,
    /// Its path as it is shown, which its name need not spell.
    given: PathBuf,
    /// Its path, links followed.
    path: PathBuf,
}

impl Configs {
    /// Reads `--config`, or what is found from each argument upwards.
    ///
    /// # Errors
    /// All faults of all configs are told first.
    pub(super) fn new(args: &InputArgs, stdin: Option<&str>, terminal: Terminal) -> Result<Self, CliError> {
        let mut paths: Vec<PathBuf> = args.paths.iter().chain(&args.filenames).cloned().collect();
        if paths.is_empty() {
            paths.push(PathBuf::from("."));
        }
        let mut configs = Self { files: Vec::new(), arguments: Vec::new() };
        let mut faults = 0;
        for path in paths {
            let config = match &args.config {
                Some(config) => Some(config.clone()),
                None if args.no_config => None,
                None => load::find_config(start(&path, stdin)).map(shown),
            };
            let index = config.map(|config| configs.read(&config, terminal, &mut faults)).transpose()?;
            configs.arguments.push((path, index));
        }
        if faults > 0 { Err(CliError::Config(faults)) } else { Ok(configs) }
    }

    /// Reads a config once; its index.
    fn read(&mut self, path: &Path, terminal: Terminal, faults: &mut usize) -> Result<usize, CliError> {
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if let Some(index) = self.files.iter().position(|file| file.path == real) {
            return Ok(index);
        }
        let source = load::read_config(path)?;
        let config = config::parse(&source, rules::ALL).unwrap_or_else(|found| {
            *faults += found.len();
            for fault in found {
                terminal.fault(&source, fault.span, &fault.message, &fault.help);
            }
            Config::default()
        });
        if let Some(other) = load::shadowed_config(path) {
            let (other, path) = (super::error::shown(&other), super::error::shown(path));
            terminal.warning(&format!("{other} is not read: {path} is beside it"));
        }
        self.files.push(ConfigFile { source, config, given: path.to_owned(), path: real });
        Ok(self.files.len() - 1)
    }

    /// The arguments, each with the globs that hold for it.
    pub(super) fn inputs(&self, flags: &[String]) -> Result<Vec<(From, Excludes)>, CliError> {
        let arguments = self.arguments.iter().map(|(path, config)| {
            let excludes = Excludes::new(flags.iter().map(String::as_str))?;
            let Some(file) = config.map(|index| &self.files[index]) else {
                return Ok((From::argument(path), excludes));
            };
            let globs = file.config.exclude.iter().map(|glob| glob.value.as_str());
            Ok((From::argument(path), excludes.with_config(file.way_to(path), globs)?))
        });
        arguments.collect()
    }

    /// The files with nodes that the configs name, each once.
    pub(super) fn nodes(&self) -> Vec<(PathBuf, &SourceFile, &NamedFile)> {
        let mut found: Vec<(PathBuf, &SourceFile, &NamedFile)> = Vec::new();
        for file in &self.files {
            for nodes in &file.config.nodes {
                let path = file.given.with_file_name("").join(&nodes.path);
                if found.iter().all(|(known, ..)| *known != path) {
                    found.push((path, &file.source, nodes));
                }
            }
        }
        found
    }

    /// The baseline that each config names, with the number of the config.
    pub(super) fn baselines(&self) -> Vec<(usize, PathBuf)> {
        let named = self.files.iter().enumerate().filter_map(|(index, file)| {
            let baseline = file.config.baseline.as_ref()?;
            Some((index + 1, file.given.with_file_name("").join(&baseline.path)))
        });
        named.collect()
    }

    /// What fails the run under each config, first under none; see [`Configs::number_of`]. A flag holds under all.
    pub(super) fn thresholds(&self, flag: Option<Threshold>) -> Vec<Threshold> {
        let configs = [None].into_iter().chain(self.files.iter().map(|file| Some(&file.config)));
        configs.map(|config| threshold(flag, config).value).collect()
    }

    /// What holds under each config, first under none; see [`Configs::number_of`].
    pub(super) fn settings_by_config(&self, overrides: &Overrides) -> Vec<Settings> {
        self.profiles(overrides).into_iter().map(Settings::uniform).collect()
    }

    /// The number of the config of an argument, 0 if it has none.
    pub(super) fn number_of(&self, argument: usize) -> usize {
        self.arguments[argument].1.map_or(0, |index| index + 1)
    }

    fn profiles(&self, overrides: &Overrides) -> Vec<Profile> {
        let configs = [None].into_iter().chain(self.files.iter().map(|file| Some(&file.config)));
        configs.map(|config| InForce::new(config, overrides, rules::ALL).profile).collect()
    }

    /// What holds in each file of the run; `arguments` are the indexes of the arguments that the files came through.
    pub(super) fn settings(&self, overrides: &Overrides, arguments: &[usize]) -> Settings {
        let of_file = arguments.iter().map(|&argument| self.number_of(argument));
        Settings::by_file(self.profiles(overrides), of_file.collect())
    }

    /// What annotations and configs declare about the DaemonSets.
    pub(super) fn expectations(&self, set: &ManifestSet, arguments: &[usize]) -> Expectations {
        let mut expectations = Expectations::annotated(set);
        for (index, object) in set.objects.iter().enumerate() {
            let config = arguments.get(object.file).and_then(|&argument| self.arguments[argument].1);
            let Some(file) = config.map(|index| &self.files[index]) else { continue };
            if object.is_daemon_set() {
                let declared = file.config.expectations.iter();
                let declared = declared.filter_map(|entry| entry.declaration(&object.id));
                declared.for_each(|declaration| expectations.add(index, declaration));
            }
        }
        expectations
    }

    /// The expectations of the configs, each with the arguments for which it holds.
    pub(super) fn declared(&self) -> impl Iterator<Item = Declared<'_>> {
        self.files.iter().enumerate().flat_map(|(index, file)| {
            let governed =
                self.arguments.iter().enumerate().filter(move |(_, (_, config))| *config == Some(index));
            let arguments: Vec<usize> = governed.clone().map(|(argument, _)| argument).collect();
            let is_whole = governed.clone().any(|(_, (path, _))| file.lies_below(path));
            file.config.expectations.iter().map(move |entry| {
                let arguments = arguments.clone();
                Declared { entry, arguments, is_whole }
            })
        })
    }

    /// The ignores of the configs that match none of the DaemonSets that they could hold for; those are given with the
    /// argument that they came through.
    pub(super) fn unmatched_ignores<'a>(
        &'a self,
        daemon_sets: &[(usize, &ObjectId)],
    ) -> impl Iterator<Item = &'a IgnoreEntry> {
        let unmatched = self.files.iter().enumerate().flat_map(|(index, file)| {
            let governed =
                daemon_sets.iter().filter(move |(argument, _)| self.number_of(*argument) == index + 1);
            let matches =
                move |entry: &IgnoreEntry| governed.clone().any(|(_, id)| entry.daemon_set.value.matches(id));
            file.config.ignores.iter().filter(move |entry| !matches(entry)).collect::<Vec<_>>()
        });
        unmatched.collect::<Vec<_>>().into_iter()
    }

    /// What is in force, one document a config.
    pub(super) fn show(&self, args: &CheckArgs, overrides: &Overrides) -> String {
        let mut indexes: Vec<Option<usize>> = Vec::new();
        for (_, index) in &self.arguments {
            if !indexes.contains(index) {
                indexes.push(*index);
            }
        }
        let documents: Vec<String> =
            indexes.into_iter().map(|index| self.show_one(index, args, overrides)).collect();
        documents.join("---\n")
    }

    fn show_one(&self, index: Option<usize>, args: &CheckArgs, overrides: &Overrides) -> String {
        let file = index.map(|index| &self.files[index]);
        let config = file.map(|file| &file.config);
        let governed = self.arguments.iter().filter(|(_, config)| *config == index);
        let governed: Vec<String> = governed.map(|(path, _)| super::error::shown(path)).collect();
        let name = file.map_or("no config found".into(), |file| printable(file.source.name()));
        let in_force = InForce::new(config, overrides, rules::ALL);
        let run = run_in_force(args, config);
        format!("# {}: {name}\n{}", governed.join(" "), config::show(config, &in_force, &run))
    }
}

/// What a run takes from flags, or from a config.
fn run_in_force(args: &CheckArgs, config: Option<&Config>) -> RunInForce {
    let flag = |path: &PathBuf, name| (path.display().to_string(), Origin::flag(name));
    let written = |file: &NamedFile| (file.path.clone(), file.origin.clone());
    let input = &args.input;
    let nodes = match (&input.nodes[..], config) {
        ([], Some(config)) => config.nodes.iter().map(written).collect(),
        (nodes, _) => nodes.iter().map(|path| flag(path, "--nodes")).collect(),
    };
    let excluded = input.exclude.iter().map(|glob| (glob.clone(), Origin::flag("--exclude")));
    let globs = config.iter().flat_map(|config| &config.exclude);
    let globs = globs.map(|glob| (glob.value.clone(), glob.origin.clone()));
    let baseline = args.baseline.baseline.as_ref().map(|path| flag(path, "--baseline"));
    RunInForce {
        nodes,
        exclude: excluded.chain(globs).collect(),
        baseline: baseline.or_else(|| config?.baseline.as_ref().map(written)),
        fail_on: threshold(args.rules.threshold(), config),
    }
}

/// What fails a run under a config.
fn threshold(flag: Option<Threshold>, config: Option<&Config>) -> Sourced<Threshold> {
    let flag = flag.map(|flag| Sourced::new(flag, Origin::flag("--fail-on")));
    let written = || config.and_then(|config| config.fail_on.clone());
    flag.or_else(written).unwrap_or_else(|| Sourced::new(Threshold::default(), Origin::by_default()))
}

impl ConfigFile {
    /// Whether its folder is an argument, or in a folder that is one.
    fn lies_below(&self, argument: &Path) -> bool {
        let folder = argument.canonicalize().ok().filter(|folder| folder.is_dir());
        folder.is_some_and(|folder| self.path.starts_with(folder))
    }

    /// The way from the folder of the config to an argument; the whole path where it lies elsewhere.
    fn way_to(&self, argument: &Path) -> PathBuf {
        let real = argument.canonicalize().unwrap_or_else(|_| argument.to_owned());
        let folder = self.path.parent().unwrap_or(Path::new(""));
        real.strip_prefix(folder).map(Path::to_owned).unwrap_or(real)
    }
}

/// Where the search for the config of an argument starts: that of standard input by the name that it is given.
fn start<'a>(argument: &'a Path, stdin: Option<&'a str>) -> &'a Path {
    if argument.as_os_str() != "-" {
        return argument;
    }
    let folder = stdin.and_then(|name| Path::new(name).parent()).unwrap_or(Path::new("."));
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

/// A path as people see it: relative to the current directory, where it lies below.
fn shown(path: PathBuf) -> PathBuf {
    let here = env::current_dir().and_then(|folder| folder.canonicalize());
    here.ok().and_then(|here| path.strip_prefix(here).map(Path::to_owned).ok()).unwrap_or(path)
}
