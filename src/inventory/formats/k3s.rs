//! `config.yaml` of k3s and RKE2: flags of a server or an agent, without a kind.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use super::document::{Document, Documents, decode};
use super::error::Fault;
use super::parts::{CONTROL_PLANE, OS, Text, label_list, taint_list};
use super::{Format, Found};
use crate::inventory::platform;
use crate::inventory::pool::{CountRange, LabelValues, NodePool};
use crate::placement::Taint;
use crate::yaml::{Node, Value};

pub(super) static FORMAT: Format = Format {
    name: "k3s or RKE2 configuration",
    obtain: "/etc/rancher/k3s/config.yaml or /etc/rancher/rke2/config.yaml of a machine",
    claims,
    read,
};

/// Flags that agents have, too: "k3s agent" of docs.k3s.io, and the agent configuration reference of docs.rke2.io.
const SHARED: &[&str] = &[
    "bind-address",
    "container-runtime-endpoint",
    "data-dir",
    "debug",
    "default-runtime",
    "disable-apiserver-lb",
    "disable-default-registry-endpoint",
    "docker",
    "enable-pprof",
    "flannel-cni-conf",
    "flannel-conf",
    "flannel-iface",
    "image-credential-provider-bin-dir",
    "image-credential-provider-config",
    "image-service-endpoint",
    "kube-proxy-arg",
    "kubelet-arg",
    "kubelet-path",
    "lb-server-port",
    "log",
    "node-external-dns",
    "node-external-ip",
    "node-internal-dns",
    "node-ip",
    "node-label",
    "node-name",
    "node-taint",
    "nonroot-devices",
    "pause-image",
    "prefer-bundled-bin",
    "private-registry",
    "profile",
    "protect-kernel-defaults",
    "resolv-conf",
    "rootless",
    "runtime-image",
    "selinux",
    "server",
    "snapshotter",
    "system-default-registry",
    "token",
    "token-file",
    "v",
    "vmodule",
    "vpn-auth",
    "vpn-auth-file",
    "with-node-id",
];

/// Flags of servers alone, or the words they start with: "k3s server" of docs.k3s.io, and the server configuration
/// reference of docs.rke2.io.
const OF_SERVERS: &[&str] = &[
    "advertise-",
    "agent-token",
    "audit-policy-file",
    "cloud-controller-manager-",
    "cloud-provider-",
    "cluster-",
    "cni",
    "control-plane-",
    "datastore-",
    "default-local-storage-path",
    "disable",
    "egress-selector-mode",
    "embedded-registry",
    "enable-servicelb",
    "etcd-",
    "flannel-backend",
    "flannel-external-ip",
    "flannel-ipv6-masq",
    "helm-job-image",
    "https-listen-port",
    "ingress-controller",
    "kine-",
    "kube-apiserver-",
    "kube-cloud-controller-manager-",
    "kube-controller-manager-",
    "kube-proxy-",
    "kube-scheduler-",
    "multi-cluster-cidr",
    "pod-security-admission-config-file",
    "secrets-encryption",
    "service-",
    "servicelb-namespace",
    "supervisor-metrics",
    "tls-san",
    "write-kubeconfig",
];

/// Flags that no other file is likely to hold; one of them must be there.
const TELLING: &[&str] = &[
    "node-label",
    "node-taint",
    "kubelet-arg",
    "cluster-init",
    "write-kubeconfig-mode",
    "tls-san",
    "agent-token",
    "node-ip",
    "flannel-backend",
    "etcd-",
    "disable-",
    "secrets-encryption",
    "cni",
    "kube-",
];

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct Config {
    node_name: Option<Text>,
    node_label: Texts,
    #[serde(rename = "node-label+")]
    more_labels: Texts,
    node_taint: Texts,
    #[serde(rename = "node-taint+")]
    more_taints: Texts,
    kubelet_arg: Texts,
    #[serde(rename = "kubelet-arg+")]
    more_kubelet_args: Texts,
}

/// One text, or a list of texts.
#[derive(Default)]
struct Texts(Vec<String>);

impl<'de> Deserialize<'de> for Texts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            One(Text),
            Many(Vec<Text>),
        }
        let written = Written::deserialize(deserializer);
        let texts = match written.map_err(|_| D::Error::custom("expected a text, or a list of texts"))? {
            Written::One(text) => vec![text.0],
            Written::Many(texts) => texts.into_iter().map(|text| text.0).collect(),
        };
        Ok(Self(texts))
    }
}

/// A mapping of nothing but flags.
fn claims(document: &Document) -> bool {
    let Some(map) = document.node().as_map().filter(|_| document.kind.is_empty()) else { return false };
    // A `+` behind a flag adds to what other files say.
    let mut flags = map.entries.iter().map(|entry| entry.key.trim_end_matches('+'));
    let is_telling = map.entries.iter().any(|entry| starts_like(entry.key.trim_end_matches('+'), TELLING));
    is_telling && flags.all(|flag| SHARED.contains(&flag) || is_of_servers(flag))
}

