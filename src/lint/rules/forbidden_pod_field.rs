//! forbidden-pod-field: fields that each are known, and that a DaemonSet cannot have, or not together.

use std::collections::{BTreeMap, BTreeSet};

use k8s_openapi::api::core::v1::Container;

use crate::lint::engine::placeholder::{has_placeholder, is_operator_asset};
use crate::lint::pod::init_containers::is_listed_as_init;
use crate::lint::prelude::*;
use crate::words::nearest;

pub(super) static RULE: Rule = Rule {
    id: "forbidden-pod-field",
    summary: "the API server refuses a field in the pods of a DaemonSet, or two fields together",
    category: Category::Manifest,
    severity: Severity::Error,
    default: Activation::On,
    needs: Needs::File,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A restartPolicy other than Always; activeDeadlineSeconds or ephemeralContainers in the template; under hostNetwork a hostPort that
differs from its containerPort; privileged together with `allowPrivilegeEscalation: false`; two ports of one name in a container;
a volumeMount or volumeDevice whose volume is not declared. Pods that an operator completes (an image such as `FILLED BY THE
OPERATOR`) may get their volumes later, and are not asked for them.",
        why: "\
Each field is valid by itself, so that schema checkers and editors are content, and the API server is the first to refuse the
whole DaemonSet: `spec.template.spec.containers[0].volumeMounts[1].name: Not found: \"cert\"`, `Unsupported value: \"OnFailure\":
supported values: \"Always\"`. Mostly they come from a Job or Pod that became a DaemonSet, or from a volume that was removed in
one of its two places.",
        remedy: "\
Remove what only a Job can have: a DaemonSet restarts its containers for ever, and one-time work belongs in an init container
before one that sleeps. On the host network leave hostPort out; the containerPort is the port of the node. A privileged container
can always escalate. Declare each volume that is mounted.",
        bad: "
hostNetwork: true
restartPolicy: OnFailure
containers:
  - name: exporter
    image: registry.example/exporter:1.8.2
    ports: [{containerPort: 9100, hostPort: 19100}]
    volumeMounts: [{name: certs, mountPath: /certs}]
",
        good: "
hostNetwork: true
containers:
  - name: exporter
    image: registry.example/exporter:1.8.2
    ports: [{containerPort: 9100}]
    volumeMounts: [{name: certs, mountPath: /certs}]
volumes:
  - name: certs
    secret: {secretName: exporter-certs}
",
        links: &[
            "https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#pod-template",
            "https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/",
            "https://kubernetes.io/docs/concepts/storage/volumes/",
        ],
    },
    check: Check::DaemonSet(check),
};

fn spec_path(name: &'static str) -> FieldPath {
    FieldPath::parse("spec.template.spec").key(name)
}

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    out.server(Server::Rejects);
    of_jobs(cx, out);
    for (path, container) in cx.containers() {
        host_ports(cx, &path, container, out);
        privilege(cx, &path, container, out);
        port_names(cx, &path, container, out);
    }
    volumes(cx, out);
}

/// `ValidateDaemonSetSpec` in `pkg/apis/apps/validation/validation.go`, 1.32.
fn of_jobs(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let policy = cx.pod.restart_policy.as_deref().filter(|policy| !matches!(*policy, "" | "Always"));
    if let Some(policy) = policy.filter(|policy| !has_placeholder(policy)) {
        out.report(
            cx.at(&spec_path("restartPolicy")),
            format!("a DaemonSet cannot have the restartPolicy {policy}"),
        )
        .help(
            "remove it: containers of a DaemonSet are always restarted; one-time work is for init containers",
        )
        .fix(Applicability::Safe, "remove restartPolicy", cx.remove(&spec_path("restartPolicy")));
    }
    if cx.pod.active_deadline_seconds.is_some() {
        out.report(
            cx.at(&spec_path("activeDeadlineSeconds")),
            "a DaemonSet cannot have activeDeadlineSeconds",
        )
        .help("remove it: only Jobs and single pods end by a deadline")
        .fix(
            Applicability::Safe,
            "remove activeDeadlineSeconds",
            cx.remove(&spec_path("activeDeadlineSeconds")),
        );
    }
    if cx.pod.ephemeral_containers.as_ref().is_some_and(|list| !list.is_empty()) {
        out.report(
            cx.at_key(&spec_path("ephemeralContainers")),
            "a pod template cannot have ephemeralContainers",
        )
        .help("remove them: `kubectl debug` adds them to running pods");
    }
}

