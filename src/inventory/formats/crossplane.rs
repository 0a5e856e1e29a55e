//! Crossplane: managed resources of EKS, GKE and AKS, whose fields are those of Terraform.

use super::cloud::{self, Block, Case, Resource};
use super::document::{Document, Documents};
use super::error::Fault;
use super::{Format, Found};

pub(super) static FORMAT: Format = Format {
    name: "Crossplane",
    obtain: "the manifests of the managed resources, or: kubectl get managed -o yaml",
    claims,
    read,
};

/// The first words of the group (what follows is `aws.upbound.io`, `aws.m.upbound.io`, `aws.crossplane.io`), the kind,
/// and the type of the same resource in Terraform.
const KINDS: &[(&str, &str, &str)] = &[
    ("eks.aws.", "NodeGroup", "aws_eks_node_group"),
    ("eks.aws.", "FargateProfile", "aws_eks_fargate_profile"),
    ("autoscaling.aws.", "AutoscalingGroup", "aws_autoscaling_group"),
    ("container.gcp.", "NodePool", "google_container_node_pool"),
    ("container.gcp.", "Cluster", "google_container_cluster"),
    ("containerservice.azure.", "KubernetesCluster", "azurerm_kubernetes_cluster"),
    ("containerservice.azure.", "KubernetesClusterNodePool", "azurerm_kubernetes_cluster_node_pool"),
];

fn claims(document: &Document) -> bool {
    kind(document).is_some()
}

fn kind(document: &Document) -> Option<&'static str> {
    let group = document.group();
    let known = KINDS.iter().find(|(prefix, kind, _)| *kind == document.kind && group.starts_with(prefix));
    known
        .filter(|_| group.ends_with(".upbound.io") || group.ends_with(".crossplane.io"))
        .map(|(_, _, kind)| *kind)
}

/// Fields: `spec.forProvider` of the CRDs in `package/crds` of upbound/provider-{aws,gcp,azure}. The annotation
/// `crossplane.io/external-name` is the name at the provider, else that of the object.
fn read(documents: &Documents, found: &mut Found) -> Result<(), Fault> {
    let mut resources = Vec::new();
    for document in documents.iter() {
        let (Some(kind), Some(fields)) = (kind(document), document.at(&["spec", "forProvider"])) else {
            continue;
        };
        let name = document.text_at(&["metadata", "annotations", "crossplane.io/external-name"]);
        resources.push(Resource {
            kind,
            name: name.unwrap_or_else(|| document.name()).to_owned(),
            format: FORMAT.name,
            block: Block::new(fields, None, Case::Camel),
            span: document.span(),
            offset: 0,
        });
    }
    found.pools.extend(cloud::pools(&resources)?);
    Ok(())
}
