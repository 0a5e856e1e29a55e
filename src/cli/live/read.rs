//! What a run reads of each cluster, and what it makes of it.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::before::Before;
use super::placing;
use super::view::View;
use super::{Connection, Visited, inventory, scope, visit};
use crate::cli::args::{ClusterArgs, InputArgs, PodArgs};
use crate::cli::configs::Configs;
use crate::cli::error::CliError;
use crate::cli::files::{self, Manifests};
use crate::cli::terminal::Terminal;
use crate::cluster::{ClusterError, Denied, Kind, Scope, State, Wanted};
use crate::inventory::{Interest, Inventory};
use crate::lint::service_account;
use crate::manifest::{self, Input, ManifestSet, Object};
use crate::yaml::{Limits, SourceFile};

/// What a run reads of each cluster.
pub(in crate::cli) struct Question<'a> {
    cluster: &'a ClusterArgs,
    configs: &'a Configs,
    /// The manifests that the arguments name; without them the DaemonSets are those of the cluster.
    manifests: Option<Manifests>,
    /// Further kinds, for rules across objects.
    kinds: Vec<Kind>,
    /// Whether the manifests are compared with the DaemonSets of the cluster.
    compares: bool,
    /// Whether the objects are asked for that the manifests would replace.
    keeps_replaced: bool,
}

/// What a cluster is to a run: manifests and nodes, as files would have given them.
pub(in crate::cli) struct Answer {
    /// The manifests of the run. Objects of the cluster that they are compared with come first.
    pub(in crate::cli) manifests: Manifests,
    /// How the cluster sees them.
    pub(in crate::cli) view: View,
    /// Its nodes and pods.
    pub(in crate::cli) inventory: Inventory,
    /// What may not be read of it.
    pub(in crate::cli) denied: Vec<Denied>,
    /// How many of its DaemonSets are being deleted, and left out.
    pub(in crate::cli) deleting: usize,
    /// The cluster as it is, without the manifests, if that is asked for.
    pub(in crate::cli) before: Option<Before>,
}

