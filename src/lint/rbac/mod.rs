//! What the `ServiceAccounts` of a run may do: bindings and roles joined by name.

mod power;

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{PodSpec, ServiceAccount};
use k8s_openapi::api::rbac::v1::{
    ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject,
};

pub(super) use power::{allows, is_everything};

use super::context::{DaemonSetContext, RunContext};
use super::daemon_sets::daemon_sets_if;
use super::vicinity::{nearest, nearest_of_each};
use crate::manifest::ManifestSet;

const GROUP: &str = "rbac.authorization.k8s.io";

/// The roles, bindings and `ServiceAccounts` of a run.
#[derive(Debug)]
pub(super) struct Rbac<'a> {
    set: &'a ManifestSet,
    roles: Vec<KnownRole>,
    bindings: Vec<Binding>,
    accounts: Vec<(usize, ServiceAccount)>,
    /// The bindings that name an account, by its name.
    by_account: BTreeMap<String, Vec<usize>>,
    /// The bindings that name a group.
    of_groups: Vec<usize>,
}

#[derive(Debug)]
struct KnownRole {
    index: usize,
    rules: Vec<PolicyRule>,
}

#[derive(Debug)]
struct Binding {
    index: usize,
    is_cluster_wide: bool,
    role: RoleRef,
    subjects: Vec<Subject>,
}

/// What a binding gives to a `ServiceAccount`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grant<'r> {
    /// Index of the binding among the objects of the run.
    pub(super) binding: usize,
    /// Whether it holds in every namespace.
    pub(super) is_cluster_wide: bool,
    /// The name of the role.
    pub(super) role_name: &'r str,
    /// Index of the role and its rules, if it is in the run.
    pub(super) role: Option<(usize, &'r [PolicyRule])>,
}

/// The `ServiceAccount` that a pod runs as.
#[derive(Clone, Copy, Debug)]
pub(super) struct Account<'a> {
    /// Its name; `default` if none is named.
    pub(super) name: &'a str,
    /// Its namespace, if it is written.
    pub(super) namespace: Option<&'a str>,
}

/// The name of the `ServiceAccount` that a pod runs as; `default` if it names none.
pub fn service_account(pod: &PodSpec) -> &str {
    let names = [&pod.service_account_name, &pod.service_account];
    let name = names.into_iter().flatten().find(|name| !name.is_empty());
    name.map_or("default", String::as_str)
}

impl<'a> Account<'a> {
    /// The account of a pod in a namespace.
    pub(super) fn of(pod: &'a PodSpec, namespace: Option<&'a str>) -> Self {
        Self { name: Self::name_of(pod), namespace }
    }

    /// The name of the account of a pod.
    pub(super) fn name_of(pod: &PodSpec) -> &str {
        service_account(pod)
    }

    /// Whether a subject is this account. Where no namespace is written the name decides, unless it is `default`:
    /// every namespace has one of that name.
    fn is(self, subject: &Subject) -> bool {
        let same_namespace = |namespace: &str| match self.namespace {
            Some(own) => own == namespace,
            None => self.name != "default" || namespace == "default",
        };
        match subject.kind.as_str() {
            "ServiceAccount" => {
                subject.name == self.name && subject.namespace.as_deref().is_none_or(same_namespace)
            }
            "Group" => match subject.name.strip_prefix("system:serviceaccounts") {
                Some("") => true,
                Some(rest) => rest.strip_prefix(':').is_some_and(|name| self.namespace == Some(name)),
                None => false,
            },
            _ => false,
        }
    }
}

