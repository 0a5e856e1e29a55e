//! What machines are made of, as far as nodes show it: operating systems, and managed pools of clouds, which carry the
//! labels and taints of their nodes themselves.

use serde::Deserialize;

use super::reference::{Reference, referenced};
use crate::inventory::formats::document::{Document, Documents, decode_at};
use crate::inventory::formats::error::Fault;
use crate::inventory::formats::parts::{
    Count, Labels, OS, TaintFields, TaintText, Text, count_range, is_templated,
};
use crate::inventory::platform;
use crate::inventory::pool::NodePool;
use crate::placement::{Taint, TaintEffect};
use crate::yaml::Node;

/// Adds what the infrastructure of a machine says of its nodes, if the text has it; `spec` leads to the machine's
/// specification.
pub(super) fn add(
    pool: &mut NodePool,
    root: Node<'_>,
    spec: &[&str],
    documents: &Documents,
) -> Result<(), Fault> {
    let reference = referenced(root, &[spec, &["infrastructureRef"]].concat(), documents);
    match reference {
        Reference::None => Ok(()),
        Reference::Here(machine) => add_machine(pool, machine),
        Reference::Elsewhere { kind, .. } => {
            settle_provider(pool, kind);
            Ok(())
        }
    }
}

/// Adds what the template of a machine, or a managed pool, says.
pub(super) fn add_machine(pool: &mut NodePool, machine: &Document) -> Result<(), Fault> {
    settle_provider(pool, &machine.kind);
    match machine.kind.as_str() {
        "AzureMachineTemplate" => {
            add_os(pool, machine, &["spec", "template", "spec", "osDisk", "osType"]);
            add_machine_type(pool, machine);
        }
        "AzureMachinePool" => {
            add_os(pool, machine, &["spec", "template", "osDisk", "osType"]);
            add_machine_type(pool, machine);
        }
        "AzureManagedMachinePool" => return add_azure(pool, machine),
        "AzureASOManagedMachinePool" => return add_azure_aso(pool, machine),
        "AWSManagedMachinePool" => return add_aws(pool, machine),
        _ => add_machine_type(pool, machine),
    }
    Ok(())
}

/// The platform by the provider, which the kind of its machines names.
fn settle_provider(pool: &mut NodePool, kind: &str) {
    pool.platform = match kind {
        "AWSManagedMachinePool" => &platform::EKS,
        "AzureManagedMachinePool" | "AzureASOManagedMachinePool" => &platform::AKS,
        "GCPManagedMachinePool" => &platform::GKE,
        kind if kind.starts_with("IBM") => &platform::IBM,
        _ => return,
    };
}

/// The machine type of templates: `instanceType` of AWS and GCP, `vmSize` of Azure.
fn add_machine_type(pool: &mut NodePool, machine: &Document) {
    let ways =
        [&["spec", "template", "spec"][..], &["spec", "awsLaunchTemplate"], &["spec", "template"], &["spec"]];
    let keys = ["instanceType", "vmSize", "machineType"];
    let mut places = ways.iter().flat_map(|way| keys.map(|key| [way, &[key][..]].concat()));
    if let Some(text) = places.find_map(|place| machine.text_at(&place)) {
        pool.imply_instance_types([text]);
    }
}

fn add_os(pool: &mut NodePool, machine: &Document, keys: &[&str]) {
    match machine.text_at(keys) {
        Some(os) if !os.is_empty() && !is_templated(os) => {
            let by = format!("by osType of {}", machine.kind);
            pool.imply_label(OS, &os.to_lowercase(), &by);
        }
        _ => {}
    }
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounds {
    min_size: Option<Count>,
    max_size: Option<Count>,
}

/// `AzureManagedMachinePoolSpec` in cluster-api-provider-azure `api/v1beta1/azuremanagedmachinepool_types.go`, 1.21.
fn add_azure(pool: &mut NodePool, machine: &Document) -> Result<(), Fault> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Spec {
        mode: Option<Text>,
        os_type: Option<Text>,
        scale_set_priority: Option<Text>,
        sku: Option<Text>,
        node_labels: Option<Labels>,
        taints: Option<Vec<TaintFields>>,
        scaling: Option<Bounds>,
    }
    let spec: Spec = decode_at(machine.node(), &["spec"])?.unwrap_or_default();
    pool.add_labels(&spec.node_labels.unwrap_or_default());
    pool.add_taints(spec.taints.into_iter().flatten().map(|taint| taint.0));
    add_bounds(pool, spec.scaling.unwrap_or_default());
    imply_aks(pool, spec.mode, spec.os_type);
    imply_spot(pool, spec.scale_set_priority.as_ref());
    pool.imply_instance_types(spec.sku.iter().map(|text| text.0.as_str()));
    Ok(())
}

