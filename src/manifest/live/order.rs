//! The order in which people write the fields of manifests.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Fields that come first, as the examples of the Kubernetes documentation have them. One list serves all objects: where two
/// of these stand together, this is their order.
const FIRST: &[&str] = &[
    // Objects and their metadata.
    "apiVersion",
    "apiGroup",
    "kind",
    "metadata",
    "name",
    "namespace",
    "labels",
    "annotations",
    // Tolerations, selectors, items of volumes.
    "key",
    "operator",
    "value",
    "values",
    "path",
    "type",
    // PriorityClass.
    "globalDefault",
    "preemptionPolicy",
    "description",
    // RBAC: roles and bindings.
    "roleRef",
    "subjects",
    "apiGroups",
    // DaemonSet; `template` comes last.
    "selector",
    "matchLabels",
    "matchExpressions",
    "minReadySeconds",
    "revisionHistoryLimit",
    "updateStrategy",
    "rollingUpdate",
    "maxUnavailable",
    "maxSurge",
    // Pod.
    "serviceAccountName",
    "automountServiceAccountToken",
    "priorityClassName",
    "hostNetwork",
    "hostPID",
    "hostIPC",
    "dnsPolicy",
    "terminationGracePeriodSeconds",
    "nodeSelector",
    "affinity",
    "tolerations",
    // Terms of affinity, tolerations.
    "weight",
    "preference",
    "effect",
    "tolerationSeconds",
    "accessModes",
    // Container.
    "image",
    "imagePullPolicy",
    "command",
    "args",
    "workingDir",
    "ports",
    "envFrom",
    "env",
    "resources",
    "resourceNames",
    "verbs",
    "startupProbe",
    "livenessProbe",
    "readinessProbe",
    "lifecycle",
    // Probe.
    "exec",
    "httpGet",
    "tcpSocket",
    "grpc",
    "port",
    "initialDelaySeconds",
    "periodSeconds",
    "timeoutSeconds",
    "successThreshold",
    "failureThreshold",
    // Ports and volume mounts.
    "containerPort",
    "hostPort",
    "targetPort",
    "protocol",
    "mountPath",
    "subPath",
    "readOnly",
    "securityContext",
];

/// Fields that come last.
const LAST: &[&str] = &["initContainers", "containers", "volumeMounts", "volumes", "template", "spec"];

static RANKS: LazyLock<HashMap<&str, isize>> = LazyLock::new(|| {
    let first = FIRST.iter().zip(isize::MIN..);
    let last = LAST.iter().zip(1..);
    first.chain(last).map(|(key, rank)| (*key, rank)).collect()
});

/// Which field is written first; those without a place of their own are in the order of the alphabet.
pub(super) fn compare(one: &str, other: &str) -> Ordering {
    let rank = |key: &str| RANKS.get(key).copied().unwrap_or_default();
    rank(one).cmp(&rank(other)).then_with(|| one.cmp(other))
}
