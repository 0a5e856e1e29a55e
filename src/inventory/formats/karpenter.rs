//! Karpenter: `NodePool` (`karpenter.sh/v1`, `v1beta1`) and its predecessor `Provisioner` (`v1alpha5`).

use std::collections::BTreeSet;

use serde::Deserialize;

use super::document::{Document, Documents, below, decode, decode_at};
use super::error::Fault;
use super::parts::{ARCH, Count, Labels, OS, Requirement, TaintFields, Text, architecture, both};
use super::{Format, Found};
use crate::inventory::platform::{self, Platform};
use crate::inventory::pool::{CountRange, LabelValues, NodePool};
use crate::inventory::system::{Os, System};
use crate::placement::{Taint, TaintEffect};
use crate::yaml::Node;

pub(super) static FORMAT: Format = Format {
    name: "Karpenter NodePool",
    obtain: "kubectl get nodepools -o yaml > nodepools.yaml, or the manifests in your repository",
    claims,
    read,
};

const GROUP: &str = "karpenter.sh";

fn claims(document: &Document) -> bool {
    document.is(GROUP, "NodePool") || document.is(GROUP, "Provisioner")
}

fn read(documents: &Documents, found: &mut Found) -> Result<(), Fault> {
    for document in documents.of(GROUP, "NodePool") {
        found.pools.push(node_pool(document, documents)?);
    }
    for document in documents.of(GROUP, "Provisioner") {
        found.pools.push(provisioner(document)?);
    }
    Ok(())
}

/// What a node of the pool must be; the same fields in a `NodePool`'s template and in a `Provisioner`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Constraints {
    taints: Option<Vec<TaintFields>>,
    startup_taints: Option<Vec<TaintFields>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NodeClassRef {
    #[serde(default)]
    group: Text,
    /// All that there is in `v1beta1`.
    #[serde(default)]
    kind: Text,
    #[serde(default)]
    name: Text,
}

impl NodeClassRef {
    /// The provider by the group of its node classes, or by their kind.
    fn platform(&self) -> &'static Platform {
        match (self.group.0.as_str(), self.kind.0.as_str()) {
            ("karpenter.k8s.aws" | "eks.amazonaws.com", _) | ("", "EC2NodeClass") => &platform::KARPENTER_AWS,
            ("karpenter.azure.com", _) | ("", "AKSNodeClass") => &platform::KARPENTER_AZURE,
            _ => &platform::KARPENTER,
        }
    }
}

/// `NodePoolSpec` and `NodeClaimTemplateSpec` in karpenter `pkg/apis/v1/nodepool.go`, 1.8: a pool with `replicas` keeps
/// that many nodes, another one as many as its pods need, up to `limits.nodes`.
fn node_pool(document: &Document, documents: &Documents) -> Result<NodePool, Fault> {
    let root = document.node();
    let mut pool = NodePool::declared(document.name(), FORMAT.name, document.span()).on(&platform::KARPENTER);
    add_labels(&mut pool, root, &["spec", "template", "metadata", "labels"])?;
    add_constraints(&mut pool, root, &["spec", "template", "spec"])?;
    pool.count = count(root)?;
    if !document.name().is_empty() {
        pool.imply_label("karpenter.sh/nodepool", document.name(), "Karpenter");
    }
    let class: Option<NodeClassRef> = decode_at(root, &["spec", "template", "spec", "nodeClassRef"])?;
    let class = class.unwrap_or_default();
    pool.platform = class.platform();
    imply_system(&mut pool, &class, documents);
    if document.api_version == "karpenter.sh/v1" {
        imply_v1(&mut pool, &class);
    }
    Ok(pool)
}

/// What the class of nodes says of their system, as far as the text has it: `amiFamily` or an alias of an `EC2NodeClass`
/// (karpenter-provider-aws `pkg/apis/v1/ec2nodeclass.go`, and `getOS` in `pkg/providers/instancetype/types.go`, 1.8); EKS Auto
/// Mode always runs Bottlerocket ("Node classes" of its user guide).
fn imply_system(pool: &mut NodePool, class: &NodeClassRef, documents: &Documents) {
    let is_meant = |document: &&Document| document.name() == class.name.0;
    let found = documents.of("karpenter.k8s.aws", "EC2NodeClass").find(is_meant);
    let family = found.and_then(ami_family).unwrap_or_default().to_ascii_lowercase();
    if family == "bottlerocket" || (found.is_none() && class.group.0 == "eks.amazonaws.com") {
        pool.system = System::of_os(Os::Bottlerocket);
    }
    if family.starts_with("windows") {
        pool.imply_label(OS, "windows", "by the EC2NodeClass");
    }
}

fn ami_family(class: &Document) -> Option<&str> {
    let terms = class.at(&["spec", "amiSelectorTerms"]).and_then(Node::as_list).unwrap_or_default();
    let alias = terms.iter().find_map(|term| term.get("alias")?.as_str());
    let family = alias.and_then(|alias| alias.split_once('@')).map(|(family, _)| family);
    class.text_at(&["spec", "amiFamily"]).or(family)
}

