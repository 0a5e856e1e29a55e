//! What the `ServiceAccounts` of a run may do: bindings and roles joined by name.

mod power;

use k8s_openapi::api::core::v1::{PodSpec, ServiceAccount};
use k8s_openapi::api::rbac::v1::{
    ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef, Subject,
};

pub(super) use power::{allows, is_everything};

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

impl<'a> Account<'a> {
    /// The account of a pod in a namespace.
    pub(super) fn of(pod: &'a PodSpec, namespace: Option<&'a str>) -> Self {
        let names = [&pod.service_account_name, &pod.service_account];
        let name = names.into_iter().flatten().find(|name| !name.is_empty());
        Self { name: name.map_or("default", String::as_str), namespace }
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
        Self {
            set,
            roles: cluster_roles.chain(roles).map(known).collect(),
            bindings: wide.chain(narrow).map(binding).collect(),
            accounts: set.typed("", "ServiceAccount").map(|(index, _, account)| (index, account)).collect(),
        }
    }

    /// What an account is granted; `near` is the object that runs as it, in case that something is there twice.
    pub(super) fn grants(&self, account: Account<'_>, near: usize) -> Vec<Grant<'_>> {
        let ours =
            self.bindings.iter().filter(|binding| binding.subjects.iter().any(|subject| account.is(subject)));
        let nearest = nearest_of_each(self.set, near, ours.map(|binding| binding.index));
        let bindings = self.bindings.iter().filter(|binding| nearest.contains(&binding.index));
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
