//! misdirected-binding: a binding that misses the account of a DaemonSet by its namespace or by a letter.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::rbac::v1::{ClusterRoleBinding, RoleBinding, RoleRef, Subject};

use crate::lint::cluster::referable::Referable;
use crate::lint::engine::facts::ReferenceKind;
use crate::lint::engine::other_party::named;
use crate::lint::engine::placeholder::has_placeholder;
use crate::lint::prelude::*;
use crate::manifest::Object;
use crate::words::is_slip;

pub(super) static RULE: Rule = Rule {
    id: "misdirected-binding",
    summary: "a binding misses the account of a DaemonSet by its namespace or by a letter",
    category: Category::Manifest,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A ClusterRoleBinding or RoleBinding beside a DaemonSet (in its file, its folder or its kustomization) has as subject a ServiceAccount
with the name of the DaemonSet's account, but in another namespace (`default` is typical) or in none; or one in its namespace whose
name is a letter or two away. Reported only where nobody else is meant: the run has no such account, no workload of it runs as that account,
and no other binding gives the same role to the account of the DaemonSet. Where the DaemonSet names no namespace, or a kustomization sets
it, nothing is said of another namespace.",
        why: "\
A subject that does not exist is no mistake to the API server. The agent starts and gets `nodes is forbidden: User
\"system:serviceaccount:kube-system:agent\" cannot list resource \"nodes\"` for everything it asks; many agents log that and go on, so that
data is missing and nothing else shows. Manifests that were written for `default`, and of which only the DaemonSet was moved, are the usual cause.",
        remedy: "Write the namespace of the DaemonSet (or the account's name, as the DaemonSet has it) into the subject.",
        bad: "
kind: DaemonSet
metadata: {name: agent, namespace: kube-system}
spec:
  template:
    spec:
      serviceAccountName: agent
---
kind: ClusterRoleBinding
metadata: {name: agent}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: agent}
subjects:
  - {kind: ServiceAccount, name: agent, namespace: default}
",
        good: "
kind: DaemonSet
metadata: {name: agent, namespace: kube-system}
spec:
  template:
    spec:
      serviceAccountName: agent
---
kind: ClusterRoleBinding
metadata: {name: agent}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: agent}
subjects:
  - {kind: ServiceAccount, name: agent, namespace: kube-system}
",
        links: &["https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding"],
    },
    check: Check::Run(check),
};

const GROUP: &str = "rbac.authorization.k8s.io";

/// An account: its namespace and name.
type Account<'a> = (&'a str, &'a str);

/// A subject of a binding that is an account.
struct Bound {
    binding: usize,
    /// Its place among the subjects.
    position: usize,
    name: String,
    /// As written, or that of a `RoleBinding`.
    namespace: Option<String>,
    role: (String, String),
}

fn check(run: &RunContext<'_>, out: &mut Findings) {
    let bound = bound(run);
    if bound.is_empty() {
        return;
    }
    let referable = Referable::new(run);
    let known = known_accounts(run);
    let mut by_account: BTreeMap<Account<'_>, BTreeSet<&(String, String)>> = BTreeMap::new();
    for one in &bound {
        by_account
            .entry((one.namespace.as_deref().unwrap_or_default(), &one.name))
            .or_default()
            .insert(&one.role);
    }
    let nearby = Nearby::new(run, &bound);
    let mut told = BTreeSet::new();
    for (index, facts) in run.workloads() {
        let object = &run.set.objects[index];
        if !object.is_daemon_set() || facts.account.is_empty() || &*facts.account == "default" {
            continue;
        }
        let own = (run.set.namespace_of(object), &*facts.account);
        let roles = by_account.get(&own);
        for one in nearby.of(run, object, own.1) {
            let is_given = roles.is_some_and(|roles| roles.contains(&one.role));
            let is_other =
                || known.contains(&(one.namespace.as_deref().unwrap_or_default(), one.name.as_str()));
            if is_given
                || !misses(run, object, own, one)
                || is_other()
                || !referable.is_beside(object, one.binding)
            {
                continue;
            }
            if !referable.sets_namespace(object, one.binding) && told.insert((one.binding, one.position)) {
                report(run, index, own, one, out);
            }
        }
    }
}

/// Where to look for the subjects that may be meant for an account.
struct Nearby<'b> {
    by_name: BTreeMap<&'b str, Vec<&'b Bound>>,
    by_folder: BTreeMap<&'b str, Vec<&'b Bound>>,
}

/// In folders with more subjects names are alike by chance.
const MOST: usize = 200;