impl<'a> Rbac<'a> {
    /// Everything of the run that tells of permissions.
    pub(super) fn of(set: &'a ManifestSet) -> Self {
        let cluster_roles = set.typed::<ClusterRole>(GROUP, "ClusterRole");
        let cluster_roles = cluster_roles.map(|(index, _, role)| (index, role.rules));
        let roles = set.typed::<Role>(GROUP, "Role").map(|(index, _, role)| (index, role.rules));
        let wide = set.typed::<ClusterRoleBinding>(GROUP, "ClusterRoleBinding");
        let wide = wide.map(|(index, _, binding)| (index, true, binding.role_ref, binding.subjects));
        let narrow = set.typed::<RoleBinding>(GROUP, "RoleBinding");
        let narrow = narrow.map(|(index, _, binding)| (index, false, binding.role_ref, binding.subjects));
        let binding = |(index, is_cluster_wide, role, subjects): (_, _, _, Option<Vec<_>>)| Binding {
            index,
            is_cluster_wide,
            role,
            subjects: subjects.unwrap_or_default(),
        };
        let known =
            |(index, rules): (_, Option<Vec<_>>)| KnownRole { index, rules: rules.unwrap_or_default() };
        let mut rbac = Self {
            set,
            roles: cluster_roles.chain(roles).map(known).collect(),
            bindings: wide.chain(narrow).map(binding).collect(),
            accounts: set.typed("", "ServiceAccount").map(|(index, _, account)| (index, account)).collect(),
            by_account: BTreeMap::new(),
            of_groups: Vec::new(),
        };
        rbac.index();
        rbac
    }

    fn index(&mut self) {
        for (index, binding) in self.bindings.iter().enumerate() {
            for subject in &binding.subjects {
                match subject.kind.as_str() {
                    "ServiceAccount" => self.by_account.entry(subject.name.clone()).or_default().push(index),
                    "Group" => self.of_groups.push(index),
                    _ => {}
                }
            }
        }
    }

    /// The DaemonSets of the run to whose account something may be granted.
    pub(super) fn granted(&self, run: &'a RunContext<'a>) -> impl Iterator<Item = DaemonSetContext<'a>> {
        daemon_sets_if(run, |index, object| {
            let namespace = object.id.namespace.as_deref();
            run.brief(index).is_some_and(|brief| {
                self.bindings_of(Account { name: &brief.account, namespace }).next().is_some()
            })
        })
    }

    /// The bindings of which an account is a subject, by their number; some perhaps twice.
    fn bindings_of(&self, account: Account<'_>) -> impl Iterator<Item = (usize, &Binding)> {
        let named = self.by_account.get(account.name).into_iter().flatten();
        let bindings = named.chain(&self.of_groups).map(|number| (*number, &self.bindings[*number]));
        bindings.filter(move |(_, binding)| binding.subjects.iter().any(|subject| account.is(subject)))
    }

    /// What an account is granted; `near` is the object that runs as it, in case that something is there twice.
    pub(super) fn grants(&self, account: Account<'_>, near: usize) -> Vec<Grant<'_>> {
        let ours: BTreeMap<usize, &Binding> = self.bindings_of(account).collect();
        let nearest = nearest_of_each(self.set, near, ours.values().map(|binding| binding.index));
        let bindings = ours.into_values().filter(|binding| nearest.contains(&binding.index));
        bindings
            .map(|binding| Grant {
                binding: binding.index,
                is_cluster_wide: binding.is_cluster_wide,
                role_name: &binding.role.name,
                role: self.role_of(binding),
            })
            .collect()
    }

    /// The `ServiceAccount` itself, if it is in the run.
    pub(super) fn account(&self, account: Account<'_>, near: usize) -> Option<&ServiceAccount> {
        let same = self.accounts.iter().filter(|(index, _)| {
            let id = &self.set.objects[*index].id;
            id.name.as_deref() == Some(account.name)
                && (id.namespace.is_none()
                    || account.namespace.is_none()
                    || id.namespace.as_deref() == account.namespace)
        });
        let nearest = nearest(self.set, near, same.map(|(index, _)| *index))?;
        self.accounts.iter().find(|(index, _)| *index == nearest).map(|(_, account)| account)
    }

    fn role_of(&self, binding: &Binding) -> Option<(usize, &[PolicyRule])> {
        let namespace = self.set.objects[binding.index].id.namespace.as_deref();
        let same = self.roles.iter().filter(|role| {
            let id = &self.set.objects[role.index].id;
            id.kind == binding.role.kind
                && id.name.as_deref() == Some(&binding.role.name)
                && (id.kind == "ClusterRole" || id.namespace.as_deref() == namespace)
        });
        let nearest = nearest(self.set, binding.index, same.map(|role| role.index))?;
        let role = self.roles.iter().find(|role| role.index == nearest)?;
        Some((role.index, &role.rules))
    }
}
