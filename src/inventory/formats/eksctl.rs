//! eksctl: `ClusterConfig` with its node groups, managed node groups and Fargate profiles.

use std::collections::BTreeMap;

use serde::de::{Error, IgnoredAny};
use serde::{Deserialize, Deserializer};

use super::document::{Document, Documents, decode, decode_at};
use super::error::Fault;
use super::parts::{ARCH, Count, Labels, OS, TaintFields, Text, count_range, taint};
use super::{Format, Found};
use crate::inventory::platform;
use crate::inventory::pool::{CountRange, NodePool};
use crate::inventory::system::{Os, System};
use crate::placement::{Taint, TaintEffect};
use crate::yaml::{List, Node};

pub(super) static FORMAT: Format = Format {
    name: "eksctl ClusterConfig",
    obtain: "the file given to eksctl create cluster --config-file",
    claims,
    read,
};

/// The type that eksctl takes if none is named (`DefaultNodeType` in `pkg/apis/eksctl.io/v1alpha5/types.go`, 0.220).
const DEFAULT_TYPE: &str = "m5.large";

fn claims(document: &Document) -> bool {
    document.is("eksctl.io", "ClusterConfig")
}

fn read(documents: &Documents, found: &mut Found) -> Result<(), Fault> {
    for document in documents.of("eksctl.io", "ClusterConfig") {
        let cluster = document.name();
        for node in groups(document, "nodeGroups") {
            found.pools.push(node_group(node, cluster)?);
        }
        for node in groups(document, "managedNodeGroups") {
            found.pools.push(managed_node_group(node, cluster)?);
        }
        for node in groups(document, "fargateProfiles") {
            found.pools.push(fargate_profile(node)?);
        }
        add_auto_mode(document, found)?;
    }
    Ok(())
}

fn groups<'a>(document: &'a Document, key: &str) -> List<'a> {
    document.at(&[key]).and_then(Node::as_list).unwrap_or_default()
}

/// The fields of `NodeGroup` and `ManagedNodeGroup` that decide where pods run.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    #[serde(default)]
    name: Text,
    labels: Option<Labels>,
    taints: Option<Taints>,
    desired_capacity: Option<Count>,
    min_size: Option<Count>,
    max_size: Option<Count>,
    ami_family: Option<Text>,
    instance_type: Option<Text>,
    instance_types: Option<Vec<Text>>,
    instance_selector: Option<IgnoredAny>,
    instances_distribution: Option<InstancesDistribution>,
    launch_template: Option<IgnoredAny>,
    #[serde(default)]
    spot: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct InstancesDistribution {
    instance_types: Option<Vec<Text>>,
}

/// Taints as a list, or as a mapping of the key to `value:Effect` or `Effect`.
///
/// `parseTaint` in eksctl `pkg/utils/taints/taints.go`, 0.220.
struct Taints(Vec<Taint>);

impl<'de> Deserialize<'de> for Taints {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Fields {
            #[serde(default)]
            key: Text,
            #[serde(default)]
            value: Text,
            #[serde(default)]
            effect: Text,
        }
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected a list of taints, or a mapping of keys to value:Effect")]
        enum Written {
            List(Vec<Fields>),
            Map(BTreeMap<String, Text>),
        }
        let taints: Result<Vec<Taint>, String> = match Written::deserialize(deserializer)? {
            Written::List(fields) => {
                let taints = fields.into_iter().map(|Fields { key, value, effect }| {
                    TaintFields::new(key, value, &effect).map(|taint| taint.0)
                });
                taints.collect()
            }
            Written::Map(map) => map.iter().map(|(key, Text(rest))| from_entry(key, rest)).collect(),
        };
        taints.map(Self).map_err(D::Error::custom)
    }
}

fn from_entry(key: &str, rest: &str) -> Result<Taint, String> {
    match rest.split_once(':') {
        Some((value, effect)) => taint(&format!("{key}={value}:{effect}")),
        None => taint(&format!("{key}:{rest}")),
    }
}

fn node_group(node: Node<'_>, cluster: &str) -> Result<NodePool, Fault> {
    let group: Group = decode(node)?;
    let mut pool = described(&group, node, cluster);
    let distribution = group.instances_distribution.as_ref();
    let mixed: Vec<&str> = distribution
        .and_then(|distribution| distribution.instance_types.as_deref())
        .into_iter()
        .flatten()
        .map(|text| text.0.as_str())
        .collect();
    add_types(&mut pool, &group, &mixed);
    Ok(pool)
}

/// `capacityType` and `nodegroup` are labels that EKS sets on every managed node ("Simplify node lifecycle with managed
/// node groups" of the EKS user guide).
fn managed_node_group(node: Node<'_>, cluster: &str) -> Result<NodePool, Fault> {
    let group: Group = decode(node)?;
    let mut pool = described(&group, node, cluster);
    if !group.name.0.is_empty() {
        pool.imply_label("eks.amazonaws.com/nodegroup", &group.name.0, "EKS");
    }
    let capacity = if group.spot == Some(true) { "SPOT" } else { "ON_DEMAND" };
    pool.imply_label("eks.amazonaws.com/capacityType", capacity, "EKS");
    let types: Vec<&str> = group.instance_types.iter().flatten().map(|text| text.0.as_str()).collect();
    add_types(&mut pool, &group, &types);
    Ok(pool)
}

