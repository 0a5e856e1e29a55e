//! What the `ServiceAccounts` of a run may do: bindings and roles joined by name.

mod account;
mod power;
mod subjects;

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::ServiceAccount;
use k8s_openapi::api::rbac::v1::{
    ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject,
};

pub(crate) use account::Account;
pub(crate) use account::service_account;
pub(crate) use power::{allows, is_everything};

use crate::lint::cluster::nearest_file::{Nearby, distance};
use crate::lint::engine::context::{DaemonSetContext, RunContext};
use crate::lint::engine::finding::Place;
use crate::manifest::{ManifestSet, ObjectId};
use crate::yaml::FieldPath;
use subjects::Subjects;

/// Roles by kind, name and namespace.
type Roles<'a> = BTreeMap<(&'a str, &'a str, Option<&'a str>), Nearby>;

const GROUP: &str = "rbac.authorization.k8s.io";

/// An account, and the file and the name of what runs as it: of several states of a binding the nearest counts.
type AccountKey<'a> = (&'a str, Option<&'a str>, usize, Option<&'a str>);

/// The roles, bindings and `ServiceAccounts` of a run.
#[derive(Debug, Default)]
pub(crate) struct Rbac<'a> {
    bindings: Vec<Binding>,
    rules: BTreeMap<usize, Vec<PolicyRule>>,
    accounts: BTreeMap<usize, ServiceAccount>,
    accounts_by_name: BTreeMap<&'a str, BTreeMap<Option<&'a str>, Nearby>>,
    subjects: Subjects,
    /// The DaemonSets of each name: a repository holds one in several versions.
    daemon_sets: BTreeMap<&'a str, Nearby>,
}

#[derive(Debug)]
struct Binding {
    index: usize,
    is_cluster_wide: bool,
    role: RoleRef,
    /// The role itself, if it is in the run.
    known_role: Option<usize>,
}

/// What a binding gives to a `ServiceAccount`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Grant<'r> {
    /// Index of the binding among the objects of the run.
    pub(crate) binding: usize,
    /// Whether it holds in every namespace.
    pub(crate) is_cluster_wide: bool,
    /// The name of the role.
    pub(crate) role_name: &'r str,
    /// Index of the role and its rules, if it is in the run.
    pub(crate) role: Option<(usize, &'r [PolicyRule])>,
}

impl<'a> Rbac<'a> {
    /// Everything of the run that tells of permissions.
    pub(crate) fn new(set: &'a ManifestSet) -> Self {
        let mut rbac = Self::default();
        for (index, object, account) in set.typed::<ServiceAccount>("", "ServiceAccount") {
            let Some(name) = object.id.name.as_deref() else { continue };
            let by_namespace = rbac.accounts_by_name.entry(name).or_default();
            by_namespace.entry(object.id.namespace.as_deref()).or_default().add(set, index);
            rbac.accounts.insert(index, account);
        }
        for (index, object) in set.objects.iter().enumerate().filter(|(_, object)| object.is_daemon_set()) {
            if let Some(name) = object.id.name.as_deref() {
                rbac.daemon_sets.entry(name).or_default().add(set, index);
            }
        }
        let roles = rbac.add_roles(set);
        let wide = set.typed::<ClusterRoleBinding>(GROUP, "ClusterRoleBinding");
        for (index, _, binding) in wide {
            rbac.add_binding(set, &roles, index, (true, binding.role_ref, binding.subjects));
        }
        for (index, _, binding) in set.typed::<RoleBinding>(GROUP, "RoleBinding") {
            rbac.add_binding(set, &roles, index, (false, binding.role_ref, binding.subjects));
        }
        rbac
    }

