//! How machines join: labels and taints that their bootstrap configuration gives to the kubelet.

use serde::Deserialize;

use super::reference::{Reference, referenced};
use crate::inventory::formats::document::{Document, Documents, decode_at};
use crate::inventory::formats::error::Fault;
use crate::inventory::formats::kubeadm;
use crate::inventory::formats::parts::{KubeletArgs, NodeRegistration, TaintText, Text, label_list};
use crate::inventory::pool::NodePool;
use crate::yaml::Node;

/// Adds what the bootstrap configuration of a machine says of its nodes; `spec` leads to the machine's specification.
pub(super) fn add(
    pool: &mut NodePool,
    root: Node<'_>,
    spec: &[&str],
    documents: &Documents,
    is_control_plane: bool,
) -> Result<(), Fault> {
    match referenced(root, &[spec, &["bootstrap", "configRef"]].concat(), documents) {
        Reference::None => Ok(()),
        Reference::Here(config) => add_config(pool, config, is_control_plane),
        Reference::Elsewhere { kind, name } => {
            leave_open(pool, format!("what {kind} {name} says, which is not in the file"));
            Ok(())
        }
    }
}

/// Labels and taints may be given by what is not read.
pub(super) fn leave_open(pool: &mut NodePool, by: String) {
    pool.unknown.labels = true;
    pool.unknown.taints = true;
    pool.imply(by);
}

pub(super) fn add_config(
    pool: &mut NodePool,
    config: &Document,
    is_control_plane: bool,
) -> Result<(), Fault> {
    let is_template = config.kind.ends_with("Template");
    let spec: &[&str] = if is_template { &["spec", "template", "spec"] } else { &["spec"] };
    match config.kind.strip_suffix("Template").unwrap_or(&config.kind) {
        "KubeadmConfig" => {
            let is_first = config.at(&[spec, &["initConfiguration"]].concat()).is_some();
            let configuration = if is_first { "initConfiguration" } else { "joinConfiguration" };
            let keys = [spec, &[configuration, "nodeRegistration"]].concat();
            let registration: NodeRegistration = decode_at(config.node(), &keys)?.unwrap_or_default();
            kubeadm::add_registration(pool, &registration, is_control_plane);
        }
        "EKSConfig" => {
            let keys = [spec, &["kubeletExtraArgs"]].concat();
            let args: KubeletArgs = decode_at(config.node(), &keys)?.unwrap_or_default();
            pool.add_labels(&args.labels);
            pool.add_taints(args.taints);
        }
        "RKE2Config" | "KThreesConfig" => add_agent(pool, config, spec)?,
        kind => leave_open(pool, format!("what {kind} {} says, which is not understood", config.name())),
    }
    Ok(())
}

/// `agentConfig` of the providers for RKE2 and k3s: lists of `key=value` and of taints as text.
pub(super) fn add_agent(pool: &mut NodePool, config: &Document, spec: &[&str]) -> Result<(), Fault> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Agent {
        node_labels: Option<Vec<Text>>,
        node_taints: Option<Vec<TaintText>>,
    }
    let keys = [spec, &["agentConfig"]].concat();
    let agent: Agent = decode_at(config.node(), &keys)?.unwrap_or_default();
    for Text(label) in agent.node_labels.into_iter().flatten() {
        pool.add_labels(&label_list(&label));
    }
    pool.add_taints(agent.node_taints.into_iter().flatten().map(|taint| taint.0));
    Ok(())
}
