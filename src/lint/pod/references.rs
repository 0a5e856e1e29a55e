//! The objects that a pod names and cannot start without.

use k8s_openapi::api::core::v1::{Container, Volume, VolumeProjection};

use crate::lint::engine::context::Context;
use crate::lint::engine::facts::{Reference, ReferenceKind};
use crate::lint::engine::located_field::LocatedField;
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::FieldPath;

/// What the pods of a DaemonSet name, each object once. What is `optional` is left out, and so are names that are filled in later.
pub(crate) fn references(cx: &Context<'_>) -> Vec<Reference> {
    let Some(pod) = cx.pod_spec().filter(|_| cx.object.is_daemon_set()) else { return Vec::new() };
    let spec = FieldPath::parse("spec.template.spec");
    let mut found = Found { cx, list: Vec::new() };
    let accounts =
        [("serviceAccountName", &pod.service_account_name), ("serviceAccount", &pod.service_account)];
    let written = accounts.into_iter().find(|(_, name)| name.as_deref().is_some_and(|name| !name.is_empty()));
    // Each namespace has an account of this name.
    if let Some((key, Some(account))) = written.filter(|(_, name)| name.as_deref() != Some("default")) {
        found.add(ReferenceKind::ServiceAccount, account, || spec.clone().key(key));
    }
    for (index, volume) in pod.volumes.iter().flatten().enumerate() {
        found.volume(volume, &spec.clone().key("volumes").index(index));
    }
    for (path, container) in cx.containers() {
        found.container(container, &path);
    }
    for (index, secret) in pod.image_pull_secrets.iter().flatten().enumerate() {
        let path = || spec.clone().key("imagePullSecrets").index(index).key("name");
        found.add(ReferenceKind::Secret, &secret.name, path);
    }
    let classes = [
        (ReferenceKind::PriorityClass, "priorityClassName", &pod.priority_class_name),
        (ReferenceKind::RuntimeClass, "runtimeClassName", &pod.runtime_class_name),
    ];
    for (kind, key, name) in classes {
        found.add(kind, name.as_deref().unwrap_or_default(), || spec.clone().key(key));
    }
    found.list
}

struct Found<'a> {
    cx: &'a Context<'a>,
    list: Vec<Reference>,
}

impl Found<'_> {
    fn add(&mut self, kind: ReferenceKind, name: &str, path: impl FnOnce() -> FieldPath) {
        let is_known = |known: &Reference| known.kind == kind && *known.name == *name;
        if !name.is_empty() && !has_placeholder(name) && !self.list.iter().any(is_known) {
            let field = LocatedField::new(self.cx.object, path());
            self.list.push(Reference { kind, name: name.into(), field });
        }
    }

    fn volume(&mut self, volume: &Volume, path: &FieldPath) {
        if let Some(map) = volume.config_map.as_ref().filter(|map| map.optional != Some(true)) {
            self.add(ReferenceKind::ConfigMap, &map.name, || path.clone().key("configMap").key("name"));
        }
        if let Some(secret) = volume.secret.as_ref().filter(|secret| secret.optional != Some(true)) {
            let name = secret.secret_name.as_deref().unwrap_or_default();
            self.add(ReferenceKind::Secret, name, || path.clone().key("secret").key("secretName"));
        }
        if let Some(claim) = &volume.persistent_volume_claim {
            self.add(ReferenceKind::PersistentVolumeClaim, &claim.claim_name, || {
                path.clone().key("persistentVolumeClaim").key("claimName")
            });
        }
        let sources = volume.projected.as_ref().and_then(|projected| projected.sources.as_deref());
        for (index, source) in sources.into_iter().flatten().enumerate() {
            self.projection(source, &path.clone().key("projected").key("sources").index(index));
        }
    }

    fn projection(&mut self, source: &VolumeProjection, path: &FieldPath) {
        if let Some(map) = source.config_map.as_ref().filter(|map| map.optional != Some(true)) {
            self.add(ReferenceKind::ConfigMap, &map.name, || path.clone().key("configMap").key("name"));
        }
        if let Some(secret) = source.secret.as_ref().filter(|secret| secret.optional != Some(true)) {
            self.add(ReferenceKind::Secret, &secret.name, || path.clone().key("secret").key("name"));
        }
    }

    fn container(&mut self, container: &Container, path: &FieldPath) {
        for (index, variable) in container.env.iter().flatten().enumerate() {
            let Some(source) = &variable.value_from else { continue };
            let path = |key| path.clone().key("env").index(index).key("valueFrom").key(key).key("name");
            if let Some(map) = source.config_map_key_ref.as_ref().filter(|map| map.optional != Some(true)) {
                self.add(ReferenceKind::ConfigMap, &map.name, || path("configMapKeyRef"));
            }
            if let Some(secret) = source.secret_key_ref.as_ref().filter(|one| one.optional != Some(true)) {
                self.add(ReferenceKind::Secret, &secret.name, || path("secretKeyRef"));
            }
        }
        for (index, source) in container.env_from.iter().flatten().enumerate() {
            let path = |key| path.clone().key("envFrom").index(index).key(key).key("name");
            if let Some(map) = source.config_map_ref.as_ref().filter(|map| map.optional != Some(true)) {
                self.add(ReferenceKind::ConfigMap, &map.name, || path("configMapRef"));
            }
            if let Some(secret) = source.secret_ref.as_ref().filter(|one| one.optional != Some(true)) {
                self.add(ReferenceKind::Secret, &secret.name, || path("secretRef"));
            }
        }
    }
}