fn count(root: Node<'_>) -> Result<CountRange, Fault> {
    let replicas: Option<Count> = decode_at(root, &["spec", "replicas"])?;
    if let Some(Count(replicas)) = replicas {
        return Ok(CountRange { min: replicas, max: replicas });
    }
    let limit: Option<Count> = decode_at(root, &["spec", "limits", "nodes"])?;
    Ok(CountRange { min: Some(0), max: limit.and_then(|limit| limit.0) })
}

/// `UnregisteredNoExecuteTaint` in karpenter `pkg/apis/v1/taints.go`; the label of EKS Auto Mode is that of its user
/// guide, "Control if a workload is deployed on EKS Auto Mode nodes".
fn imply_v1(pool: &mut NodePool, class: &NodeClassRef) {
    let key = "karpenter.sh/unregistered".to_owned();
    let taint = Taint { key, value: String::new(), effect: TaintEffect::NoExecute };
    pool.imply(format!("startup taint {taint}, Karpenter"));
    pool.startup_taints.push(taint);
    if class.group.0 == "eks.amazonaws.com" {
        pool.imply_label("eks.amazonaws.com/compute-type", "auto", "EKS Auto Mode");
    }
}

/// `SetDefaults` in karpenter-provider-aws `pkg/apis/v1alpha5/provisioner.go`, 0.31: Linux, amd64 and on demand, unless
/// the requirements say otherwise.
fn provisioner(document: &Document) -> Result<NodePool, Fault> {
    let mut pool = NodePool::declared(document.name(), "Karpenter Provisioner", document.span())
        .on(&platform::KARPENTER_AWS);
    add_labels(&mut pool, document.node(), &["spec", "labels"])?;
    add_constraints(&mut pool, document.node(), &["spec"])?;
    pool.count = CountRange { min: Some(0), max: None };
    if !document.name().is_empty() {
        pool.imply_label("karpenter.sh/provisioner-name", document.name(), "Karpenter");
    }
    pool.imply_label(OS, "linux", "Karpenter default");
    pool.imply_label(ARCH, "amd64", "Karpenter default");
    pool.imply_label("karpenter.sh/capacity-type", "on-demand", "Karpenter default");
    Ok(pool)
}

fn add_labels(pool: &mut NodePool, root: Node<'_>, keys: &[&str]) -> Result<(), Fault> {
    let labels: Option<Labels> = decode_at(root, keys)?;
    pool.add_labels(&labels.unwrap_or_default());
    Ok(())
}

fn add_constraints(pool: &mut NodePool, root: Node<'_>, keys: &[&str]) -> Result<(), Fault> {
    let constraints: Constraints = decode_at(root, keys)?.unwrap_or_default();
    pool.taints.extend(constraints.taints.into_iter().flatten().map(|taint| taint.0));
    pool.startup_taints.extend(constraints.startup_taints.into_iter().flatten().map(|taint| taint.0));
    let requirements = [keys, &["requirements"]].concat();
    let requirements = below(root, &requirements).and_then(Node::as_list).unwrap_or_default();
    requirements.iter().try_for_each(|requirement| add_requirement(pool, requirement))?;
    if let Some(LabelValues::OneOf(types)) = pool.labels.get("node.kubernetes.io/instance-type").cloned() {
        pool.imply_instance_types(types.iter().map(String::as_str));
    }
    imply_families(pool);
    Ok(())
}

/// The architecture by the families of instances of AWS, where no size is named; any size of a family has the same.
fn imply_families(pool: &mut NodePool) {
    const FAMILIES: [&str; 2] = ["karpenter.k8s.aws/instance-family", "eks.amazonaws.com/instance-family"];
    let families = FAMILIES.iter().find_map(|key| pool.values(key)).cloned();
    let Some(families) = families.filter(|_| !pool.labels.contains_key(ARCH)) else { return };
    let archs: Option<BTreeSet<String>> =
        families.iter().map(|family| Some(architecture(&format!("{family}.large"))?.to_owned())).collect();
    if let Some(archs) = archs {
        let names: Vec<&str> = archs.iter().map(String::as_str).collect();
        pool.imply(format!("label {ARCH}={}, by the instance families", names.join(" or ")));
        pool.labels.insert(ARCH.to_owned(), LabelValues::OneOf(archs));
    }
}

/// Requirements on the same key must all hold, and those on a key that is also a label.
fn add_requirement(pool: &mut NodePool, node: Node<'_>) -> Result<(), Fault> {
    let requirement: Requirement = decode(node)?;
    let key = &requirement.key.0;
    if key.is_empty() {
        return Err(Fault::new(node.span, "a requirement without a key"));
    }
    let values =
        requirement.values().map_err(|problem| Fault::new(node.span, format!("{key}: {problem}")))?;
    let values = match pool.labels.remove(key) {
        Some(present) => both(present, values)
            .ok_or_else(|| Fault::new(node.span, format!("no value of {key} satisfies all requirements")))?,
        None => values,
    };
    pool.labels.insert(key.clone(), values);
    Ok(())
}