    fn add_roles(&mut self, set: &'a ManifestSet) -> Roles<'a> {
        let mut roles = Roles::new();
        let cluster_roles = set.typed::<ClusterRole>(GROUP, "ClusterRole");
        let cluster_roles = cluster_roles.map(|(index, object, role)| (index, object, None, role.rules));
        let narrow = set.typed::<Role>(GROUP, "Role");
        let narrow =
            narrow.map(|(index, object, role)| (index, object, object.id.namespace.as_deref(), role.rules));
        for (index, object, namespace, rules) in cluster_roles.chain(narrow) {
            let Some(name) = object.id.name.as_deref() else { continue };
            roles.entry((&object.id.kind, name, namespace)).or_default().add(set, index);
            self.rules.insert(index, rules.unwrap_or_default());
        }
        roles
    }

    fn add_binding(
        &mut self,
        set: &ManifestSet,
        roles: &Roles<'_>,
        index: usize,
        (is_cluster_wide, role, subjects): (bool, RoleRef, Option<Vec<Subject>>),
    ) {
        let namespace = set.objects[index].id.namespace.as_deref();
        let namespace = namespace.filter(|_| role.kind != "ClusterRole");
        let same = roles.get(&(role.kind.as_str(), role.name.as_str(), namespace));
        let known_role = same.and_then(|same| same.nearest(set, index));
        self.subjects.add(self.bindings.len(), subjects.as_deref().unwrap_or_default());
        self.bindings.push(Binding { index, is_cluster_wide, role, known_role });
    }

    /// The DaemonSets of the run, by their indexes, of whose account there is something to say, with that. It is found
    /// once for all that run as an account and see the same bindings.
    pub(crate) fn granted<T: Clone>(
        &self,
        run: &RunContext<'_>,
        find: impl Fn(&[Grant<'_>]) -> Option<T>,
    ) -> Vec<(usize, T)> {
        let mut known: BTreeMap<AccountKey<'_>, Option<T>> = BTreeMap::new();
        let mut granted = Vec::new();
        for (index, facts) in run.workloads() {
            let object = &run.set.objects[index];
            let namespace = object.id.namespace.as_deref();
            let account = Account { name: &facts.account, namespace };
            if !object.is_daemon_set() || !facts.has_pod || !self.has_grants(account) {
                continue;
            }
            let key = (account.name, namespace, object.file, object.id.name.as_deref());
            let found = known.entry(key).or_insert_with(|| find(&self.grants(run.set, account, index)));
            granted.extend(found.clone().map(|found| (index, found)));
        }
        granted
    }

    /// Whether some binding names an account.
    pub(crate) fn has_grants(&self, account: Account<'_>) -> bool {
        self.subjects.bindings_of(account).next().is_some()
    }

    /// What an account is granted; `near` is the object that runs as it, in case that something is there twice.
    pub(crate) fn grants(&self, set: &ManifestSet, account: Account<'_>, near: usize) -> Vec<Grant<'_>> {
        let id = |binding: &Binding| {
            let ObjectId { kind, namespace, name, .. } = &set.objects[binding.index].id;
            (kind, namespace, name)
        };
        let mut same: BTreeMap<_, Nearby> = BTreeMap::new();
        let ours: BTreeSet<usize> = self.subjects.bindings_of(account).collect();
        for binding in ours.iter().map(|number| &self.bindings[*number]) {
            same.entry(id(binding)).or_default().add(set, binding.index);
        }
        let is_nearest = |binding: &&Binding| {
            let nearest = same.get(&id(binding)).and_then(|same| same.nearest(set, near));
            nearest == Some(binding.index)
        };
        let bindings: Vec<&Binding> =
            ours.iter().map(|number| &self.bindings[*number]).filter(is_nearest).collect();
        let own = self.own_bindings(set, &bindings, near);
        own.into_iter().map(|binding| self.grant(binding)).collect()
    }

    /// Of the bindings of an account those that come with an object: where its file holds some, these alone, else those of its
    /// folder, else those that lie no nearer to another DaemonSet of its name. Accounts of one name are many in a repository
    /// that holds an agent in several versions. What a cluster has is all in force.
    fn own_bindings<'b>(&self, set: &ManifestSet, bindings: &[&'b Binding], near: usize) -> Vec<&'b Binding> {
        let is_live = |object: usize| set.is_live(set.objects[object].file);
        if is_live(near) {
            return bindings.to_vec();
        }
        let name = set.objects[near].id.name.as_deref();
        let copies = name.and_then(|name| self.daemon_sets.get(name));
        let belongs = |binding: usize, away: usize| {
            let nearest = copies.and_then(|copies| copies.nearest(set, binding));
            nearest.is_none_or(|nearest| away <= distance(set, binding, nearest))
        };
        let mut found: Vec<(usize, &Binding)> = Vec::new();
        for binding in bindings {
            let away = distance(set, near, binding.index);
            if is_live(binding.index) || belongs(binding.index, away) {
                found.push((away, binding));
            }
        }
        let files = found.iter().filter(|(_, binding)| !is_live(binding.index)).map(|(away, _)| *away);
        // 0 is the file itself, and 1 its folder.
        let bound = files.min().filter(|nearest| *nearest <= 1).unwrap_or(usize::MAX);
        let own = found.into_iter().filter(|(away, binding)| *away <= bound || is_live(binding.index));
        own.map(|(_, binding)| binding).collect()
    }

    fn grant<'r>(&'r self, binding: &'r Binding) -> Grant<'r> {
        let role = binding.known_role.and_then(|role| Some((role, self.rules.get(&role)?.as_slice())));
        Grant {
            binding: binding.index,
            is_cluster_wide: binding.is_cluster_wide,
            role_name: &binding.role.name,
            role,
        }
    }

    /// The `ServiceAccount` itself, if it is in the run. One without a namespace may be that of any.
    pub(crate) fn account(
        &self,
        set: &ManifestSet,
        account: Account<'_>,
        near: usize,
    ) -> Option<&ServiceAccount> {
        let same = self.accounts_by_name.get(account.name)?;
        let lists: Vec<&Nearby> = match account.namespace {
            Some(_) => [None, account.namespace].iter().filter_map(|namespace| same.get(namespace)).collect(),
            None => same.values().collect(),
        };
        let mut nearest: Vec<usize> = lists.into_iter().filter_map(|list| list.nearest(set, near)).collect();
        nearest.sort_unstable();
        let nearest = nearest.into_iter().min_by_key(|index| distance(set, near, *index))?;
        self.accounts.get(&nearest)
    }
}

/// Whether a grant is that of an administrator of the cluster.
pub(crate) fn gives_everything(grant: &Grant<'_>) -> bool {
    let by_rule = || grant.role.is_some_and(|(_, rules)| rules.iter().any(is_everything));
    grant.is_cluster_wide && (grant.role_name == "cluster-admin" || by_rule())
}

/// Where the pod names its `ServiceAccount`, or could.
pub(crate) fn account_place(cx: &DaemonSetContext<'_>) -> Place {
    let named =
        ["serviceAccountName", "serviceAccount"].map(|key| FieldPath::parse("spec.template.spec").key(key));
    let written = named.iter().find(|path| cx.object.node().at(path).is_some());
    written.map_or_else(|| cx.at_key(&FieldPath::parse("spec.template.spec")), |path| cx.at(path))
}
