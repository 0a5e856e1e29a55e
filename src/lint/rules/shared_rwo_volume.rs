//! shared-rwo-volume: a volume for one node, mounted on all of them.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{PersistentVolumeClaim, PodSpec, Volume};

use crate::lint::cluster::nearest_file::Nearby;
use crate::lint::engine::daemon_sets::{daemon_sets_if, object};
use crate::lint::prelude::*;
use crate::manifest::{ManifestSet, Object};

pub(super) static RULE: Rule = Rule {
    id: "shared-rwo-volume",
    summary: "a volume that only one node can mount is mounted by a DaemonSet",
    category: Category::Workload,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Related,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A DaemonSet mounts a PersistentVolumeClaim of the run whose accessModes are ReadWriteOnce or ReadWriteOncePod and nothing
else, or it mounts a disk of a cloud (gcePersistentDisk, awsElasticBlockStore) without readOnly. Ephemeral volumes with a
claim template are one claim a pod and not reported, nor is a DaemonSet that is pinned to one node by its name.",
        why: "\
All pods of a DaemonSet share one claim. The node that mounts it first has it; on every other node the pod stays in
ContainerCreating with `Multi-Attach error for volume \"pvc-…\" Volume is already used by pod(s) agent-4x9lm`, and a rollout
waits for it for ever. On a cluster of one node, where it was tried out, all is well. Servers before 1.29 refuse a
gcePersistentDisk without readOnly in a DaemonSet (`must be read-only for replicated pods > 1`); later ones take it.",
        remedy: "\
State of a node belongs on the node: a hostPath, or a local disk of its own by an ephemeral volume
(`ephemeral.volumeClaimTemplate`). What all nodes share needs ReadWriteMany (NFS, CephFS, EFS) or ReadOnlyMany.",
        bad: "
kind: PersistentVolumeClaim
spec:
  accessModes: [ReadWriteOnce]
",
        good: "
volumes:
  - name: buffer
    ephemeral:
      volumeClaimTemplate:
        spec:
          accessModes: [ReadWriteOnce]
          resources: {requests: {storage: 1Gi}}
",
        links: &[
            "https://kubernetes.io/docs/concepts/storage/persistent-volumes/#access-modes",
            "https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes",
        ],
    },
    check: Check::Run(check),
};

fn check(run: &RunContext<'_>, out: &mut Findings) {
    let claims = Claims::new(run.set);
    let has_volume = |object: &Object| SOURCES.iter().any(|source| object.may_mention(source));
    for cx in daemon_sets_if(run, |_, object| has_volume(object)).filter(|cx| !is_pinned(cx.pod)) {
        for (index, volume) in cx.pod.volumes.iter().flatten().enumerate() {
            let path = FieldPath::parse("spec.template.spec.volumes").index(index);
            if let Some(disk) = writable_disk(volume) {
                out.report(cx.at(&path.key(disk)), "only one node can mount this disk for writing").help(
                    "use a hostPath or an ephemeral volume for state of the node, or mount it readOnly",
                );
                continue;
            }
            let Some(claim) = claims.of_volume(&cx, volume) else { continue };
            if let Some(mode) = single_node_mode(claim.1) {
                let path = path.key("persistentVolumeClaim").key("claimName");
                let name = volume.persistent_volume_claim.as_ref().map_or("", |source| &source.claim_name);
                let finding = out
                    .report(cx.at(&path), format!("only one node can mount {name}, all pods share it"))
                    .help("use a hostPath or an ephemeral volume for state of the node, or ReadWriteMany");
                let modes = FieldPath::parse("spec.accessModes");
                finding.other_party(&object(run, claim.0), &modes, &format!("{mode} is for one node"));
            }
        }
    }
}

fn is_pinned(pod: &PodSpec) -> bool {
    pod.node_name.as_deref().is_some_and(|name| !name.is_empty())
        || pod.node_selector.iter().flatten().any(|(key, _)| key == "kubernetes.io/hostname")
}

/// The sources of volumes that are looked at.
const SOURCES: [&str; 3] = ["persistentVolumeClaim", "gcePersistentDisk", "awsElasticBlockStore"];

fn writable_disk(volume: &Volume) -> Option<&'static str> {
    let gce = volume.gce_persistent_disk.as_ref().map(|disk| ("gcePersistentDisk", disk.read_only));
    let aws = volume.aws_elastic_block_store.as_ref().map(|disk| ("awsElasticBlockStore", disk.read_only));
    gce.or(aws).filter(|(_, read_only)| *read_only != Some(true)).map(|(name, _)| name)
}

/// The claims of a run.
struct Claims<'a> {
    all: BTreeMap<usize, PersistentVolumeClaim>,
    /// By namespace and name.
    by_name: BTreeMap<(Option<&'a str>, &'a str), Nearby>,
}

impl<'a> Claims<'a> {
    fn new(set: &'a ManifestSet) -> Self {
        let mut claims = Self { all: BTreeMap::new(), by_name: BTreeMap::new() };
        for (index, object, claim) in set.typed("", "PersistentVolumeClaim") {
            let Some(name) = object.id.name.as_deref() else { continue };
            claims.by_name.entry((object.id.namespace.as_deref(), name)).or_default().add(set, index);
            claims.all.insert(index, claim);
        }
        claims
    }

    fn of_volume(
        &self,
        cx: &DaemonSetContext<'_>,
        volume: &Volume,
    ) -> Option<(usize, &PersistentVolumeClaim)> {
        let name = volume.persistent_volume_claim.as_ref()?.claim_name.as_str();
        let named = self.by_name.get(&(cx.object.id.namespace.as_deref(), name))?;
        let nearest = named.nearest(cx.run.set, cx.index)?;
        Some((nearest, self.all.get(&nearest)?))
    }
}

/// The mode, if all modes of the claim are for one node.
fn single_node_mode(claim: &PersistentVolumeClaim) -> Option<&str> {
    let modes = claim.spec.as_ref()?.access_modes.as_ref()?;
    let is_single = |mode: &String| matches!(mode.as_str(), "ReadWriteOnce" | "ReadWriteOncePod");
    modes.iter().all(is_single).then_some(())?;
    modes.first().map(String::as_str)
}