impl<'b> Nearby<'b> {
    fn new(run: &RunContext<'b>, bound: &'b [Bound]) -> Self {
        let mut nearby = Self { by_name: BTreeMap::new(), by_folder: BTreeMap::new() };
        for one in bound {
            let folder = run.set.source_of(&run.set.objects[one.binding]).folder();
            nearby.by_name.entry(&one.name).or_default().push(one);
            nearby.by_folder.entry(folder).or_default().push(one);
        }
        nearby
    }

    /// Those of the account's name, and those in the folder of a DaemonSet.
    fn of(
        &self,
        run: &RunContext<'_>,
        daemon_set: &Object,
        account: &str,
    ) -> impl Iterator<Item = &'b Bound> {
        let named = self.by_name.get(account).into_iter().flatten();
        let folder = run.set.source_of(daemon_set).folder();
        let beside = self.by_folder.get(folder).filter(|beside| beside.len() <= MOST);
        named.chain(beside.into_iter().flatten()).copied()
    }
}

/// The subjects of the run's bindings that are accounts.
fn bound(run: &RunContext<'_>) -> Vec<Bound> {
    let mut found = Vec::new();
    let mut add = |binding: usize, object: &Object, role: RoleRef, subjects: Option<Vec<Subject>>| {
        // Where no namespace is written, the authorizer takes that of the binding (`appliesToUser` in
        // `pkg/registry/rbac/validation/rule.go`, 1.37).
        let own = (object.id.kind == "RoleBinding").then(|| run.set.namespace_of(object).to_owned());
        for (position, subject) in subjects.into_iter().flatten().enumerate() {
            if subject.kind != "ServiceAccount" || has_placeholder(&subject.name) {
                continue;
            }
            let written = subject.namespace.filter(|namespace| !namespace.is_empty());
            if !written.as_deref().is_some_and(has_placeholder) {
                let (namespace, role) =
                    (written.or_else(|| own.clone()), (role.kind.clone(), role.name.clone()));
                found.push(Bound { binding, position, name: subject.name, namespace, role });
            }
        }
    };
    for (index, object, binding) in run.set.typed::<ClusterRoleBinding>(GROUP, "ClusterRoleBinding") {
        add(index, object, binding.role_ref, binding.subjects);
    }
    for (index, object, binding) in run.set.typed::<RoleBinding>(GROUP, "RoleBinding") {
        add(index, object, binding.role_ref, binding.subjects);
    }
    found
}

/// The accounts that the run has, or as which some workload runs.
fn known_accounts<'a>(run: &RunContext<'a>) -> BTreeSet<Account<'a>> {
    let set = run.set;
    let accounts = set.of_kind("", ReferenceKind::ServiceAccount.name());
    let accounts =
        accounts.filter_map(|(_, object)| Some((set.namespace_of(object), object.id.name.as_deref()?)));
    let used = run.workloads().map(|(index, facts)| (set.namespace_of(&set.objects[index]), &*facts.account));
    accounts.chain(used).collect()
}

/// Whether a subject is nearly the account of a DaemonSet.
fn misses(run: &RunContext<'_>, daemon_set: &Object, own: Account<'_>, one: &Bound) -> bool {
    let namespace = one.namespace.as_deref();
    let is_placed = daemon_set.id.namespace.is_some() || run.set.default_namespace.is_some();
    if one.name == own.1 {
        return namespace != Some(own.0) && (is_placed || namespace.is_none());
    }
    namespace == Some(own.0) && is_slip(&one.name, own.1)
}

fn report(run: &RunContext<'_>, index: usize, own: Account<'_>, one: &Bound, out: &mut Findings) {
    let object = &run.set.objects[index];
    let binding = run.object(&RULE, one.binding);
    let subject = FieldPath::parse("subjects").index(one.position);
    let (namespace, account) = own;
    let (key, message, help) = if one.name == account {
        let where_to =
            one.namespace.as_deref().map_or("no namespace".to_owned(), |name| format!("namespace {name}"));
        let message = format!("for the account {account} in {where_to}; {} is in {namespace}", named(object));
        ("namespace", message, format!("write `namespace: {namespace}`: the agent has none of these rights"))
    } else {
        let message = format!("for the account {}; {} runs as {account}", one.name, named(object));
        ("name", message, format!("write `name: {account}`: the agent has none of these rights"))
    };
    let finding = out.report(binding.at(&subject.key(key)), message).help(help);
    let account = run.facts(index).and_then(|facts| {
        facts.references.iter().find(|reference| reference.kind == ReferenceKind::ServiceAccount)
    });
    if let Some(account) = account {
        finding.other_place(run.set, &run.place(index, &account.field), "the pods run as this account");
    }
}
