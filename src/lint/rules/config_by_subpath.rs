//! config-by-subpath: a configuration that running pods never see change.

use k8s_openapi::api::core::v1::{Volume, VolumeMount};

use crate::lint::engine::report_with_labels::report_with_labels;
use crate::lint::pod::init_containers::{all_containers, is_init};
use crate::lint::pod::mounts::{mounts, volumes};
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "config-by-subpath",
    summary: "a ConfigMap or Secret is mounted by subPath, so that running pods keep the old one",
    category: Category::Rollout,
    severity: Severity::Note,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A container mounts a ConfigMap, a Secret or a projected volume with subPath or subPathExpr, and nothing in the manifest makes a change
of it restart the pods: the template has no annotation with a checksum of it (`checksum/config: 3f2a…`, as charts write it), and its
name has no hash at the end (as kustomize generates it). Init containers are not
reported: they read it once anyhow. One finding a DaemonSet, with a label at each mount.",
        why: "\
The kubelet updates the files of a ConfigMap or Secret in running pods within a minute or two, but not those that are mounted by
subPath: such a file is bound to the container when it starts. After `kubectl apply` of the ConfigMap each node keeps the
configuration of the day on which its pod started: old nodes ship logs by the old rules and use the old certificate until it
expires, new nodes use the new one, and nothing shows it.",
        remedy: "\
Mount the volume as a folder (`mountPath: /etc/agent`) and point the agent to it, or make a change restart the pods: a checksum
of the ConfigMap in an annotation of the template, or a name with a hash (configMapGenerator).",
        bad: "
containers:
  - name: beat
    image: registry.example/beat:8.1.0
    volumeMounts:
      - {name: config, mountPath: /usr/share/beat/beat.yml, subPath: beat.yml}
volumes:
  - name: config
    configMap: {name: beat}
",
        good: "
containers:
  - name: beat
    image: registry.example/beat:8.1.0
    args: [-c, /etc/beat/beat.yml]
    volumeMounts:
      - {name: config, mountPath: /etc/beat}
volumes:
  - name: config
    configMap: {name: beat}
",
        links: &[
            "https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically",
            "https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath",
            "https://helm.sh/docs/howto/charts_tips_and_tricks/#automatically-roll-deployments",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let has_sub_path = |mount: &VolumeMount| mount.sub_path.is_some() || mount.sub_path_expr.is_some();
    let mut all = all_containers(cx.pod).flat_map(|container| container.volume_mounts.iter().flatten());
    if !all.any(has_sub_path) || restarts_on_change(cx) {
        return;
    }
    let mut places: Vec<(FieldPath, String)> = Vec::new();
    let mut by_volume = mounts(cx);
    for (_, volume) in volumes(cx).filter(|(_, volume)| changes(volume)) {
        for mount in by_volume.remove(volume.name.as_str()).unwrap_or_default() {
            let container = mount.path.parent().and_then(|list| list.parent());
            if container.is_some_and(|path| is_init(&path, mount.container)) {
                continue;
            }
            let field = match (&mount.written.sub_path, &mount.written.sub_path_expr) {
                (Some(path), _) if !path.is_empty() => "subPath",
                (_, Some(path)) if !path.is_empty() => "subPathExpr",
                _ => continue,
            };
            places.push((mount.path.key(field), "bound when the container starts".to_owned()));
        }
    }
    let message = match places.len() {
        1 => "running pods never see this file change",
        _ => "running pods never see these files change",
    };
    if let Some(finding) = report_with_labels(cx, out, &places, message) {
        finding.help("mount the folder, or let a checksum annotation on the template restart the pods");
    }
}

/// Whether an annotation of the template changes with the configuration: `checksum/config`, `config-hash`.
fn restarts_on_change(cx: &DaemonSetContext<'_>) -> bool {
    let annotations = cx.spec.template.metadata.as_ref().and_then(|metadata| metadata.annotations.as_ref());
    let mut keys = annotations.into_iter().flatten().map(|(key, _)| key.to_ascii_lowercase());
    keys.any(|key| ["checksum", "hash", "sha256", "md5", "reloader"].iter().any(|word| key.contains(word)))
}

/// Whether a volume holds what another object says, under a name that stays the same when that changes.
fn changes(volume: &Volume) -> bool {
    let config_map = volume.config_map.as_ref().map(|source| source.name.as_str());
    let secret = volume.secret.as_ref().and_then(|source| source.secret_name.as_deref());
    let name = config_map.or(secret);
    volume.projected.is_some() || name.is_some_and(|name| !has_hash(name))
}

/// Whether kustomize generated the name: ten letters and digits behind the last hyphen, of those that it uses.
fn has_hash(name: &str) -> bool {
    let hash = name.rsplit('-').next().unwrap_or_default();
    let is_used = |byte: u8| b"bcdfghkmt2456789".contains(&byte);
    hash.len() == 10 && hash.bytes().all(is_used)
}