/// `validateHostNetwork` in `pkg/apis/core/validation/validation.go`, 1.34: regular containers only.
fn host_ports(cx: &DaemonSetContext<'_>, path: &FieldPath, container: &Container, out: &mut Findings) {
    let is_init = is_listed_as_init(path);
    if cx.pod.host_network != Some(true) || is_init {
        return;
    }
    for (index, port) in container.ports.iter().flatten().enumerate() {
        let own = port.container_port;
        let Some(host) = port.host_port.filter(|host| *host != 0 && own != 0 && *host != own) else {
            continue;
        };
        let path = path.clone().key("ports").index(index);
        out.report(
            cx.at(&path.clone().key("hostPort")),
            format!("hostPort {host} must equal containerPort {own} on the host network"),
        )
        .label(cx.at(&path.clone().key("containerPort")).span, "the process listens here, on the node itself")
        .label(cx.at_key(&spec_path("hostNetwork")).span, "the pod has no network of its own")
        .help("remove hostPort; to listen elsewhere, change the port of the process")
        .fix(
            Applicability::Safe,
            format!("set hostPort to {own}"),
            cx.set(&path.key("hostPort"), &own.to_string()),
        );
    }
}

/// `ValidateSecurityContext` in `pkg/apis/core/validation/validation.go`, 1.34.
fn privilege(cx: &DaemonSetContext<'_>, path: &FieldPath, container: &Container, out: &mut Findings) {
    let Some(context) = &container.security_context else { return };
    if context.privileged != Some(true) || context.allow_privilege_escalation != Some(false) {
        return;
    }
    let path = path.clone().key("securityContext");
    out.report(
        cx.at(&path.clone().key("allowPrivilegeEscalation")),
        "a privileged container cannot have allowPrivilegeEscalation: false",
    )
    .label(cx.at(&path.key("privileged")).span, "privileged always escalates")
    .help("remove one of them; without privileged, list the capabilities that are needed");
}

/// `validateContainerPorts` in `pkg/apis/core/validation/validation.go`, 1.34.
fn port_names(cx: &DaemonSetContext<'_>, path: &FieldPath, container: &Container, out: &mut Findings) {
    let mut known: BTreeMap<&str, FieldPath> = BTreeMap::new();
    for (index, port) in container.ports.iter().flatten().enumerate() {
        let Some(name) = port.name.as_deref().filter(|name| !name.is_empty()) else { continue };
        let path = path.clone().key("ports").index(index).key("name");
        if let Some(first) = known.get(name) {
            out.report(cx.at(&path), format!("two ports of this container are called {name}"))
                .label(cx.at(first).span, "the first one")
                .help("give each port a name of its own");
        } else {
            known.insert(name, path);
        }
    }
}

/// `ValidateVolumeMounts` and `ValidateVolumeDevices` in `pkg/apis/core/validation/validation.go`, 1.34; one finding
/// for each name.
fn volumes(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let list = spec_path("volumes");
    let is_told =
        cx.object.problems().iter().any(|problem| problem.path.segments().starts_with(list.segments()));
    if is_operator_asset(cx.pod) || is_told {
        return;
    }
    let declared: BTreeSet<&str> =
        cx.pod.volumes.iter().flatten().map(|volume| volume.name.as_str()).collect();
    let mut missing: BTreeMap<&str, Vec<FieldPath>> = BTreeMap::new();
    let containers = cx.containers();
    for (path, container) in &containers {
        let mounts = container.volume_mounts.iter().flatten().map(|mount| mount.name.as_str());
        let devices = container.volume_devices.iter().flatten().map(|device| device.name.as_str());
        let all = mounts
            .enumerate()
            .map(|(index, name)| ("volumeMounts", index, name))
            .chain(devices.enumerate().map(|(index, name)| ("volumeDevices", index, name)));
        for (list, index, name) in all.filter(|(_, _, name)| !name.is_empty() && !declared.contains(name)) {
            missing.entry(name).or_default().push(path.clone().key(list).index(index).key("name"));
        }
    }
    for (name, paths) in &missing {
        let Some((first, others)) = paths.split_first() else { continue };
        let finding = out
            .report(cx.at(first), format!("volume {name} is mounted and not declared"))
            .help(advice(name, &declared));
        for other in others {
            finding.label(cx.at(other).span, "and mounted here");
        }
    }
}

fn advice(name: &str, declared: &BTreeSet<&str>) -> String {
    match nearest(name, declared.iter().copied(), 0.85) {
        Some(near) => format!("write {near}, or declare the volume {name} under spec.template.spec.volumes"),
        None => "declare it under spec.template.spec.volumes, or remove the mount".to_owned(),
    }
}
