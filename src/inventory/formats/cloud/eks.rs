//! Amazon EKS: managed node groups and Fargate profiles.

use super::{Resource, resource::no_schedule};
use crate::inventory::formats::error::Fault;
use crate::inventory::formats::parts::{ARCH, OS};
use crate::inventory::platform;
use crate::inventory::pool::{CountRange, NodePool};
use crate::inventory::system::{Os, System};

/// A managed node group.
///
/// Fields: `website/docs/r/eks_node_group.html.markdown` of terraform-provider-aws, 6.66. EKS itself puts labels and
/// taints of the group on the nodes, whatever the launch template says.
pub(super) fn node_group(resource: &Resource<'_>, _: &[Resource<'_>]) -> Result<Vec<NodePool>, Fault> {
    let block = &resource.block;
    let mut pool = resource.pool(&resource.title("node_group_name")).on(&platform::EKS);
    block.labels_into("labels", &mut pool)?;
    for key in ["taint", "taints"] {
        block.taints_into(key, &mut pool)?;
    }
    pool.count = size(resource);
    if let Some(name) = resource.known_name("node_group_name") {
        pool.imply_label("eks.amazonaws.com/nodegroup", name, "EKS");
    }
    if !block.is_unknown("capacity_type") {
        let capacity = block.text("capacity_type").unwrap_or("ON_DEMAND");
        pool.imply_label("eks.amazonaws.com/capacityType", capacity, "EKS");
    }
    machine(resource, &mut pool);
    Ok(vec![pool])
}

/// The bounds of the scaling configuration.
fn size(resource: &Resource<'_>) -> CountRange {
    let Some(scaling) = resource.block.block("scaling_config") else { return CountRange::default() };
    let wanted = scaling.number("desired_size");
    CountRange { min: scaling.number("min_size").or(wanted), max: scaling.number("max_size").or(wanted) }
}

/// Operating system and architecture from the type of the image (`AL2023_ARM_64_STANDARD`, `WINDOWS_CORE_2022_x86_64`),
/// or else from the instance types.
fn machine(resource: &Resource<'_>, pool: &mut NodePool) {
    let block = &resource.block;
    let image = block.text("ami_type").unwrap_or_default().to_ascii_uppercase();
    if block.block("launch_template").is_some() && matches!(image.as_str(), "" | "CUSTOM") {
        pool.imply("its launch template may hold user data that adds labels and taints");
    }
    if image.starts_with("WINDOWS") {
        pool.imply_label(OS, "windows", "ami_type");
    } else if !matches!(image.as_str(), "" | "CUSTOM") {
        pool.imply_label(OS, "linux", "ami_type");
    }
    if image.starts_with("BOTTLEROCKET") {
        pool.system = System::of_os(Os::Bottlerocket);
    }
    if image.contains("ARM_64") {
        pool.imply_label(ARCH, "arm64", "ami_type");
    } else if image.contains("X86_64") {
        pool.imply_label(ARCH, "amd64", "ami_type");
    }
    pool.imply_instance_types(block.texts("instance_types"));
}

/// A Fargate profile: a node for each pod that it takes, and never one for a pod of a `DaemonSet`.
#[expect(clippy::unnecessary_wraps, reason = "readers have one signature")]
pub(super) fn fargate_profile(resource: &Resource<'_>, _: &[Resource<'_>]) -> Result<Vec<NodePool>, Fault> {
    const KEY: &str = "eks.amazonaws.com/compute-type";
    let mut pool = resource.pool(&resource.title("fargate_profile_name")).on(&platform::EKS);
    pool.is_virtual = true;
    pool.count.min = Some(0);
    pool.imply_label(KEY, "fargate", "EKS Fargate");
    pool.imply_taint(no_schedule(KEY, "fargate"), "EKS Fargate");
    Ok(vec![pool])
}