impl<'a> Question<'a> {
    /// Reads the manifests that the arguments name.
    ///
    /// # Errors
    /// If the arguments name nodes or pods as well, or select DaemonSets though they name manifests.
    pub(in crate::cli) fn new(
        (input, pods, cluster): (&InputArgs, &PodArgs, &'a ClusterArgs),
        configs: &'a Configs,
        terminal: Terminal,
    ) -> Result<Self, CliError> {
        let has_manifests = names_manifests(input);
        ensure_no_files(input, pods, cluster, has_manifests)?;
        let manifests =
            has_manifests.then(|| files::read(input, configs, terminal, |_, _| ())).transpose()?;
        let manifests = manifests.map(|files| files.gather().0);
        Ok(Self { cluster, configs, manifests, kinds: Vec::new(), compares: false, keeps_replaced: false })
    }

    /// The same with further kinds, for rules across objects; manifests are compared with the DaemonSets of the cluster.
    pub(in crate::cli) fn beside(self, kinds: Vec<Kind>) -> Self {
        Self { kinds, compares: true, ..self }
    }

    /// The same with the objects that the manifests would replace.
    pub(in crate::cli) fn keeping_replaced(self) -> Self {
        Self { keeps_replaced: true, ..self }
    }

    /// The same with further kinds only.
    pub(in crate::cli) fn with_kinds(self, kinds: Vec<Kind>) -> Self {
        Self { kinds, ..self }
    }

    /// The manifests that the arguments name.
    pub(in crate::cli) fn manifests(&self) -> Option<&Manifests> {
        self.manifests.as_ref()
    }

    /// Which clusters are read.
    pub(in crate::cli) fn cluster(&self) -> &ClusterArgs {
        self.cluster
    }

    /// Fails, after everything else is done, if some manifest could not be read.
    pub(in crate::cli) fn ensure_complete(&self) -> Result<(), CliError> {
        self.manifests.as_ref().map_or(Ok(()), Manifests::ensure_complete)
    }

    /// Reads every cluster that the arguments ask for.
    ///
    /// # Errors
    /// As [`visit`].
    pub(in crate::cli) fn ask(&self, terminal: Terminal) -> Result<Vec<Visited<Answer>>, CliError> {
        visit(self.cluster, terminal, |connection| self.answer(connection))
    }

    fn answer(&self, connection: &Connection<'_>) -> Result<Answer, ClusterError> {
        let only = &self.cluster.namespace;
        let namespace = only.clone().unwrap_or_else(|| connection.namespace().to_owned());
        let mut view = View::new(namespace, only.clone());
        let mut denied = Vec::new();
        let (live, deleting) = self.daemon_sets(connection, &mut denied)?;
        let own = self.manifests.as_ref().map_or(&live, |manifests| &manifests.set);
        let has_own = own.daemon_sets().next().is_some();
        let replaced = match &self.manifests {
            Some(manifests) if self.keeps_replaced => {
                connection.named_daemon_sets(&view.names_of(&manifests.set))?
            }
            _ => Vec::new(),
        };
        let texts = read(replaced.iter().map(|replaced| replaced.text.clone()).collect());
        let mut wanted = self.wanted(own, &live, &view, has_own);
        wanted.interest.join(Interest::new(&texts));
        let asked = wanted.kinds.clone();
        let first = read_first(connection, &mut wanted)?;
        let early = read(first.objects);
        wanted.interest.join(Interest::new(&early));
        let mut state = connection.read(&wanted)?;
        let inventory = inventory(connection.context(), &mut state)?;
        view = view.with_complete(placing::complete(&asked, [&first.denied, &state.denied], &state.unknown));
        denied.extend(first.denied.into_iter().chain(state.denied));

        let mut objects = early;
        objects.append(read(state.objects));
        let mut before = None;
        let mut manifests = match &self.manifests {
            None => {
                let mut set = live;
                set.append(objects);
                Manifests::of_argument(set, 0)
            }
            Some(own) => {
                if self.keeps_replaced {
                    before = Some(Before::new((live.clone(), objects.clone(), texts), replaced, own, &view));
                }
                let mut set = without_overridden(live, &own.set, &view);
                set.append(without_overridden(objects, &own.set, &view));
                view = view.with_references(set.files.len());
                set.documents = 0;
                own.behind(set)
            }
        };
        view.mark(&mut manifests.set);
        Ok(Answer { manifests, view, inventory, denied, deleting, before })
    }

    /// The DaemonSets of the cluster, if they are asked for, and how many of them are being deleted.
    fn daemon_sets(
        &self,
        connection: &Connection<'_>,
        denied: &mut Vec<Denied>,
    ) -> Result<(ManifestSet, usize), ClusterError> {
        let Scope { namespace, selector } = scope(self.cluster);
        if self.manifests.is_some() && !self.compares {
            return Ok((ManifestSet::default(), 0));
        }
        match connection.daemon_sets(&Scope { namespace: namespace.clone(), selector }) {
            Ok(found) => Ok((read(found.texts), found.deleting)),
            // The manifests can be judged without them.
            Err(error) if self.manifests.is_some() => {
                denied.push(Denied { kind: Kind::DaemonSet, namespace, message: error.problem });
                Ok((ManifestSet::default(), 0))
            }
            Err(error) => Err(error),
        }
    }

    fn wanted(&self, own: &ManifestSet, live: &ManifestSet, view: &View, has_own: bool) -> Wanted {
        let arguments = self.manifests.as_ref().map(|manifests| manifests.arguments.clone());
        let arguments = arguments.unwrap_or_else(|| vec![0; own.files.len()]);
        let mut interest = Interest::new(own);
        interest.join(Interest::new(live));
        interest.add(self.configs.expectations(own, &arguments).label_keys());
        let accounts: BTreeSet<(String, String)> = own
            .daemon_sets()
            .map(|object| {
                let namespace = object.id.namespace.as_ref().unwrap_or(&view.namespace);
                (namespace.clone(), object.pod_spec().map_or("default", service_account).to_owned())
            })
            .collect();
        let asked = if has_own { placing::kinds(own) } else { Vec::new() };
        let namespaces: BTreeSet<String> = accounts.iter().map(|(namespace, _)| namespace.clone()).collect();
        Wanted {
            interest,
            pods: has_own,
            all_budgets: asked.contains(&Kind::PodDisruptionBudget),
            kinds: if has_own { self.kinds.iter().copied().chain(asked).collect() } else { Vec::new() },
            namespaces: namespaces.into_iter().collect(),
            accounts: accounts.into_iter().collect(),
        }
    }
}

/// Reads what says which labels of nodes and pods are to be kept, and takes it off what is wanted.
fn read_first(connection: &Connection<'_>, wanted: &mut Wanted) -> Result<State, ClusterError> {
    let (first, rest) = wanted.kinds.iter().partition(|kind| placing::READ_FIRST.contains(kind));
    wanted.kinds = rest;
    let first: Vec<Kind> = first;
    if first.is_empty() {
        return Ok(State::default());
    }
    connection.read_objects(&Wanted { kinds: first, ..wanted.clone() })
}

/// Whether the arguments name manifests.
pub(in crate::cli) fn names_manifests(input: &InputArgs) -> bool {
    !input.paths.is_empty() || !input.filenames.is_empty()
}

/// Nodes and pods are those of the cluster.
fn ensure_no_files(
    input: &InputArgs,
    pods: &PodArgs,
    cluster: &ClusterArgs,
    has_manifests: bool,
) -> Result<(), CliError> {
    for (paths, flag, what) in [(&input.nodes, "--nodes", "nodes"), (&pods.pods, "--pods", "pods")] {
        if !paths.is_empty() {
            let problem =
                format!("{flag} cannot be used with --cluster: the {what} are those of the cluster");
            return Err(CliError::usage(
                problem,
                format!("leave out {flag}, or the flags that name a cluster"),
            ));
        }
    }
    if has_manifests && cluster.selector.is_some() {
        let problem = "-l selects DaemonSets of the cluster, but PATH names manifests";
        return Err(CliError::usage(problem, "leave out -l, or PATH"));
    }
    Ok(())
}

/// Objects of a cluster, as a run of their own.
fn read(inputs: Vec<Input>) -> ManifestSet {
    let limits = Limits::default();
    let files = inputs.into_par_iter().map(|input| manifest::read_file(input, &limits));
    manifest::gather(files.collect())
}

/// Objects of the cluster without those that the manifests define: they would be replaced. Their texts go, too, since all
/// texts are read again after fixes.
fn without_overridden(mut live: ManifestSet, own: &ManifestSet, view: &View) -> ManifestSet {
    let defined: BTreeSet<_> = own.objects.iter().map(|object| view.identity(object)).collect();
    let is_defined = |object: &Object| defined.contains(&view.identity(object));
    for object in live.objects.iter().filter(|object| is_defined(object)) {
        let file = &mut live.files[object.file];
        *file = SourceFile::new(file.name(), "");
    }
    live.objects.retain(|object| !is_defined(object));
    live
}
