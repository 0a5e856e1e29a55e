//! What the API server fills in where an author says nothing.

use serde_json::Value as Json;

use super::written::Written;

/// A field and what the server writes there. In the path `[]` stands for every item of a list, and `a|b` for both fields.
type Default = (&'static str, Is);

/// The value of a default.
#[derive(Clone, Copy, Debug)]
enum Is {
    Int(i64),
    Text(&'static str),
    Bool(bool),
    /// An object without fields, or one whose fields were all defaults.
    Empty,
    /// What the field beside it says.
    SameAs(&'static str),
    /// What the tag of the image beside it asks for; the image is in this field.
    PullPolicyOf(&'static str),
    /// What the server allocated: anything but this.
    AllocatedUnless(&'static str),
    /// The directions of the rules of a NetworkPolicy.
    PolicyTypes,
}

/// Source: `SetDefaults_DaemonSet` of `pkg/apis/apps/v1/defaults.go`, 1.37.
const DAEMON_SET: &[Default] = &[
    ("spec.revisionHistoryLimit", Is::Int(10)),
    ("spec.updateStrategy.rollingUpdate.maxUnavailable", Is::Int(1)),
    ("spec.updateStrategy.rollingUpdate.maxSurge", Is::Int(0)),
    ("spec.updateStrategy.rollingUpdate", Is::Empty),
    ("spec.updateStrategy.type", Is::Text("RollingUpdate")),
    ("spec.updateStrategy", Is::Empty),
];

/// Source: `SetDefaults_PodSpec` of `pkg/apis/core/v1/defaults.go`, 1.37. What `SetDefaults_Pod` and admission fill in
/// (requests from limits, host ports, `enableServiceLinks`, tolerations, `priority`) they fill into pods, and not into
/// templates: there somebody wrote it.
const POD: &[Default] = &[
    ("dnsPolicy", Is::Text("ClusterFirst")),
    ("restartPolicy", Is::Text("Always")),
    ("schedulerName", Is::Text("default-scheduler")),
    ("securityContext", Is::Empty),
    ("serviceAccount", Is::SameAs("serviceAccountName")),
    ("terminationGracePeriodSeconds", Is::Int(30)),
];

/// Source: `SetDefaults_Container`, `SetDefaults_Probe`, `SetDefaults_HTTPGetAction`, `SetDefaults_ObjectFieldSelector` of
/// `pkg/apis/core/v1/defaults.go`, and `+default` of `k8s.io/api/core/v1/types.go`, 1.37. `resources` is always written.
const CONTAINER: &[Default] = &[
    ("imagePullPolicy", Is::PullPolicyOf("image")),
    ("terminationMessagePath", Is::Text("/dev/termination-log")),
    ("terminationMessagePolicy", Is::Text("File")),
    ("resources", Is::Empty),
    ("ports[].protocol", Is::Text("TCP")),
    ("env[].valueFrom.fieldRef.apiVersion", Is::Text("v1")),
    ("env[].valueFrom.fileKeyRef.optional", Is::Bool(false)),
    ("livenessProbe|readinessProbe|startupProbe.timeoutSeconds", Is::Int(1)),
    ("livenessProbe|readinessProbe|startupProbe.periodSeconds", Is::Int(10)),
    ("livenessProbe|readinessProbe|startupProbe.successThreshold", Is::Int(1)),
    ("livenessProbe|readinessProbe|startupProbe.failureThreshold", Is::Int(3)),
    ("livenessProbe|readinessProbe|startupProbe.httpGet.path", Is::Text("/")),
    ("livenessProbe|readinessProbe|startupProbe.httpGet.scheme", Is::Text("HTTP")),
    ("livenessProbe|readinessProbe|startupProbe.grpc.service", Is::Text("")),
    ("lifecycle.postStart|preStop.httpGet.path", Is::Text("/")),
    ("lifecycle.postStart|preStop.httpGet.scheme", Is::Text("HTTP")),
];

/// Source: `SetDefaults_*VolumeSource`, `SetDefaults_ServiceAccountTokenProjection`, `SetDefaults_PersistentVolumeClaimSpec`
/// of `pkg/apis/core/v1/defaults.go`, and `+default` of `k8s.io/api/core/v1/types.go`, 1.37. A volume without a source gets
/// an `emptyDir`, which stays: everybody writes it.
const VOLUME: &[Default] = &[
    ("secret|configMap|downwardAPI|projected.defaultMode", Is::Int(420)),
    ("hostPath.type", Is::Text("")),
    ("image.pullPolicy", Is::PullPolicyOf("reference")),
    ("downwardAPI.items[].fieldRef.apiVersion", Is::Text("v1")),
    ("projected.sources[].downwardAPI.items[].fieldRef.apiVersion", Is::Text("v1")),
    ("projected.sources[].serviceAccountToken.expirationSeconds", Is::Int(3600)),
    ("ephemeral.volumeClaimTemplate.metadata.creationTimestamp", Is::AllocatedUnless("")),
    ("ephemeral.volumeClaimTemplate.metadata", Is::Empty),
    ("ephemeral.volumeClaimTemplate.spec.volumeMode", Is::Text("Filesystem")),
    ("iscsi.iscsiInterface", Is::Text("default")),
    ("rbd.pool", Is::Text("rbd")),
    ("rbd.user", Is::Text("admin")),
    ("rbd.keyring", Is::Text("/etc/ceph/keyring")),
    ("azureDisk.cachingMode", Is::Text("ReadWrite")),
    ("azureDisk.fsType", Is::Text("ext4")),
    ("azureDisk.readOnly", Is::Bool(false)),
    ("azureDisk.kind", Is::Text("Shared")),
    ("scaleIO.storageMode", Is::Text("ThinProvisioned")),
    ("scaleIO.fsType", Is::Text("xfs")),
];

/// Source: `SetDefaults_Service` of `pkg/apis/core/v1/defaults.go`; what is allocated, `pkg/registry/core/service/storage`, 1.37.
const SERVICE: &[Default] = &[
    ("spec.type", Is::Text("ClusterIP")),
    ("spec.sessionAffinity", Is::Text("None")),
    ("spec.internalTrafficPolicy", Is::Text("Cluster")),
    ("spec.externalTrafficPolicy", Is::Text("Cluster")),
    ("spec.allocateLoadBalancerNodePorts", Is::Bool(true)),
    ("spec.ports[].protocol", Is::Text("TCP")),
    ("spec.ports[].targetPort", Is::SameAs("port")),
    ("spec.ports[].nodePort", Is::AllocatedUnless("")),
    ("spec.healthCheckNodePort", Is::AllocatedUnless("")),
    ("spec.clusterIP", Is::AllocatedUnless("None")),
    ("spec.clusterIPs", Is::AllocatedUnless("")),
    ("spec.ipFamilies", Is::AllocatedUnless("")),
    ("spec.ipFamilyPolicy", Is::Text("SingleStack")),
];

/// Source: `SetDefaults_NetworkPolicy` and `SetDefaults_NetworkPolicyPort` of `pkg/apis/networking/v1/defaults.go`, 1.37.
const NETWORK_POLICY: &[Default] =
    &[("spec.policyTypes", Is::PolicyTypes), ("spec.ingress|egress[].ports[].protocol", Is::Text("TCP"))];

/// Source: `SetDefaults_PriorityClass` of `pkg/apis/scheduling/v1/defaults.go`, 1.37.
const PRIORITY_CLASS: &[Default] = &[("preemptionPolicy", Is::Text("PreemptLowerPriority"))];

/// Source: `namespaceStrategy.PrepareForCreate` of `pkg/registry/core/namespace/strategy.go`, 1.37.
const NAMESPACE: &[Default] = &[("spec.finalizers", Is::AllocatedUnless("")), ("spec", Is::Empty)];

/// Removes the defaults of an object of a kind, but for those that were written. `RoleBinding`s have one, the group of
/// their role; it is required in all but name, and stays.
pub(super) fn remove(object: &mut Json, kind: &str, written: &Written<'_>) {
    let own = match kind {
        "DaemonSet" => DAEMON_SET,
        "Service" => SERVICE,
        "NetworkPolicy" => NETWORK_POLICY,
        "PriorityClass" => PRIORITY_CLASS,
        "Namespace" => NAMESPACE,
        _ => return,
    };
    remove_all(object, written, "", own);
    if kind == "DaemonSet" {
        const SPEC: &str = "spec.template.spec";
        remove_all(object, written, SPEC, POD);
        remove_all(object, written, &format!("{SPEC}.initContainers|containers[]"), CONTAINER);
        remove_all(object, written, &format!("{SPEC}.volumes[]"), VOLUME);
    }
}

fn remove_all(object: &mut Json, written: &Written<'_>, prefix: &str, defaults: &[Default]) {
    let prefix: Vec<&str> = prefix.split('.').filter(|key| !key.is_empty()).collect();
    at_each(object, written, &prefix, &mut |object, written| {
        for (path, is) in defaults {
            let path: Vec<&str> = path.split('.').collect();
            let Some((key, path)) = path.split_last() else { continue };
            at_each(object, written, path, &mut |parent, written| remove_field(parent, written, key, *is));
        }
    });
}

/// Calls `then` with every value that a path leads to.
fn at_each(
    value: &mut Json,
    written: &Written<'_>,
    path: &[&str],
    then: &mut dyn FnMut(&mut Json, &Written<'_>),
) {
    let Some((segment, path)) = path.split_first() else { return then(value, written) };
    let (keys, is_list) = segment.strip_suffix("[]").map_or((*segment, false), |keys| (keys, true));
    for key in keys.split('|') {
        let Some(value) = value.get_mut(key) else { continue };
        let written = written.field(key);
        if !is_list {
            at_each(value, &written, path, then);
            continue;
        }
        for (index, item) in value.as_array_mut().into_iter().flatten().enumerate() {
            let written = written.item(index, item);
            at_each(item, &written, path, then);
        }
    }
}

fn remove_field(parent: &mut Json, written: &Written<'_>, key: &str, is: Is) {
    let is_default = parent.get(key).is_some_and(|value| is.holds(value, parent));
    if is_default && !written.has(key) {
        parent.as_object_mut().map(|fields| fields.remove(key));
    }
}

impl Is {
    fn holds(self, value: &Json, parent: &Json) -> bool {
        match self {
            Self::Int(int) => *value == int,
            Self::Text(text) => *value == text,
            Self::Bool(flag) => *value == flag,
            Self::Empty => value.as_object().is_some_and(serde_json::Map::is_empty),
            Self::SameAs(other) => parent.get(other) == Some(value),
            Self::PullPolicyOf(image) => {
                let image = parent.get(image).and_then(Json::as_str).unwrap_or_default();
                pull_policy(image).is_some_and(|policy| *value == policy)
            }
            Self::AllocatedUnless(text) => *value != text,
            Self::PolicyTypes => {
                let has_egress =
                    parent.get("egress").and_then(Json::as_array).is_some_and(|rules| !rules.is_empty());
                let types: &[&str] = if has_egress { &["Ingress", "Egress"] } else { &["Ingress"] };
                value.as_array().is_some_and(|value| value.iter().eq(types))
            }
        }
    }
}

/// What the server fills in for an image; `None` for what may be a placeholder and no reference, where it is not certain.
///
/// Source: `SetDefaults_Container` of `pkg/apis/core/v1/defaults.go` and `ParseImageName` of `pkg/util/parsers/parsers.go`,
/// 1.37: an image with a digest and no tag is not `latest`.
fn pull_policy(image: &str) -> Option<&'static str> {
    let is_usual = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"./:-_".contains(&byte);
    let (name, digest) = image.split_once('@').map_or((image, None), |(name, digest)| (name, Some(digest)));
    let (folders, last) = name.rsplit_once('/').unwrap_or(("", name));
    let (end, tag) = last.split_once(':').map_or((last, None), |(end, tag)| (end, Some(tag)));
    let is_reference = !end.is_empty() && [folders, end].into_iter().flat_map(str::bytes).all(is_usual);
    let is_latest = tag.map_or(digest.is_none(), |tag| tag == "latest");
    is_reference.then_some(if is_latest { "Always" } else { "IfNotPresent" })
}
