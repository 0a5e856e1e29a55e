//! dangling-reference: an object that the pods name is not where they look for it.

use crate::lint::cluster::referable::{Contradiction, Referable};
use crate::lint::engine::daemon_sets::object;
use crate::lint::engine::facts::{Facts, Reference, ReferenceKind};
use crate::lint::engine::other_party::named;
use crate::lint::engine::placeholder::is_operator_asset;
use crate::lint::prelude::*;
use crate::words::slip;

pub(super) static RULE: Rule = Rule {
    id: "dangling-reference",
    summary: "the pods name an object that the manifests have elsewhere, or not at all",
    category: Category::Manifest,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
The pods of a DaemonSet name a ServiceAccount, ConfigMap, Secret, PersistentVolumeClaim, PriorityClass or RuntimeClass, and the
other objects of the run contradict it: an object of that name stands beside the DaemonSet in another namespace only (one that
names no namespace goes to `default`, or to that of -n); none has the name, but one beside it has nearly the same; or the file
(or a file of its own in the folder) holds other objects of the kind, so that the manifests are meant to be complete, and none
has the name. For a ServiceAccount it is enough that the file holds anything beside workloads, and names no ConfigMap or claim
that the run lacks. A priorityClassName that is nearly one of the two classes of the system is an error, and so is a
ServiceAccount or a PriorityClass that a cluster (--cluster) does not have.
Not reported is what the run cannot know: a DaemonSet that stands alone; references with `optional: true`; Secrets that are
nowhere, since people, cert-manager and External Secrets make them; what a kustomization generates; namespaces that a
kustomization sets or a chart leaves open; files that are brought together with resources of the network; objects that a server
returned.",
        why: "\
`kubectl apply` says created. Without its ServiceAccount or PriorityClass no pod is ever made: DESIRED 5, CURRENT 0, and only
`kubectl describe daemonset` shows `error looking up service account kube-system/agent: serviceaccount \"agent\" not found` or
`no PriorityClass with name agents was found`. Without its ConfigMap, Secret or claim each pod hangs in ContainerCreating
(`MountVolume.SetUp failed for volume \"config\": configmap \"agent\" not found`) or ends in CreateContainerConfigError. A namespace that
was forgotten on one of the objects is the usual cause.",
        remedy: "\
Write the namespace of the DaemonSet on the object, or the name as the object has it, or add the object. If it comes from somewhere
else, such as another chart, ignore the finding with that as its reason, or mark the reference as optional.",
        bad: "
kind: DaemonSet
metadata: {name: agent, namespace: kube-system}
spec:
  template:
    spec:
      serviceAccountName: agent
---
kind: ServiceAccount
metadata: {name: agent}
",
        good: "
kind: DaemonSet
metadata: {name: agent, namespace: kube-system}
spec:
  template:
    spec:
      serviceAccountName: agent
---
kind: ServiceAccount
metadata: {name: agent, namespace: kube-system}
",
        links: &[
            "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
            "https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/",
            "https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/",
        ],
    },
    check: Check::Run(check),
};

/// The classes that every cluster has.
const SYSTEM_CLASSES: [&str; 2] = ["system-node-critical", "system-cluster-critical"];

/// Objects that clusters bring along: the root certificate of every namespace, accounts of `OpenShift`, classes of platforms.
const GIVEN: &[(ReferenceKind, &str)] = &[
    (ReferenceKind::ConfigMap, "kube-root-ca.crt"),
    (ReferenceKind::ConfigMap, "openshift-service-ca.crt"),
    (ReferenceKind::ConfigMap, "extension-apiserver-authentication"),
    // Talos and bootkube, which Typhoon starts clusters with.
    (ReferenceKind::ConfigMap, "kubeconfig-in-cluster"),
    (ReferenceKind::ServiceAccount, "builder"),
    (ReferenceKind::ServiceAccount, "deployer"),
    (ReferenceKind::PriorityClass, "openshift-user-critical"),
    (ReferenceKind::PriorityClass, "gmp-critical"),
    (ReferenceKind::RuntimeClass, "gvisor"),
    (ReferenceKind::RuntimeClass, "nvidia"),
];

fn check(run: &RunContext<'_>, out: &mut Findings) {
    let referable = Referable::new(run);
    for (index, facts) in run.workloads() {
        for reference in &facts.references {
            if !is_given(run, index, reference) {
                reference_of(run, &referable, (index, facts), reference, out);
            }
        }
    }
}

