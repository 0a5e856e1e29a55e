//! How lists of the API are merged.

use crate::manifest::schema::Ty;

/// A list whose items are merged by a key; every other list is replaced as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::manifest) struct Merged {
    /// The field that tells items apart.
    pub(in crate::manifest) key: &'static str,
    /// Whether an item loses the fields that its new version does not name: a volume has one source.
    pub(in crate::manifest) retain_keys: bool,
}

const fn by(key: &'static str) -> Merged {
    Merged { key, retain_keys: false }
}

const fn retaining(key: &'static str) -> Merged {
    Merged { key, retain_keys: true }
}

/// The tags `patchStrategy` and `patchMergeKey` of `core/v1/types.go` (k8s.io/api 0.37) below a pod template, and of
/// `meta/v1/types.go` (apimachinery 0.37). `finalizers`, the one list of texts that is merged, is left out: a template
/// has none.
const MERGED: &[(&str, &str, Merged)] = &[
    ("Container", "env", by("name")),
    ("Container", "ports", by("containerPort")),
    ("Container", "volumeDevices", by("devicePath")),
    ("Container", "volumeMounts", by("mountPath")),
    ("EphemeralContainer", "env", by("name")),
    ("EphemeralContainer", "ports", by("containerPort")),
    ("EphemeralContainer", "volumeDevices", by("devicePath")),
    ("EphemeralContainer", "volumeMounts", by("mountPath")),
    ("ObjectMeta", "ownerReferences", by("uid")),
    ("PodSpec", "containers", by("name")),
    ("PodSpec", "ephemeralContainers", by("name")),
    ("PodSpec", "evictionResponders", by("name")),
    ("PodSpec", "hostAliases", by("ip")),
    ("PodSpec", "imagePullSecrets", by("name")),
    ("PodSpec", "initContainers", by("name")),
    ("PodSpec", "resourceClaims", retaining("name")),
    ("PodSpec", "schedulingGates", by("name")),
    ("PodSpec", "topologySpreadConstraints", by("topologyKey")),
    ("PodSpec", "volumes", retaining("name")),
];

/// How the list in a field of a type is merged; `None` if it is replaced.
pub(in crate::manifest) fn merged(ty: &Ty, field: &str) -> Option<Merged> {
    let Ty::Ref(ty) = ty else { return None };
    let found = MERGED.iter().find(|(name, known, _)| *name == ty.name && *known == field);
    found.map(|(.., merged)| *merged)
}

/// The type of a field.
pub(in crate::manifest) fn type_of(ty: &Ty, field: &str) -> Ty {
    match ty {
        Ty::Ref(ty) => ty.field(field).map_or(Ty::Any, |field| field.ty),
        Ty::Map(ty) => **ty,
        _ => Ty::Any,
    }
}

/// The type of the items of the list in a field.
pub(in crate::manifest) fn type_of_items(ty: &Ty, field: &str) -> Ty {
    match type_of(ty, field) {
        Ty::List(ty) => *ty,
        _ => Ty::Any,
    }
}
