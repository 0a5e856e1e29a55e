//! Clusters made from a `ClusterClass`: `spec.topology` of a `Cluster`, with the templates of the class where the text has
//! them.

use super::bootstrap::{add_config, leave_open};
use super::control_plane::add_kubeadm_control_plane;
use super::infrastructure;
use super::machine::{NAME, add_machine_labels, add_machine_taints, count_machines};
use super::reference::{Reference, follow};
use crate::inventory::formats::Found;
use crate::inventory::formats::document::{Document, Documents, below, decode_at};
use crate::inventory::formats::error::Fault;
use crate::inventory::formats::parts::{CapacityHints, Text};
use crate::inventory::platform;
use crate::inventory::pool::NodePool;
use crate::yaml::Node;

/// Adds the control plane and the workers of a topology.
pub(super) fn read(cluster: &Document, documents: &Documents, found: &mut Found) -> Result<(), Fault> {
    let Some(topology) = cluster.at(&["spec", "topology"]) else { return Ok(()) };
    let class = Class::of(topology, documents);
    if let Some(node) = topology.get("controlPlane") {
        let mut pool = part(node, &format!("{}-control-plane", cluster.name()))?;
        class.add_control_plane(&mut pool)?;
        pool.imply_control_plane(pool.taints.iter().any(|taint| taint.key.contains("control-plane")));
        found.pools.push(pool);
    }
    for kind in ["machineDeployments", "machinePools"] {
        let parts = below(topology, &["workers", kind]).and_then(Node::as_list).unwrap_or_default();
        for node in parts {
            let name: Text = decode_at(node, &["name"])?.unwrap_or_default();
            let mut pool = part(node, &format!("{}-{}", cluster.name(), name.0))?;
            class.add_workers(&mut pool, kind, node)?;
            found.pools.push(pool);
        }
    }
    Ok(())
}

fn part(node: Node<'_>, name: &str) -> Result<NodePool, Fault> {
    let mut pool = NodePool::declared(name, NAME, node.span).on(&platform::CLUSTER_API);
    add_machine_labels(&mut pool, node, &["metadata", "labels"])?;
    add_machine_taints(&mut pool, node, &["taints"])?;
    count_machines(&mut pool, node, &["replicas"], &["metadata", "annotations"])?;
    CapacityHints::of_annotations(node, &["metadata", "annotations"])?.add_to(&mut pool);
    Ok(pool)
}

/// The class of a topology.
struct Class<'a> {
    name: String,
    /// The class itself, if the text has it.
    document: Option<&'a Document>,
    documents: &'a Documents,
}

impl<'a> Class<'a> {
    /// The class by its present or its former field.
    fn of(topology: Node<'_>, documents: &'a Documents) -> Self {
        let names = [below(topology, &["classRef", "name"]), topology.get("class")];
        let name = names.into_iter().flatten().find_map(Node::as_str).unwrap_or("unnamed").to_owned();
        let mut classes = documents.of("cluster.x-k8s.io", "ClusterClass");
        let document = classes.find(|document| document.name() == name);
        Self { name, document, documents }
    }

    /// `ControlPlaneClass` in cluster-api `api/core/v1beta2/clusterclass_types.go`, 1.11: `templateRef`, before v1beta2 `ref`.
    fn add_control_plane(&self, pool: &mut NodePool) -> Result<(), Fault> {
        let keys = [&["spec", "controlPlane", "templateRef"][..], &["spec", "controlPlane", "ref"]];
        match self.follow(self.document.map(Document::node), &keys) {
            Reference::Here(template) if template.kind == "KubeadmControlPlaneTemplate" => {
                add_kubeadm_control_plane(pool, template.node(), &["spec", "template", "spec"])
            }
            other => {
                self.leave_open(pool, &other);
                Ok(())
            }
        }
    }

    /// `MachineDeploymentClass` and `MachinePoolClass`: those of the name that the topology asks for.
    fn add_workers(&self, pool: &mut NodePool, kind: &str, node: Node<'_>) -> Result<(), Fault> {
        let wanted = node.get("class").and_then(Node::as_str);
        let classes = self.document.and_then(|class| class.at(&["spec", "workers", kind]));
        let mut classes = classes.and_then(Node::as_list).unwrap_or_default().iter();
        let class = classes.find(|class| class.get("class").and_then(Node::as_str) == wanted);
        let infrastructure = [&["infrastructure", "templateRef"][..], &["template", "infrastructure", "ref"]];
        if let Reference::Here(machine) = self.follow(class, &infrastructure) {
            infrastructure::add_machine(pool, machine)?;
        }
        let bootstrap = [&["bootstrap", "templateRef"][..], &["template", "bootstrap", "ref"]];
        match self.follow(class, &bootstrap) {
            Reference::Here(config) => {
                add_config(pool, config, false)?;
                // Patches of the class may add what the templates do not have.
                if self.document.is_some_and(|class| class.at(&["spec", "patches"]).is_some()) {
                    leave_open(pool, format!("what the patches of ClusterClass {} add", self.name));
                }
                Ok(())
            }
            other => {
                self.leave_open(pool, &other);
                Ok(())
            }
        }
    }

    /// The object that the first reference that is there names.
    fn follow(&self, root: Option<Node<'a>>, ways: &[&[&str]]) -> Reference<'a> {
        let found = root.into_iter().flat_map(|root| ways.iter().filter_map(move |way| below(root, way)));
        found.map(|reference| follow(reference, self.documents)).next().unwrap_or(Reference::None)
    }

    fn leave_open(&self, pool: &mut NodePool, reference: &Reference<'_>) {
        let by = match reference {
            Reference::Elsewhere { kind, name } => {
                format!("what {kind} {name} says, which is not in the file")
            }
            Reference::Here(document) => {
                format!("what {} {} says, which is not understood", document.kind, document.name())
            }
            Reference::None => format!("what ClusterClass {} says, which is not in the file", self.name),
        };
        leave_open(pool, by);
    }
}
