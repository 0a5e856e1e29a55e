//! What the API server fills in where a DaemonSet says nothing.

use serde_json::{Map, Value, json};

use crate::manifest::schema::Type;

/// The value that a field gets.
#[derive(Clone, Copy, Debug)]
enum Filled {
    Text(&'static str),
    Number(i64),
    Flag(bool),
    /// An object without fields.
    Empty,
}

use Filled::{Empty, Flag, Number, Text};

/// Defaults by type and field, those that hang on other fields aside.
///
/// `SetObjectDefaults_DaemonSet` in `pkg/apis/apps/v1/zz_generated.defaults.go` and the functions that it calls in
/// `pkg/apis/apps/v1/defaults.go` and `pkg/apis/core/v1/defaults.go`, 1.37. Defaults that only pods get
/// (`SetDefaults_Pod`: requests from limits, `enableServiceLinks`, host ports of the host network) are not among them.
const DEFAULTS: &[(&str, &str, Filled)] = &[
    ("AzureDiskVolumeSource", "cachingMode", Text("ReadWrite")),
    ("AzureDiskVolumeSource", "fsType", Text("ext4")),
    ("AzureDiskVolumeSource", "kind", Text("Shared")),
    ("AzureDiskVolumeSource", "readOnly", Flag(false)),
    ("ConfigMapVolumeSource", "defaultMode", Number(0o644)),
    ("Container", "terminationMessagePath", Text("/dev/termination-log")),
    ("Container", "terminationMessagePolicy", Text("File")),
    ("ContainerPort", "protocol", Text("TCP")),
    ("DaemonSetSpec", "revisionHistoryLimit", Number(10)),
    ("DaemonSetUpdateStrategy", "type", Text("RollingUpdate")),
    ("DownwardAPIVolumeSource", "defaultMode", Number(0o644)),
    ("EphemeralContainer", "terminationMessagePath", Text("/dev/termination-log")),
    ("EphemeralContainer", "terminationMessagePolicy", Text("File")),
    ("FileKeySelector", "optional", Flag(false)),
    ("GRPCAction", "service", Text("")),
    ("HTTPGetAction", "path", Text("/")),
    ("HTTPGetAction", "scheme", Text("HTTP")),
    ("HostPathVolumeSource", "type", Text("")),
    ("ISCSIVolumeSource", "iscsiInterface", Text("default")),
    ("ObjectFieldSelector", "apiVersion", Text("v1")),
    ("PersistentVolumeClaimSpec", "volumeMode", Text("Filesystem")),
    ("PodSpec", "dnsPolicy", Text("ClusterFirst")),
    ("PodSpec", "restartPolicy", Text("Always")),
    ("PodSpec", "schedulerName", Text("default-scheduler")),
    ("PodSpec", "securityContext", Empty),
    ("PodSpec", "terminationGracePeriodSeconds", Number(30)),
    ("Probe", "failureThreshold", Number(3)),
    ("Probe", "periodSeconds", Number(10)),
    ("Probe", "successThreshold", Number(1)),
    ("Probe", "timeoutSeconds", Number(1)),
    ("ProjectedVolumeSource", "defaultMode", Number(0o644)),
    ("RBDVolumeSource", "keyring", Text("/etc/ceph/keyring")),
    ("RBDVolumeSource", "pool", Text("rbd")),
    ("RBDVolumeSource", "user", Text("admin")),
    ("ScaleIOVolumeSource", "fsType", Text("xfs")),
    ("ScaleIOVolumeSource", "storageMode", Text("ThinProvisioned")),
    ("SecretVolumeSource", "defaultMode", Number(0o644)),
    ("ServiceAccountTokenProjection", "expirationSeconds", Number(3600)),
];

impl Filled {
    fn value(self) -> Value {
        match self {
            Text(text) => Value::from(text),
            Number(number) => Value::from(number),
            Flag(flag) => Value::from(flag),
            Empty => Value::Object(Map::new()),
        }
    }
}

/// Fills in the fields that an object of a type does not have.
pub(super) fn fill(object: &mut Map<String, Value>, ty: &Type) {
    for (_, field, default) in DEFAULTS.iter().filter(|(name, ..)| *name == ty.name) {
        set(object, field, default.value());
    }
    match ty.name {
        "Container" | "EphemeralContainer" => pull_policy(object, "imagePullPolicy", "image"),
        "DaemonSetSpec" => update_strategy(object),
        "ImageVolumeSource" => pull_policy(object, "pullPolicy", "reference"),
        "PodSpec" => service_account(object),
        // `SetDefaults_Volume`: the name is all that there is.
        "Volume" if object.keys().all(|key| key == "name") => set(object, "emptyDir", Empty.value()),
        _ => {}
    }
}

fn set(object: &mut Map<String, Value>, field: &str, value: Value) {
    if !object.contains_key(field) {
        object.insert(field.to_owned(), value);
    }
}

/// `SetDefaults_DaemonSet` in `pkg/apis/apps/v1/defaults.go`, 1.37.
fn update_strategy(spec: &mut Map<String, Value>) {
    set(spec, "updateStrategy", json!({"type": "RollingUpdate"}));
    let Some(strategy) = spec.get_mut("updateStrategy").and_then(Value::as_object_mut) else { return };
    if strategy.get("type").and_then(Value::as_str) != Some("RollingUpdate") {
        return;
    }
    set(strategy, "rollingUpdate", Empty.value());
    let Some(amounts) = strategy.get_mut("rollingUpdate").and_then(Value::as_object_mut) else { return };
    set(amounts, "maxUnavailable", Value::from(1));
    set(amounts, "maxSurge", Value::from(0));
}

/// `SetDefaults_PodSpec` in `pkg/apis/core/v1/defaults.go`, 1.37 (a conversion before it): the old name of the field
/// follows the new one, and stands in for it. That is why an apply cannot take `serviceAccountName` away.
fn service_account(spec: &mut Map<String, Value>) {
    let name = spec.get("serviceAccountName").or_else(|| spec.get("serviceAccount")).cloned();
    if let Some(name) = name {
        spec.insert("serviceAccountName".to_owned(), name.clone());
        spec.insert("serviceAccount".to_owned(), name);
    }
}

/// `SetDefaults_Container` and `SetDefaults_Volume` in `pkg/apis/core/v1/defaults.go`, 1.37: an image without tag and
/// digest has the tag `latest`.
fn pull_policy(object: &mut Map<String, Value>, field: &str, image: &str) {
    let image = object.get(image).and_then(Value::as_str).unwrap_or_default();
    let (name, digest) = image.split_once('@').map_or((image, None), |(name, digest)| (name, Some(digest)));
    let last = name.rsplit('/').next().unwrap_or_default();
    let tag = last.split_once(':').map(|(_, tag)| tag);
    let is_latest = tag == Some("latest") || (tag.is_none() && digest.is_none() && !last.is_empty());
    set(object, field, Value::from(if is_latest { "Always" } else { "IfNotPresent" }));
}
