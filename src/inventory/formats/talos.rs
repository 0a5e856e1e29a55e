//! Talos machine configurations: one machine, or all machines of a class, in a file.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::document::{Document, Documents, decode, decode_at};
use super::error::Fault;
use super::parts::{CONTROL_PLANE, KubeletArgs, Labels, OS, Text, control_plane_taint, effect};
use super::{Format, Found};
use crate::inventory::platform;
use crate::inventory::pool::{CountRange, NodePool, PodSecurityDefault};
use crate::inventory::system::{Os, System};
use crate::placement::Taint;
use crate::yaml::Node;

pub(super) static FORMAT: Format = Format {
    name: "Talos machine configuration",
    obtain: "controlplane.yaml and worker.yaml of talosctl gen config",
    claims,
    read,
};

const TYPES: [&str; 4] = ["controlplane", "init", "worker", "join"];

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Machine {
    r#type: Option<String>,
    node_labels: Option<Labels>,
    node_taints: Option<BTreeMap<String, Text>>,
    kubelet: Option<Kubelet>,
    network: Option<Network>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Kubelet {
    #[serde(default)]
    extra_args: Option<KubeletArgs>,
}

#[derive(Deserialize)]
struct Network {
    #[serde(default)]
    hostname: Option<String>,
}

/// `KubeNodeConfig` of Talos 1.14 and newer, in place of the fields of the machine.
#[derive(Deserialize)]
struct NodeConfig {
    #[serde(default)]
    labels: Option<Labels>,
    #[serde(default)]
    taints: Option<BTreeMap<String, Text>>,
}

fn claims(document: &Document) -> bool {
    machine_type(document).is_some_and(|kind| TYPES.contains(&kind)) && document.kind.is_empty()
}

fn machine_type(document: &Document) -> Option<&str> {
    document.text_at(&["machine", "type"])
}

fn read(documents: &Documents, found: &mut Found) -> Result<(), Fault> {
    // Further documents with a kind complete the machine before them.
    let mut rest = documents.iter().peekable();
    while let Some(document) = rest.next() {
        if !claims(document) {
            continue;
        }
        let mut complements = Vec::new();
        while let Some(next) = rest.next_if(|next| !claims(next)) {
            complements.push(next);
        }
        found.pools.push(pool(document, &complements)?);
    }
    Ok(())
}

fn pool(document: &Document, complements: &[&Document]) -> Result<NodePool, Fault> {
    let machine: Machine = decode_at(document.node(), &["machine"])?.unwrap_or_default();
    let is_control_plane = matches!(machine.r#type.as_deref(), Some("controlplane" | "init"));
    let role = if is_control_plane { "controlplane" } else { "worker" };
    let hostname = hostname(&machine, complements);
    let name = hostname.as_deref().unwrap_or(role);
    let mut pool = NodePool::declared(name, FORMAT.name, document.span()).on(&platform::TALOS);
    if hostname.is_some() {
        pool.count = CountRange::exactly(1);
    }
    if let Some(kubelet) = machine.kubelet.as_ref().and_then(|kubelet| kubelet.extra_args.clone()) {
        pool.add_labels(&kubelet.labels);
        pool.add_taints(kubelet.taints);
    }
    let node_config = complements.iter().find(|complement| complement.kind == "KubeNodeConfig");
    if let Some(node_config) = node_config {
        let config: NodeConfig = decode(node_config.node())?;
        pool.add_labels(&config.labels.unwrap_or_default());
        add_taints(&mut pool, config.taints.as_ref(), node_config.at(&["taints"]))?;
    } else {
        pool.add_labels(&machine.node_labels.unwrap_or_default());
        add_taints(&mut pool, machine.node_taints.as_ref(), document.at(&["machine", "nodeTaints"]))?;
        if is_control_plane {
            imply_control_plane(&mut pool, document);
        }
    }
    if !is_control_plane {
        drop_restricted(&mut pool);
    }
    pool.imply_label(OS, "linux", "Talos");
    pool.system = System::of_os(Os::Talos);
    pool.pod_security = pod_security(document)?;
    Ok(pool)
}

/// What the API server asks of pods in namespaces without a label: `talosctl gen config` writes it down, and what is taken
/// out again is not asked ("Pod Security" of docs.siderolabs.com).
fn pod_security(document: &Document) -> Result<Option<PodSecurityDefault>, Fault> {
    #[derive(Deserialize)]
    struct Plugin {
        #[serde(default)]
        name: String,
        #[serde(default)]
        configuration: Configuration,
    }
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Configuration {
        defaults: Defaults,
        exemptions: Exemptions,
    }
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Defaults {
        enforce: Option<String>,
    }
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Exemptions {
        namespaces: Option<Vec<String>>,
    }
    let plugins: Option<Vec<Plugin>> =
        decode_at(document.node(), &["cluster", "apiServer", "admissionControl"])?;
    let plugin = plugins.into_iter().flatten().find(|plugin| plugin.name == "PodSecurity");
    Ok(plugin.and_then(|plugin| {
        let Configuration { defaults, exemptions } = plugin.configuration;
        let exempt = exemptions.namespaces.unwrap_or_default();
        Some(PodSecurityDefault { enforce: defaults.enforce?, exempt })
    }))
}

/// The name of the machine, if the file is for one.
fn hostname(machine: &Machine, complements: &[&Document]) -> Option<String> {
    let in_machine = machine.network.as_ref().and_then(|network| network.hostname.clone());
    let of_document = || {
        let config = complements.iter().find(|complement| complement.kind == "HostnameConfig")?;
        config.text_at(&["hostname"]).map(str::to_owned)
    };
    in_machine.or_else(of_document).filter(|name| !name.is_empty())
}

/// `key: value:Effect`, `key: :Effect` or `key: Effect`.
///
/// `NodeTaintSpecController` in talos `internal/app/machined/pkg/controllers/k8s/node_taint_spec.go`, 1.9.
fn add_taints(
    pool: &mut NodePool,
    taints: Option<&BTreeMap<String, Text>>,
    place: Option<Node<'_>>,
) -> Result<(), Fault> {
    for (key, Text(text)) in taints.into_iter().flatten() {
        let (value, word) = text.split_once(':').unwrap_or(("", text));
        let effect = effect(word).map_err(|problem| {
            let node = place.and_then(|place| place.get(key));
            Fault::new(node.map_or(pool.span, |node| node.span), problem)
        })?;
        pool.add_taints([Taint { key: key.clone(), value: value.to_owned(), effect }]);
    }
    Ok(())
}

/// Control planes have the label of their role, and the taint unless `allowSchedulingOnControlPlanes` is set
/// (`allowSchedulingOnMasters` before Talos 1.2). From 1.14 on `KubeNodeConfig` lists both.
fn imply_control_plane(pool: &mut NodePool, document: &Document) {
    pool.imply_label(CONTROL_PLANE, "", "Talos on control planes");
    let allows = ["allowSchedulingOnControlPlanes", "allowSchedulingOnMasters"]
        .iter()
        .filter_map(|key| document.at(&["cluster", key]))
        .any(|value| matches!(value.value, crate::yaml::Value::Bool(true)));
    if !allows {
        pool.imply_taint(control_plane_taint(), "Talos on control planes");
    }
}

/// Takes away labels that a worker asks for and the API server refuses.
///
/// "Node Labels and Node Taints" of docs.siderolabs.com: workers set their labels as nodes, under `NodeRestriction`.
fn drop_restricted(pool: &mut NodePool) {
    const REFUSED: [&str; 2] = ["node-role.kubernetes.io/", "node-restriction.kubernetes.io/"];
    let is_refused = |key: &String| REFUSED.iter().any(|prefix| key.starts_with(prefix));
    let refused: Vec<String> = pool.labels.keys().filter(|key| is_refused(key)).cloned().collect();
    for key in refused {
        pool.labels.remove(&key);
        pool.imply(format!("no label {key}, NodeRestriction refuses it to workers"));
    }
}
