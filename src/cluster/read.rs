//! Nodes, pods and further objects of a cluster, side by side.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::{LocalBoxFuture, try_join_all};

use super::kind::Kind;
use super::list::{Decode, NoList, Wish};
use super::objects::{Object, decode_if, into_inputs};
use super::server::Server;
use super::{ClusterError, Denied, NoProgress, Progress, State, Wanted};
use crate::inventory::{Node, Page};
use crate::manifest::Input;
use crate::placement::RunningPod;

/// Up to so many namespaces are asked one by one; of more, everything is read and the rest dropped.
const FEW: usize = 10;

/// What one of several reads gives.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) nodes: Vec<Node>,
    pub(super) pods: Option<Vec<RunningPod>>,
    pub(super) objects: Vec<Input>,
    pub(super) denied: Vec<Denied>,
    pub(super) unknown: Vec<Kind>,
}

impl Part {
    /// Takes in that something may not be read, once for each kind and namespace.
    pub(super) fn deny(&mut self, denied: Denied) {
        let is_known = |known: &Denied| (known.kind, &known.namespace) == (denied.kind, &denied.namespace);
        if !self.denied.iter().any(is_known) {
            self.denied.push(denied);
        }
    }
}

impl Server {
    /// Everything that a run asks for beside its DaemonSets.
    pub(super) async fn read(&self, wanted: &Wanted, progress: &dyn Progress) -> Result<State, ClusterError> {
        let mut reads: Vec<LocalBoxFuture<'_, Result<Part, ClusterError>>> =
            vec![self.nodes(wanted, progress).boxed_local()];
        if wanted.pods {
            reads.push(self.pods(wanted, progress).boxed_local());
        }
        let kinds: BTreeSet<Kind> = wanted.kinds.iter().copied().collect();
        reads.extend(self.kinds(&kinds, wanted, progress));
        if kinds.iter().any(|kind| is_rbac(*kind)) && !wanted.accounts.is_empty() {
            reads.push(self.rbac(wanted, progress).boxed_local());
        }
        Ok(State::of(try_join_all(reads).await?))
    }

    /// Objects of further kinds only, which say what is to be read of nodes and pods.
    pub(super) async fn read_objects(
        &self,
        wanted: &Wanted,
        progress: &dyn Progress,
    ) -> Result<State, ClusterError> {
        let kinds: BTreeSet<Kind> = wanted.kinds.iter().copied().collect();
        Ok(State::of(try_join_all(self.kinds(&kinds, wanted, progress)).await?))
    }

