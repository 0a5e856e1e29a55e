//! Gardener Shoots: a pool for each worker of `spec.provider.workers`.

use serde::Deserialize;

use super::document::{Document, Documents, decode};
use super::error::Fault;
use super::parts::{ARCH, Count, Labels, OS, TaintFields, count_range};
use super::{Format, Found};
use crate::inventory::platform;
use crate::inventory::pool::{LabelValues, NodePool};
use crate::placement::{Taint, TaintEffect};
use crate::yaml::Node;

pub(super) static FORMAT: Format = Format {
    name: "Gardener Shoot",
    obtain: "the manifest of the Shoot, or: kubectl get shoots -A -o yaml",
    claims,
    read,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Worker {
    name: String,
    #[serde(default)]
    labels: Option<Labels>,
    #[serde(default)]
    taints: Option<Vec<TaintFields>>,
    #[serde(default)]
    minimum: Option<Count>,
    #[serde(default)]
    maximum: Option<Count>,
    #[serde(default)]
    machine: Machine,
    #[serde(default)]
    system_components: Option<SystemComponents>,
}

#[derive(Default, Deserialize)]
struct Machine {
    #[serde(default)]
    architecture: Option<String>,
}

#[derive(Deserialize)]
struct SystemComponents {
    #[serde(default)]
    allow: bool,
}

fn claims(document: &Document) -> bool {
    document.is("core.gardener.cloud", "Shoot")
}

fn read(documents: &Documents, found: &mut Found) -> Result<(), Fault> {
    for shoot in documents.iter().filter(|document| claims(document)) {
        let workers = shoot.at(&["spec", "provider", "workers"]).and_then(Node::as_list).unwrap_or_default();
        for worker in workers {
            found.pools.push(pool(worker)?);
        }
    }
    Ok(())
}

fn pool(node: Node<'_>) -> Result<NodePool, Fault> {
    let worker: Worker = decode(node)?;
    let mut pool = NodePool::declared(&worker.name, FORMAT.name, node.span).on(&platform::GARDENER);
    pool.add_labels(&worker.labels.unwrap_or_default());
    pool.add_taints(worker.taints.into_iter().flatten().map(|taint| taint.0));
    pool.count = count_range(None, worker.minimum, worker.maximum);
    let takes_system = worker.system_components.is_none_or(|components| components.allow);
    imply(&mut pool, worker.machine.architecture.as_deref(), takes_system);
    Ok(pool)
}

/// What Gardener adds to the nodes of a worker.
///
/// `NodeLabelsForWorkerPool` in gardener `pkg/utils/gardener/shoot.go`, 1.110: pool, role, architecture (`amd64` by the
/// defaulting of the Shoot), and a label where system components may run. Nodes register with a taint that
/// gardener-resource-manager takes away once the critical components are ready (`docs/usage/advanced/node-readiness.md`).
fn imply(pool: &mut NodePool, architecture: Option<&str>, takes_system: bool) {
    const NOT_READY: &str = "node.gardener.cloud/critical-components-not-ready";
    let name = pool.name.clone();
    pool.imply_label("worker.gardener.cloud/pool", &name, "Gardener");
    if takes_system {
        pool.imply_label("worker.gardener.cloud/system-components", "true", "Gardener");
    } else {
        pool.labels.insert("worker.gardener.cloud/system-components".to_owned(), LabelValues::Absent);
    }
    pool.imply_label("node.kubernetes.io/role", "node", "Gardener");
    pool.imply_label(OS, "linux", "Gardener");
    match architecture {
        Some(architecture) => pool.imply_label(ARCH, architecture, "machine.architecture"),
        None => pool.imply_label(ARCH, "amd64", "Gardener default"),
    }
    let not_ready =
        Taint { key: NOT_READY.to_owned(), value: String::new(), effect: TaintEffect::NoSchedule };
    pool.imply(format!("startup taint {not_ready}, Gardener"));
    pool.startup_taints.push(not_ready);
}