fn is_of_servers(flag: &str) -> bool {
    !SHARED.contains(&flag) && starts_like(flag, OF_SERVERS)
}

/// Whether a flag is one of a list; entries that end in `-` stand for all that start like them.
fn starts_like(flag: &str, list: &[&str]) -> bool {
    list.iter().any(|known| {
        flag == *known || known.ends_with('-') && flag.starts_with(known) || is_longer(flag, known)
    })
}

/// `write-kubeconfig-mode` after `write-kubeconfig`.
fn is_longer(flag: &str, known: &str) -> bool {
    flag.strip_prefix(known).is_some_and(|rest| rest.starts_with('-'))
}

fn read(documents: &Documents, found: &mut Found) -> Result<(), Fault> {
    for document in documents.iter().filter(|document| claims(document)) {
        // A server with this flag runs no kubelet, and so is no node.
        if is_set(document, "disable-agent") {
            continue;
        }
        found.pools.push(pool(document)?);
    }
    Ok(())
}

fn is_set(document: &Document, flag: &str) -> bool {
    document.at(&[flag]).is_some_and(|value| value.value == Value::Bool(true))
}

fn pool(document: &Document) -> Result<NodePool, Fault> {
    let config: Config = decode(document.node())?;
    let is_server = is_server(document);
    let name = config.node_name.map(|name| name.0);
    let role = match is_server {
        Some(true) => "server",
        Some(false) => "agent",
        None => "node",
    };
    let mut pool =
        NodePool::declared(name.as_deref().unwrap_or(role), FORMAT.name, document.span()).on(&platform::K3S);
    if name.is_some() {
        pool.count = CountRange::exactly(1);
    }
    for text in config.node_label.0.iter().chain(&config.more_labels.0) {
        pool.add_labels(&label_list(text));
    }
    for text in config.node_taint.0.iter().chain(&config.more_taints.0) {
        pool.add_taints(taints(document, "node-taint", text)?);
    }
    for text in config.kubelet_arg.0.iter().chain(&config.more_kubelet_args.0) {
        let text = text.trim_start_matches('-');
        match text.split_once('=') {
            Some(("node-labels", labels)) => pool.add_labels(&label_list(labels)),
            Some(("register-with-taints", text)) => pool.add_taints(taints(document, "kubelet-arg", text)?),
            _ => {}
        }
    }
    imply_role(&mut pool, document, is_server);
    Ok(pool)
}

fn taints(document: &Document, key: &str, text: &str) -> Result<Vec<Taint>, Fault> {
    let place = document.at(&[key]).map_or(document.span(), |node: Node<'_>| node.span);
    taint_list(text).map_err(|problem| Fault::new(place, problem))
}

/// Whether a file is that of a server; `None` if nothing tells.
///
/// An agent must be told its server, in the file or by `K3S_URL`; a server may be told another one, and then only its own flags
/// give it away.
fn is_server(document: &Document) -> Option<bool> {
    let entries = document.node().as_map().map(|map| map.entries).unwrap_or_default();
    if entries.iter().any(|entry| is_of_servers(entry.key.trim_end_matches('+'))) {
        return Some(true);
    }
    document.at(&["server"]).map(|_| false)
}

/// Servers carry the labels of their roles and no taint, unless the file sets one. Those with etcd have a role more: the first
/// of k3s if it says `cluster-init`, all that joined such a one, and all of RKE2. Up to Kubernetes 1.33 they have the role
/// `master`, too.
///
/// `setNodeLabelsAndAnnotations` in k3s `pkg/server/server.go`, 1.33, and its change 12395; "Dedicated control plane nodes" of
/// docs.k3s.io: servers are schedulable by default, as those of RKE2.
fn imply_role(pool: &mut NodePool, document: &Document, is_server: Option<bool>) {
    pool.imply_label(OS, "linux", "k3s and RKE2 default");
    let roles = [CONTROL_PLANE, ETCD, MASTER];
    match is_server {
        Some(false) => return pool.imply("taken for an agent: it names a server and has no flag of servers"),
        None => {
            for role in roles {
                pool.labels.entry(role.to_owned()).or_insert(LabelValues::Open);
            }
            return pool.imply("a server or an agent: no flag tells");
        }
        Some(true) => {}
    }
    if !is_set(document, "disable-apiserver") {
        pool.imply_label(CONTROL_PLANE, "true", "k3s and RKE2 servers");
        pool.labels.entry(MASTER.to_owned()).or_insert(LabelValues::Open);
    }
    if is_set(document, "cluster-init") && !is_set(document, "disable-etcd") {
        pool.imply_label(ETCD, "true", "servers with etcd");
    } else if !is_set(document, "disable-etcd") {
        pool.labels.entry(ETCD.to_owned()).or_insert(LabelValues::Open);
    }
    if pool.taints.is_empty() {
        pool.imply("no taint, k3s and RKE2 servers take all pods by default");
    }
}

const ETCD: &str = "node-role.kubernetes.io/etcd";
const MASTER: &str = "node-role.kubernetes.io/master";