fn is_given(run: &RunContext<'_>, daemon_set: usize, Reference { kind, name, .. }: &Reference) -> bool {
    let is_system = *kind == ReferenceKind::PriorityClass && name.starts_with("system-");
    // The server says of every such name that is not one of the two what it says of a pod.
    let is_told = is_system && !run.set.is_live(run.set.objects[daemon_set].file);
    is_told
        || (is_system && SYSTEM_CLASSES.contains(&&**name))
        || GIVEN.iter().any(|(given, known)| given == kind && **name == **known)
}

fn reference_of(
    run: &RunContext<'_>,
    referable: &Referable<'_>,
    (index, facts): (usize, &Facts),
    reference: &Reference,
    out: &mut Findings,
) {
    let Reference { kind, name, field } = reference;
    let contradiction = referable.contradiction(index, facts, reference);
    let at = run.place(index, field);
    let kind_name = kind.name();
    let system = || slip(name, &SYSTEM_CLASSES).filter(|_| *kind == ReferenceKind::PriorityClass);
    let is_found_by_name = matches!(contradiction, Some(Contradiction::Elsewhere(_)));
    if let Some(meant) = system().filter(|_| !is_found_by_name && !has_class(run, name)) {
        out.report(at, format!("no PriorityClass {name}; did you mean {meant}?"))
            .severity(Severity::Error)
            .help(format!("write {meant}: without its class the server refuses every pod"));
        return;
    }
    let Some(contradiction) = contradiction else { return };
    match contradiction {
        Contradiction::Elsewhere(other) => elsewhere(run, (index, other), reference, out),
        Contradiction::Near(other) => {
            let meant = run.set.objects[other].id.name.as_deref().unwrap_or_default();
            let finding = out
                .report(at, format!("no {kind_name} is called {name}; did you mean {meant}?"))
                .help(format!("write {meant}, or give the {kind_name} the name {name}"));
            finding.other_party(&object(run, other), &FieldPath::parse("metadata.name"), "this comes near");
        }
        Contradiction::Absent if is_meant_elsewhere(run, index) => {}
        Contradiction::Absent => {
            let finding = out.report(at, format!("the {kind_name} {name} is not in the manifests"));
            finding.marker(consequence(*kind));
            finding.help(format!("add the {kind_name}, or name one that is there"));
        }
        Contradiction::AbsentFromCluster => {
            out.report(at, format!("neither the cluster nor the manifests have the {kind_name} {name}"))
                .severity(Severity::Error)
                .server(Some(Server::RejectsPods))
                .help(format!("create the {kind_name} first: the server refuses the pods without it"));
        }
    }
}

fn elsewhere(
    run: &RunContext<'_>,
    (index, other): (usize, usize),
    Reference { kind, name, field }: &Reference,
    out: &mut Findings,
) {
    let (own, theirs) = (&run.set.objects[index], &run.set.objects[other]);
    let (namespace, their_namespace) = (run.set.namespace_of(own), run.set.namespace_of(theirs));
    let kind = kind.name();
    let message = format!("the {kind} {name} is in namespace {their_namespace}, the pods are in {namespace}");
    let finding = out.report(run.place(index, field), message);
    let (help, path, words) = match (&own.id.namespace, &theirs.id.namespace) {
        (_, None) => {
            let help = format!("write `namespace: {namespace}` into the metadata of the {kind}");
            (help, "metadata.name", format!("names no namespace, so that it goes to {their_namespace}"))
        }
        (None, Some(_)) => {
            let help = format!("write `namespace: {their_namespace}` into the metadata of {}", named(own));
            (help, "metadata.namespace", "another namespace than that of the pods".to_owned())
        }
        (Some(_), Some(_)) => {
            let help = format!("put the {kind} and the DaemonSet into one namespace");
            (help, "metadata.namespace", "another namespace than that of the pods".to_owned())
        }
    };
    finding.help(help);
    finding.other_party(&object(run, other), &FieldPath::parse(path), &words);
}

fn has_class(run: &RunContext<'_>, name: &str) -> bool {
    let mut classes = run.set.of_kind("scheduling.k8s.io", "PriorityClass");
    classes.any(|(_, class)| class.id.name.as_deref() == Some(name))
}

/// Whether a DaemonSet was returned by a server, which has the rest, or is completed by an operator.
fn is_meant_elsewhere(run: &RunContext<'_>, index: usize) -> bool {
    let object = run.set.objects[index].open();
    object.node().at(&FieldPath::parse("metadata.uid")).is_some()
        || object.pod_spec().is_some_and(is_operator_asset)
}

fn consequence(kind: ReferenceKind) -> &'static str {
    match kind {
        ReferenceKind::ServiceAccount | ReferenceKind::PriorityClass | ReferenceKind::RuntimeClass => {
            "no pod is created without it"
        }
        _ => "no pod starts without it",
    }
}