/// What both kinds of groups have.
///
/// `setDefaultNodeLabels` in eksctl `pkg/apis/eksctl.io/v1alpha5/defaults.go`, 0.220.
fn described(group: &Group, node: Node<'_>, cluster: &str) -> NodePool {
    let mut pool = NodePool::declared(&group.name.0, FORMAT.name, node.span).on(&platform::EKS);
    if let Some(labels) = &group.labels {
        pool.add_labels(labels);
    }
    pool.add_taints(group.taints.iter().flat_map(|taints| taints.0.clone()));
    pool.count = sizes(group, &mut pool);
    for (key, value) in
        [("alpha.eksctl.io/cluster-name", cluster), ("alpha.eksctl.io/nodegroup-name", group.name.0.as_str())]
    {
        if !value.is_empty() {
            pool.imply_label(key, value, "eksctl");
        }
    }
    let is_windows = group.ami_family.as_ref().is_some_and(|family| family.0.starts_with("Windows"));
    let by = if group.ami_family.is_some() { "by amiFamily" } else { "eksctl default" };
    pool.imply_label(OS, if is_windows { "windows" } else { "linux" }, by);
    if group.ami_family.as_ref().is_some_and(|family| family.0 == "Bottlerocket") {
        pool.system = System::of_os(Os::Bottlerocket);
    }
    pool
}

/// Without sizes a group has two nodes, and without an upper bound as many as the lower one.
///
/// `ValidateNodeGroup` and `setDefaults` in eksctl `pkg/apis/eksctl.io/v1alpha5`, `nodegroup.go` in `pkg/cfn/builder`, 0.220:
/// `DefaultNodeCount` is 2.
fn sizes(group: &Group, pool: &mut NodePool) -> CountRange {
    const DEFAULT: Count = Count(Some(2));
    let (desired, min, max) = (group.desired_capacity, group.min_size, group.max_size);
    if desired.is_none() && min.is_none() && max.is_none() {
        pool.imply("2 nodes, eksctl default");
        return count_range(Some(DEFAULT), None, None);
    }
    let max = max.or(desired).or(min);
    let min = min.or(desired).or(max);
    count_range(None, min, max)
}

/// Adds what the instance types say; a group that names none, nor a way to choose them, has eksctl's default type.
fn add_types(pool: &mut NodePool, group: &Group, several: &[&str]) {
    let single = group.instance_type.as_ref().map(|text| text.0.as_str()).filter(|text| *text != "mixed");
    let is_chosen = group.instance_selector.is_some() || group.launch_template.is_some();
    if single.is_none() && several.is_empty() && !is_chosen {
        pool.imply(format!("instance type {DEFAULT_TYPE}, eksctl default"));
        pool.imply_instance_types([DEFAULT_TYPE]);
        return;
    }
    pool.imply_instance_types(several.iter().copied().chain(single));
}

/// Fargate runs each pod on a node of its own, and never a pod of a `DaemonSet` ("AWS Fargate" of the EKS user guide).
fn fargate_profile(node: Node<'_>) -> Result<NodePool, Fault> {
    let name: Option<Text> = decode_at(node, &["name"])?;
    let name = name.unwrap_or_default().0;
    let mut pool = NodePool::declared(&name, "eksctl Fargate profile", node.span).on(&platform::EKS);
    pool.is_virtual = true;
    pool.count = CountRange { min: Some(0), max: None };
    let key = "eks.amazonaws.com/compute-type";
    pool.imply_label(key, "fargate", "EKS Fargate");
    pool.imply_taint(no_schedule(key, "fargate"), "EKS Fargate");
    pool.imply_label(OS, "linux", "EKS Fargate");
    pool.imply_label(ARCH, "amd64", "EKS Fargate");
    Ok(pool)
}

/// The two pools that EKS Auto Mode brings along ("Enable or disable built-in `NodePools`" of the EKS user guide).
fn add_auto_mode(document: &Document, found: &mut Found) -> Result<(), Fault> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct AutoMode {
        #[serde(default)]
        enabled: bool,
        node_pools: Option<Vec<Text>>,
    }
    let Some(mode) = decode_at::<AutoMode>(document.node(), &["autoModeConfig"])? else { return Ok(()) };
    if !mode.enabled {
        return Ok(());
    }
    let all = || vec![Text("general-purpose".to_owned()), Text("system".to_owned())];
    for Text(name) in mode.node_pools.unwrap_or_else(all) {
        let span = document.at(&["autoModeConfig"]).map_or(document.span(), |node| node.span);
        let mut pool = NodePool::declared(&name, "EKS Auto Mode", span).on(&platform::KARPENTER_AWS);
        pool.count = CountRange { min: Some(0), max: None };
        pool.imply_label("karpenter.sh/nodepool", &name, "EKS Auto Mode");
        pool.imply_label("eks.amazonaws.com/compute-type", "auto", "EKS Auto Mode");
        pool.imply_label(OS, "linux", "EKS Auto Mode");
        pool.system = System::of_os(Os::Bottlerocket);
        if name == "system" {
            pool.imply_taint(no_schedule("CriticalAddonsOnly", ""), "EKS Auto Mode");
        } else {
            pool.imply_label(ARCH, "amd64", "EKS Auto Mode");
        }
        found.pools.push(pool);
    }
    Ok(())
}

fn no_schedule(key: &str, value: &str) -> Taint {
    Taint { key: key.to_owned(), value: value.to_owned(), effect: TaintEffect::NoSchedule }
}