/// The `ManagedClustersAgentPool` of Azure Service Operator that stands in `spec.resources`.
fn add_azure_aso(pool: &mut NodePool, machine: &Document) -> Result<(), Fault> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Spec {
        mode: Option<Text>,
        os_type: Option<Text>,
        scale_set_priority: Option<Text>,
        vm_size: Option<Text>,
        node_labels: Option<Labels>,
        node_taints: Option<Vec<TaintText>>,
        min_count: Option<Count>,
        max_count: Option<Count>,
    }
    let resources = machine.at(&["spec", "resources"]).and_then(Node::as_list).unwrap_or_default();
    for resource in resources {
        let spec: Spec = decode_at(resource, &["spec"])?.unwrap_or_default();
        pool.add_labels(&spec.node_labels.unwrap_or_default());
        pool.add_taints(spec.node_taints.into_iter().flatten().map(|taint| taint.0));
        add_bounds(pool, Bounds { min_size: spec.min_count, max_size: spec.max_count });
        imply_aks(pool, spec.mode, spec.os_type);
        imply_spot(pool, spec.scale_set_priority.as_ref());
        pool.imply_instance_types(spec.vm_size.iter().map(|text| text.0.as_str()));
    }
    Ok(())
}

/// AKS labels nodes with the mode of their pool, and runs Linux unless told otherwise ("Use labels in an AKS cluster").
fn imply_aks(pool: &mut NodePool, mode: Option<Text>, os: Option<Text>) {
    if let Some(Text(mode)) = mode.filter(|mode| !is_templated(&mode.0)) {
        pool.imply_label("kubernetes.azure.com/mode", &mode.to_lowercase(), "AKS");
    }
    let os = os.map_or_else(|| "linux".to_owned(), |os| os.0.to_lowercase());
    if !is_templated(&os) {
        pool.imply_label(OS, &os, "AKS");
    }
}

/// Nodes on Spot machines: `aks/spot-node-pool` of learn.microsoft.com.
fn imply_spot(pool: &mut NodePool, priority: Option<&Text>) {
    const SPOT: &str = "kubernetes.azure.com/scalesetpriority";
    if priority.is_some_and(|Text(priority)| priority.eq_ignore_ascii_case("spot")) {
        pool.imply_label(SPOT, "spot", "AKS on Spot pools");
        let taint = Taint { key: SPOT.to_owned(), value: "spot".to_owned(), effect: TaintEffect::NoSchedule };
        pool.imply_taint(taint, "AKS on Spot pools");
    }
}

/// `AWSManagedMachinePoolSpec` in cluster-api-provider-aws `exp/api/v1beta2/awsmanagedmachinepool_types.go`, 2.9; it
/// spells effects in lower case with dashes.
fn add_aws(pool: &mut NodePool, machine: &Document) -> Result<(), Fault> {
    #[derive(Default, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Spec {
        labels: Option<Labels>,
        taints: Option<Vec<TaintFields>>,
        scaling: Option<Bounds>,
        instance_type: Option<Text>,
    }
    let spec: Spec = decode_at(machine.node(), &["spec"])?.unwrap_or_default();
    pool.add_labels(&spec.labels.unwrap_or_default());
    pool.add_taints(spec.taints.into_iter().flatten().map(|taint| taint.0));
    add_bounds(pool, spec.scaling.unwrap_or_default());
    pool.imply_instance_types(spec.instance_type.iter().map(|text| text.0.as_str()));
    Ok(())
}

/// Bounds of the managed pool take the place of the replicas.
fn add_bounds(pool: &mut NodePool, Bounds { min_size, max_size }: Bounds) {
    if min_size.is_some() || max_size.is_some() {
        pool.count = count_range(pool.count.min.map(|min| Count(Some(min))), min_size, max_size);
    }
}
