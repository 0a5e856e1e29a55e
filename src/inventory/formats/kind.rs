//! kind: `Cluster`. Its nodes are as good as there, so they become nodes, named as kind names them.

use std::collections::BTreeMap;

use super::document::{Document, Documents, decode, decode_at};
use super::error::Fault;
use super::kubeadm;
use super::parts::{CONTROL_PLANE, Labels, NodeRegistration, Text, control_plane_taint};
use super::{Format, Found};
use crate::inventory::node;
use crate::placement::Taint;
use crate::yaml::{Node, Span};

pub(super) static FORMAT: Format =
    Format { name: "kind Cluster", obtain: "the file given to kind create cluster --config", claims, read };

fn claims(document: &Document) -> bool {
    document.is("kind.x-k8s.io", "Cluster")
}

fn read(documents: &Documents, found: &mut Found) -> Result<(), Fault> {
    for document in documents.of("kind.x-k8s.io", "Cluster") {
        found.nodes.extend(cluster(document)?);
    }
    Ok(())
}

/// Without `nodes` there is one control plane (`SetDefaultsCluster` in kind `pkg/internal/apis/config/default.go`, 0.30).
fn cluster(document: &Document) -> Result<Vec<node::Node>, Fault> {
    let name: Option<Text> = decode_at(document.node(), &["name"])?;
    let name = name.map_or_else(|| "kind".to_owned(), |name| name.0);
    let written = document.at(&["nodes"]).and_then(Node::as_list).unwrap_or_default();
    let nodes: Vec<Option<Node<'_>>> =
        if written.is_empty() { vec![None] } else { written.iter().map(Some).collect() };
    let mut members =
        Members { cluster: &name, document, counts: BTreeMap::new(), is_alone: nodes.len() == 1 };
    nodes.into_iter().map(|node| members.node(node)).collect()
}

/// The nodes of a cluster that have been named so far.
struct Members<'a> {
    cluster: &'a str,
    document: &'a Document,
    /// Nodes by role.
    counts: BTreeMap<&'static str, usize>,
    is_alone: bool,
}

impl Members<'_> {
    fn node(&mut self, written: Option<Node<'_>>) -> Result<node::Node, Fault> {
        let role = role(written)?;
        let count = self.counts.entry(role).or_default();
        *count += 1;
        let is_first = *count == 1;
        // `MakeNodeNamer` in kind `pkg/cluster/internal/providers/common/namer.go`: the first of a role has no number.
        let number = if is_first { String::new() } else { count.to_string() };
        let name = format!("{}-{role}{number}", self.cluster);
        let is_control_plane = role == "control-plane";
        let kind = if is_control_plane && is_first { "InitConfiguration" } else { "JoinConfiguration" };
        let registration = self.registration(written, kind)?;
        let mut labels = host_labels(&name);
        labels.extend(registration.labels);
        if is_control_plane {
            labels.insert(CONTROL_PLANE.to_owned(), String::new());
        }
        let default_taint = (is_control_plane && registration.own_taints.is_none()).then(control_plane_taint);
        let mut taints: Vec<Taint> = registration.flag_taints;
        taints.extend(registration.own_taints.into_iter().flatten());
        // `kubeadminit.Action` in kind `pkg/cluster/internal/create/actions/kubeadminit/init.go`.
        taints.extend(default_taint.filter(|_| !self.is_alone));
        taints.retain(|taint| !self.is_alone || taint.key != CONTROL_PLANE);
        if is_control_plane && !self.is_alone {
            labels
                .insert("node.kubernetes.io/exclude-from-external-load-balancers".to_owned(), String::new());
        }
        Ok(node::Node { name, labels, taints, ..node::Node::default() })
    }

    /// What the patches say of a node: those of the cluster first, then its own; a later one replaces an earlier one's
    /// labels and taints, and `labels` too, because kind writes those into the same `node-labels`.
    ///
    /// `getKubeadmConfig` in kind `pkg/cluster/internal/create/actions/config/config.go` and `NodeLabels` in
    /// `pkg/cluster/internal/kubeadm/config.go`, 0.30.
    fn registration(&self, written: Option<Node<'_>>, kind: &str) -> Result<Patched, Fault> {
        let mut told = Patched::default();
        let labels: Option<Labels> = written.map_or(Ok(None), |node| decode_at(node, &["labels"]))?;
        told.set_labels(&labels.unwrap_or_default());
        for holder in [Some(self.document.node()), written].into_iter().flatten() {
            refuse_json_patches(holder)?;
            let patches = holder.get("kubeadmConfigPatches").and_then(Node::as_list).unwrap_or_default();
            for patch in patches {
                told.apply(patch, kind)?;
            }
        }
        Ok(told)
    }
}

