//! Which values the API types leave out when they are written.

use serde_json::Value;

use crate::manifest::schema::{Field, Ty, Type};

/// Scalar fields of the pod template and around it whose zero value says something: they are pointers in Go, and
/// `readOnlyRootFilesystem: false` is not the same as nothing. All other scalars are left out if they are zero.
///
/// Taken from the structs that `DaemonSetSpec` reaches in `core/v1/types.go`, `apps/v1/types.go` (k8s.io/api 0.37) and
/// `meta/v1/types.go` (apimachinery 0.37).
const POINTERS: &[(&str, &[&str])] = &[
    ("AppArmorProfile", &["localhostProfile"]),
    ("AzureDiskVolumeSource", &["cachingMode", "fsType", "kind", "readOnly"]),
    ("CSIVolumeSource", &["fsType", "readOnly"]),
    ("ClusterTrustBundleProjection", &["name", "optional", "signerName", "user"]),
    ("ConfigMapEnvSource", &["optional"]),
    ("ConfigMapKeySelector", &["optional"]),
    ("ConfigMapProjection", &["optional"]),
    ("ConfigMapVolumeSource", &["defaultMode", "defaultUser", "optional"]),
    ("Container", &["restartPolicy"]),
    ("DaemonSetSpec", &["revisionHistoryLimit"]),
    ("DownwardAPIVolumeFile", &["mode", "user"]),
    ("DownwardAPIVolumeSource", &["defaultMode", "defaultUser"]),
    ("EmptyDirVolumeSource", &["mode", "sizeLimit"]),
    ("EphemeralContainer", &["restartPolicy"]),
    ("EvictionResponder", &["priority"]),
    ("FCVolumeSource", &["lun"]),
    ("FileKeySelector", &["optional"]),
    ("GRPCAction", &["mode", "service"]),
    ("HTTPGetAction", &["protocol"]),
    ("HostPathVolumeSource", &["type"]),
    ("ISCSIVolumeSource", &["initiatorName"]),
    ("KeyToPath", &["mode", "user"]),
    ("Lifecycle", &["stopSignal"]),
    ("OwnerReference", &["blockOwnerDeletion", "controller"]),
    ("PersistentVolumeClaimSpec", &["storageClassName", "volumeAttributesClassName", "volumeMode"]),
    ("PodCertificateProjection", &["maxExpirationSeconds", "user"]),
    ("PodDNSConfigOption", &["value"]),
    ("PodResourceClaim", &["resourceClaimName", "resourceClaimTemplateName"]),
    ("PodSchedulingGroup", &["podGroupName"]),
    (
        "PodSecurityContext",
        &[
            "fsGroup",
            "fsGroupChangePolicy",
            "runAsGroup",
            "runAsNonRoot",
            "runAsUser",
            "seLinuxChangePolicy",
            "supplementalGroupsPolicy",
        ],
    ),
    (
        "PodSpec",
        &[
            "activeDeadlineSeconds",
            "automountServiceAccountToken",
            "enableServiceLinks",
            "hostUsers",
            "hostnameOverride",
            "preemptionPolicy",
            "priority",
            "runtimeClassName",
            "setHostnameAsFQDN",
            "shareProcessNamespace",
            "terminationGracePeriodSeconds",
        ],
    ),
    ("Probe", &["terminationGracePeriodSeconds"]),
    ("ProjectedVolumeSource", &["defaultMode", "defaultUser"]),
    ("RollingUpdateDaemonSet", &["maxSurge", "maxUnavailable"]),
    ("SeccompProfile", &["localhostProfile"]),
    ("SecretEnvSource", &["optional"]),
    ("SecretKeySelector", &["optional"]),
    ("SecretProjection", &["optional"]),
    ("SecretVolumeSource", &["defaultMode", "defaultUser", "optional"]),
    (
        "SecurityContext",
        &[
            "allowPrivilegeEscalation",
            "privileged",
            "procMount",
            "readOnlyRootFilesystem",
            "runAsGroup",
            "runAsNonRoot",
            "runAsUser",
        ],
    ),
    ("ServiceAccountTokenProjection", &["expirationSeconds", "user"]),
    ("Toleration", &["tolerationSeconds"]),
    ("TopologySpreadConstraint", &["minDomains", "nodeAffinityPolicy", "nodeTaintsPolicy"]),
    ("TypedLocalObjectReference", &["apiGroup"]),
    ("TypedObjectReference", &["apiGroup", "namespace"]),
    ("VolumeMount", &["mountPropagation", "recursiveReadOnly"]),
    (
        "WindowsSecurityContextOptions",
        &["gmsaCredentialSpec", "gmsaCredentialSpecName", "hostProcess", "runAsUserName"],
    ),
];

/// Objects that are no pointers in Go: `resources: {}` is the same as nothing, `securityContext: {}` is not.
const STRUCTS: &[(&str, &str)] = &[
    ("Container", "resources"),
    ("DaemonSet", "metadata"),
    ("DaemonSetSpec", "updateStrategy"),
    ("EphemeralContainer", "resources"),
    ("PersistentVolumeClaimSpec", "resources"),
    ("PersistentVolumeClaimTemplate", "metadata"),
    ("PodTemplateSpec", "metadata"),
    ("PreferredSchedulingTerm", "preference"),
    ("WeightedPodAffinityTerm", "podAffinityTerm"),
];

/// Whether a stored object has no trace of the value.
pub(super) fn is_left_out(ty: &Type, field: &Field, stored: &Value) -> bool {
    match (stored, &field.ty) {
        (Value::Object(entries), Ty::Ref(_)) => {
            entries.is_empty() && STRUCTS.contains(&(ty.name, field.name))
        }
        (Value::Object(entries), _) => entries.is_empty(),
        (Value::Array(items), _) => items.is_empty(),
        (scalar, _) => is_zero(scalar, &field.ty) && !is_pointer(ty, field),
    }
}

fn is_zero(scalar: &Value, ty: &Ty) -> bool {
    match scalar {
        Value::Bool(flag) => !flag,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty() || (matches!(ty, Ty::Quantity) && text == "0"),
        _ => false,
    }
}

fn is_pointer(ty: &Type, field: &Field) -> bool {
    POINTERS.iter().any(|(name, fields)| *name == ty.name && fields.contains(&field.name))
}