    fn kinds<'s>(
        &'s self,
        kinds: &BTreeSet<Kind>,
        wanted: &'s Wanted,
        progress: &'s dyn Progress,
    ) -> Vec<LocalBoxFuture<'s, Result<Part, ClusterError>>> {
        let plain = kinds.iter().copied().filter(|kind| !is_special(*kind));
        plain.map(|kind| self.kind(kind, wanted, progress).boxed_local()).collect()
    }

    async fn nodes(&self, wanted: &Wanted, progress: &dyn Progress) -> Result<Part, ClusterError> {
        let interest = wanted.interest.clone();
        let decode: Decode<Node> = Arc::new(move |page| page.nodes(&interest));
        let wish = Wish { kind: Kind::Node, namespace: None, selector: None, required: true };
        match self.list(wish, &decode, progress).await {
            Ok(nodes) => Ok(Part { nodes, ..Part::default() }),
            Err(NoList::Failed(error)) => Err(error),
            // Neither happens to a list that is required.
            Err(NoList::Denied(_) | NoList::Unknown) => Ok(Part::default()),
        }
    }

    async fn pods(&self, wanted: &Wanted, progress: &dyn Progress) -> Result<Part, ClusterError> {
        let interest = wanted.interest.clone();
        let decode: Decode<RunningPod> = Arc::new(move |page: &Page<'_>| page.pods(&interest));
        let wish = Wish { kind: Kind::Pod, namespace: None, selector: None, required: false };
        match self.list(wish, &decode, progress).await {
            Ok(pods) => Ok(Part { pods: Some(pods), ..Part::default() }),
            Err(NoList::Unknown) => Ok(Part::default()),
            Err(NoList::Denied(message)) => {
                let denied = vec![Denied { kind: Kind::Pod, namespace: None, message }];
                Ok(Part { denied, ..Part::default() })
            }
            Err(NoList::Failed(error)) => Err(error),
        }
    }

    async fn kind(&self, kind: Kind, wanted: &Wanted, progress: &dyn Progress) -> Result<Part, ClusterError> {
        // Of namespaces only those of the run matter; a large cluster has thousands.
        let names: BTreeSet<String> = wanted.namespaces.iter().cloned().collect();
        let decode = decode_if(move |object| kind != Kind::Namespace || names.contains(&object.name));
        if kind == Kind::PodDisruptionBudget && wanted.all_budgets {
            return self.budgets(wanted, decode, progress).await;
        }
        let (objects, denied, unknown) = self.everywhere(kind, wanted, decode, progress).await?;
        let objects = into_inputs(objects, &self.identity.context, kind);
        Ok(Part { objects, denied, unknown, ..Part::default() })
    }

    /// The PodDisruptionBudgets of all namespaces; of those of the run only, where no more may be read.
    async fn budgets(
        &self,
        wanted: &Wanted,
        decode: Decode<Object>,
        progress: &dyn Progress,
    ) -> Result<Part, ClusterError> {
        let kind = Kind::PodDisruptionBudget;
        let wish = Wish { kind, namespace: None, selector: None, required: false };
        let (objects, denied) = match self.list(wish, &decode, progress).await {
            Ok(objects) => (objects, Vec::new()),
            Err(NoList::Unknown) => return Ok(Part { unknown: vec![kind], ..Part::default() }),
            Err(NoList::Denied(message)) => {
                let (objects, mut denied, _) = self.everywhere(kind, wanted, decode, progress).await?;
                denied.insert(0, Denied { kind, namespace: None, message });
                (objects, denied)
            }
            Err(NoList::Failed(error)) => return Err(error),
        };
        let objects = into_inputs(objects, &self.identity.context, kind);
        Ok(Part { objects, denied, ..Part::default() })
    }

    /// The objects of a kind in the namespaces of the run, or of the cluster if the kind has no namespaces.
    pub(super) async fn everywhere(
        &self,
        kind: Kind,
        wanted: &Wanted,
        decode: Decode<Object>,
        progress: &dyn Progress,
    ) -> Result<(Vec<Object>, Vec<Denied>, Vec<Kind>), ClusterError> {
        let namespaces: BTreeSet<&str> = wanted.namespaces.iter().map(String::as_str).collect();
        let is_namespaced = kind.resource().namespaced;
        let one_by_one = is_namespaced && namespaces.len() <= FEW;
        let places: Vec<Option<&str>> =
            if one_by_one { namespaces.iter().copied().map(Some).collect() } else { vec![None] };
        // Counts of one kind in several places would contradict each other.
        let progress = if places.len() > 1 { &NoProgress } else { progress };
        let lists = places.iter().map(|namespace| {
            let wish = Wish { kind, namespace: *namespace, selector: None, required: false };
            let decode = &decode;
            async move {
                match self.list(wish, decode, progress).await {
                    Ok(objects) => Ok((objects, None, None)),
                    Err(NoList::Unknown) => Ok((Vec::new(), None, Some(kind))),
                    Err(NoList::Denied(message)) => {
                        let namespace = namespace.map(str::to_owned);
                        Ok((Vec::new(), Some(Denied { kind, namespace, message }), None))
                    }
                    Err(NoList::Failed(error)) => Err(error),
                }
            }
        });
        let mut objects = Vec::new();
        let (mut denied, mut unknown) = (Vec::new(), Vec::new());
        for (found, refusal, absent) in try_join_all(lists).await? {
            objects.extend(found);
            denied.extend(refusal);
            unknown.extend(absent);
        }
        if is_namespaced && !one_by_one {
            objects.retain(|object: &Object| namespaces.contains(object.namespace.as_str()));
        }
        Ok((objects, denied, unknown))
    }
}

impl State {
    fn of(parts: Vec<Part>) -> Self {
        let mut state = Self::default();
        for part in parts {
            state.nodes.extend(part.nodes);
            state.pods = state.pods.or(part.pods);
            state.objects.extend(part.objects);
            state.denied.extend(part.denied);
            state.unknown.extend(part.unknown);
        }
        state
    }
}

fn is_rbac(kind: Kind) -> bool {
    matches!(kind, Kind::Role | Kind::RoleBinding | Kind::ClusterRole | Kind::ClusterRoleBinding)
}

/// Whether a kind is read in a way of its own.
fn is_special(kind: Kind) -> bool {
    matches!(kind, Kind::Node | Kind::Pod) || is_rbac(kind)
}