/// What kubeadm is told of a node.
#[derive(Default)]
struct Patched {
    labels: BTreeMap<String, String>,
    flag_taints: Vec<Taint>,
    own_taints: Option<Vec<Taint>>,
}

impl Patched {
    fn set_labels(&mut self, labels: &Labels) {
        self.labels = labels.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    }

    /// Applies the documents of a patch that are of a kind.
    fn apply(&mut self, patch: Node<'_>, kind: &str) -> Result<(), Fault> {
        let text: Text = decode(patch)?;
        let at_patch = |fault: Fault| fault.embedded_in(patch);
        let documents = Documents::embedded(&text.0).map_err(at_patch)?;
        for document in documents.iter().filter(|document| document.kind == kind) {
            let registration = decode_at::<NodeRegistration>(document.node(), &["nodeRegistration"]);
            let Some(registration) = registration.map_err(at_patch)? else { continue };
            if let Some(args) = registration.kubelet_extra_args {
                if args.labels.iter().next().is_some() {
                    self.set_labels(&args.labels);
                }
                if !args.taints.is_empty() {
                    self.flag_taints = args.taints;
                }
            }
            if let Some(taints) = registration.taints {
                self.own_taints = Some(taints.into_iter().map(|taint| taint.0).collect());
            }
        }
        Ok(())
    }
}

/// JSON patches may change anything anywhere; one that touches what is read here is not passed over in silence.
fn refuse_json_patches(holder: Node<'_>) -> Result<(), Fault> {
    let patches = holder.get("kubeadmConfigPatchesJSON6902").and_then(Node::as_list).unwrap_or_default();
    for patch in patches {
        let text = patch.get("patch").and_then(Node::as_str).unwrap_or_default();
        let is_kubeadm = patch.get("group").and_then(Node::as_str) == Some(kubeadm::GROUP);
        if is_kubeadm && text.contains("/nodeRegistration") {
            let fault = Fault::new(patch.span, "a JSON patch of nodeRegistration is not understood");
            return Err(fault.help("write it as kubeadmConfigPatches"));
        }
    }
    Ok(())
}

fn role(written: Option<Node<'_>>) -> Result<&'static str, Fault> {
    let role: Option<Text> = written.map_or(Ok(None), |node| decode_at(node, &["role"]))?;
    let span = written.and_then(|node| node.get("role")).map_or(Span::default(), |node| node.span);
    match role.as_ref().map_or("", |role| role.0.as_str()) {
        "" | "control-plane" => Ok("control-plane"),
        "worker" => Ok("worker"),
        other => Err(Fault::new(span, format!("`{other}` is no role; expected control-plane or worker"))),
    }
}

/// What the kubelet says of its machine. kind runs on Linux; its architecture is that of the machine it runs on, and
/// amd64 stands for it.
fn host_labels(name: &str) -> BTreeMap<String, String> {
    let labels = [
        ("kubernetes.io/hostname", name),
        ("kubernetes.io/os", "linux"),
        ("beta.kubernetes.io/os", "linux"),
        ("kubernetes.io/arch", "amd64"),
        ("beta.kubernetes.io/arch", "amd64"),
    ];
    labels.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}
