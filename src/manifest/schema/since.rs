//! Fields that are younger than the schema: the minor version that brought each.

use crate::yaml::{FieldPath, Mapping, Node, Span, Value};

use super::{Ty, Type, TypeRef};

/// A field that came with a version of Kubernetes.
struct Newcomer {
    minor: u32,
    ty: &'static str,
    field: &'static str,
}

const fn of(minor: u32, ty: &'static str, field: &'static str) -> Newcomer {
    Newcomer { minor, ty, field }
}

/// Fields of pod templates and of what stands beside them that are not in the schema of 1.24.
///
/// Source: the OpenAPI schema of each release from 1.24 to 1.37 (`api/openapi-spec/swagger.json`), compared field by field.
const NEWCOMERS: &[Newcomer] = &[
    of(25, "PodSpec", "hostUsers"),
    of(25, "TopologySpreadConstraint", "matchLabelKeys"),
    of(25, "TopologySpreadConstraint", "nodeAffinityPolicy"),
    of(25, "TopologySpreadConstraint", "nodeTaintsPolicy"),
    of(26, "PodSpec", "resourceClaims"),
    of(26, "PodSpec", "schedulingGates"),
    of(26, "ResourceRequirements", "claims"),
    of(26, "StatefulSetSpec", "ordinals"),
    of(27, "Container", "resizePolicy"),
    of(28, "Container", "restartPolicy"),
    of(29, "LifecycleHandler", "sleep"),
    of(29, "PersistentVolumeClaimSpec", "volumeAttributesClassName"),
    of(29, "PodAffinityTerm", "matchLabelKeys"),
    of(29, "PodAffinityTerm", "mismatchLabelKeys"),
    of(29, "VolumeProjection", "clusterTrustBundle"),
    of(30, "PodSecurityContext", "appArmorProfile"),
    of(30, "SecurityContext", "appArmorProfile"),
    of(30, "ServiceSpec", "trafficDistribution"),
    of(30, "VolumeMount", "recursiveReadOnly"),
    of(31, "PodResourceClaim", "resourceClaimName"),
    of(31, "PodResourceClaim", "resourceClaimTemplateName"),
    of(31, "PodSecurityContext", "supplementalGroupsPolicy"),
    of(31, "ResourceClaim", "request"),
    of(31, "Volume", "image"),
    of(32, "PodSecurityContext", "seLinuxChangePolicy"),
    of(32, "PodSpec", "resources"),
    of(33, "Lifecycle", "stopSignal"),
    of(34, "Container", "restartPolicyRules"),
    of(34, "EnvVarSource", "fileKeyRef"),
    of(34, "PodSpec", "hostnameOverride"),
    of(34, "VolumeProjection", "podCertificate"),
    of(35, "PodCertificateProjection", "userAnnotations"),
    of(36, "PodSpec", "schedulingGroup"),
    of(37, "ClusterTrustBundleProjection", "user"),
    of(37, "ConfigMapVolumeSource", "defaultUser"),
    of(37, "DownwardAPIVolumeFile", "user"),
    of(37, "DownwardAPIVolumeSource", "defaultUser"),
    of(37, "EmptyDirVolumeSource", "mode"),
    of(37, "GRPCAction", "mode"),
    of(37, "HTTPGetAction", "protocol"),
    of(37, "KeyToPath", "user"),
    of(37, "PodCertificateProjection", "user"),
    of(37, "PodSpec", "evictionResponders"),
    of(37, "ProjectedVolumeSource", "defaultUser"),
    of(37, "SecretVolumeSource", "defaultUser"),
    of(37, "ServiceAccountTokenProjection", "user"),
    of(37, "VolumeMount", "bindMountOptions"),
];

/// A field of a document that older servers do not know.
#[derive(Clone, Debug, PartialEq)]
pub struct NewField {
    /// The way to it.
    pub path: FieldPath,
    /// Its key.
    pub key: Span,
    /// The minor version that brought it.
    pub minor: u32,
}

/// The fields of a document that came with a minor version of which `is_too_new` holds, in the order of the text.
pub fn new_fields(node: Node<'_>, root: TypeRef, is_too_new: &dyn Fn(u32) -> bool) -> Vec<NewField> {
    let mut walk = Walk { is_too_new, found: Vec::new() };
    walk.value(node, Ty::Ref(root), &FieldPath::root());
    walk.found.sort_by_key(|field| field.key.start);
    walk.found
}

struct Walk<'a> {
    is_too_new: &'a dyn Fn(u32) -> bool,
    found: Vec<NewField>,
}

impl Walk<'_> {
    fn value(&mut self, node: Node<'_>, ty: Ty, path: &FieldPath) {
        match (node.value, ty) {
            (Value::List(items), Ty::List(item)) => {
                for (index, node) in items.iter().enumerate() {
                    self.value(node, *item, &path.clone().index(index));
                }
            }
            (Value::Map(map), Ty::Map(value)) => {
                for entry in &map.entries {
                    self.value(entry.value, *value, &path.clone().entry(entry.key));
                }
            }
            (Value::Map(map), Ty::Ref(ty)) => self.object(map, ty, path),
            _ => {}
        }
    }

    fn object(&mut self, map: Mapping<'_>, ty: TypeRef, path: &FieldPath) {
        for entry in &map.entries {
            let Some(field) = ty.field(entry.key) else { continue };
            let path = path.clone().key(field.name);
            match minor_of(ty, field.name).filter(|minor| (self.is_too_new)(*minor)) {
                Some(minor) => self.found.push(NewField { path, key: entry.key_span, minor }),
                None => self.value(entry.value, field.ty, &path),
            }
        }
    }
}

/// The minor version that brought a field, if it is younger than the schema of 1.24.
fn minor_of(ty: &Type, field: &str) -> Option<u32> {
    let newcomer = NEWCOMERS.iter().find(|newcomer| newcomer.ty == ty.name && newcomer.field == field)?;
    Some(newcomer.minor)
}

#[cfg(test)]
mod tests {
    use super::super::generated::ROOTS;
    use super::*;

    /// All types that can be reached from the roots, each once.
    fn types() -> Vec<TypeRef> {
        fn collect(ty: TypeRef, known: &mut Vec<TypeRef>) {
            if known.contains(&ty) {
                return;
            }
            known.push(ty);
            ty.fields.iter().for_each(|field| within(field.ty, known));
        }
        fn within(ty: Ty, known: &mut Vec<TypeRef>) {
            match ty {
                Ty::Ref(ty) => collect(ty, known),
                Ty::List(ty) | Ty::Map(ty) => within(*ty, known),
                _ => {}
            }
        }
        let mut known = Vec::new();
        for root in ROOTS {
            collect(root.ty, &mut known);
        }
        known
    }

    #[test]
    fn newcomers_are_fields_of_the_schema() {
        let types = types();
        for newcomer in NEWCOMERS {
            let ty = types.iter().find(|ty| ty.name == newcomer.ty);
            let field = ty.and_then(|ty| ty.field(newcomer.field));
            assert!(field.is_some(), "{}.{}", newcomer.ty, newcomer.field);
        }
    }
}
