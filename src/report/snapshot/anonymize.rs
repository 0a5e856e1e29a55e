//! What `--anonymize` takes out: values that identify a node, a machine, an account or a cluster. Keys stay, and so do
//! values that DaemonSets select on: the verdicts are to be the same.

use std::collections::{BTreeSet, HashSet};

use super::taken::Sum;
use crate::inventory::Node;
use crate::placement::HostPort;

/// The names of the nodes of a fleet, and their domains.
#[derive(Debug)]
pub(super) struct Identities<'a> {
    names: HashSet<&'a str>,
    domains: HashSet<&'a str>,
}

/// Keys of labels that describe a kind of node or a place, never one machine.
const ORDINARY: [&str; 12] = [
    "beta.kubernetes.io/arch",
    "beta.kubernetes.io/instance-type",
    "beta.kubernetes.io/os",
    "failure-domain.beta.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone",
    "kubernetes.io/arch",
    "kubernetes.io/os",
    "kubernetes.io/role",
    "node.kubernetes.io/instance-type",
    "node.kubernetes.io/windows-build",
    "topology.kubernetes.io/region",
    "topology.kubernetes.io/zone",
];

/// Keys of labels that name a node or a cluster, whatever the value looks like: behind the domain.
const NAMING: [&str; 14] = [
    "account",
    "account-id",
    "cluster-id",
    "cluster-name",
    "clustername",
    "hostname",
    "instance-id",
    "machine-id",
    "node-name",
    "nodename",
    "project-id",
    "provider-id",
    "serial-number",
    "subscription-id",
];

/// Azure puts the name of the resource group into it.
const AZURE_CLUSTER: &str = "kubernetes.azure.com/cluster";

/// Last parts of domain names. No machine type and no version ends with one.
const TOP_LEVEL: [&str; 14] = [
    "cloud",
    "com",
    "corp",
    "dev",
    "home",
    "internal",
    "intranet",
    "io",
    "lan",
    "local",
    "localdomain",
    "net",
    "org",
    "svc",
];

impl<'a> Identities<'a> {
    /// What is written in place of an identifying value.
    pub(super) const REDACTED: &'static str = "redacted";

    pub(super) fn new(nodes: &'a [Node]) -> Self {
        let mut identities = Self { names: HashSet::new(), domains: HashSet::new() };
        for node in nodes.iter().filter(|node| !node.name.is_empty()) {
            identities.names.insert(&node.name);
            if let Some((host, domain)) = node.name.split_once('.') {
                identities.names.insert(host);
                identities.domains.insert(domain);
            }
        }
        identities
    }

    /// Whether the value of a label or taint identifies a node, a machine, an account or a cluster.
    pub(super) fn are_in(&self, key: &str, value: &str, node: &str) -> bool {
        if value.is_empty() || ORDINARY.contains(&key) || key.starts_with("node-role.kubernetes.io/") {
            return false;
        }
        let name = key.rsplit_once('/').map_or(key, |(_, name)| name);
        NAMING.contains(&name)
            || key == AZURE_CLUSTER
            || self.names.contains(value)
            || holds(value, node)
            || node.split_once('.').is_some_and(|(host, _)| holds(value, host))
            || self.domains.iter().any(|domain| holds(value, domain))
            || is_domain(value)
            || holds_address(value)
            || value.split(|character: char| !character.is_ascii_alphanumeric()).any(is_identifier)
    }

    /// What pods take, without addresses. Any address still meets the one that stands for all.
    pub(super) fn sum(sum: Sum) -> Sum {
        let port = |port: HostPort| {
            let stays = port.ip == HostPort::ANY || matches!(port.ip.as_str(), "127.0.0.1" | "::1" | "::");
            if stays { port } else { HostPort { ip: Self::REDACTED.to_owned(), ..port } }
        };
        let host_ports: BTreeSet<HostPort> = sum.host_ports.into_iter().map(port).collect();
        Sum { host_ports, ..sum }
    }
}

/// Whether a text holds a name that is long enough to be one, as a word or words of it.
fn holds(text: &str, name: &str) -> bool {
    const LEAST: usize = 4;
    let is_border = |character: Option<char>| character.is_none_or(|character| !character.is_alphanumeric());
    name.len() >= LEAST
        && text.match_indices(name).any(|(at, _)| {
            is_border(text[..at].chars().next_back()) && is_border(text[at + name.len()..].chars().next())
        })
}

/// Whether a text is the name of a host in a domain. Types of machines (`m5.large`, `VM.Standard.E4`) are not.
fn is_domain(text: &str) -> bool {
    text.rsplit_once('.').is_some_and(|(_, last)| TOP_LEVEL.contains(&last))
}

/// Whether a text holds an IPv4 address (with dots, or with dashes as in `ip-10-0-0-1`), a MAC address or a UUID.
fn holds_address(text: &str) -> bool {
    let is_octet = |part: &str| part.len() <= 3 && part.parse::<u8>().is_ok();
    let is_pair = |part: &str| part.len() == 2 && is_hexadecimal(part);
    ['.', '-', '_', ':'].into_iter().any(|separator| {
        // What stands before and behind the address may be parted from it in another way.
        text.split(|character: char| character != separator && !character.is_ascii_alphanumeric()).any(
            |run| {
                let parts: Vec<&str> = run.split(separator).collect();
                let is_uuid = |parts: &[&str]| {
                    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
                        && parts.iter().all(|part| is_hexadecimal(part))
                };
                parts.windows(4).any(|parts| parts.iter().all(|part| is_octet(part)))
                    || parts.windows(6).any(|parts| parts.iter().all(|part| is_pair(part)))
                    || parts.windows(5).any(is_uuid)
            },
        )
    })
}

fn is_hexadecimal(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a word is the number of an account or an instance, or a hexadecimal identifier (`0f3a…` of `i-0f3a…`).
fn is_identifier(word: &str) -> bool {
    const ACCOUNT: usize = 12;
    const SHORTEST: usize = 8;
    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
    let has_letter = word.bytes().any(|byte| byte.is_ascii_alphabetic());
    (word.len() >= ACCOUNT && has_digit && !has_letter)
        || (word.len() >= SHORTEST && has_digit && has_letter && is_hexadecimal(word))
}

#[cfg(test)]
mod tests {
    use super::Identities;
    use crate::inventory::Node;

    fn is_redacted(key: &str, value: &str) -> bool {
        let names = ["ip-10-0-0-1.eu-west-1.compute.internal", "worker-7.prod.example.org", "gpu"];
        let nodes: Vec<Node> =
            names.iter().map(|name| Node { name: (*name).to_owned(), ..Node::default() }).collect();
        Identities::new(&nodes).are_in(key, value, names[1])
    }

    #[test]
    fn what_identifies_goes() {
        let table = [
            ("example.com/peer", "ip-10-0-0-1.eu-west-1.compute.internal"),
            ("example.com/peer", "ip-10-0-0-1"),
            ("example.com/host", "node-worker-7"),
            ("example.com/host", "gpu"),
            ("example.com/domain", "prod.example.org"),
            ("example.com/host", "db.corp.example.com"),
            ("example.com/address", "10.1.2.3"),
            ("example.com/address", "net_10.1.2.3"),
            ("example.com/mac", "0a-1b-2c-3d-4e-5f"),
            ("example.com/id", "123e4567-e89b-12d3-a456-426614174000"),
            ("example.com/id", "i-0123456789abcdef0"),
            ("eks.amazonaws.com/nodegroup-image", "ami-0abcdef1234567890"),
            ("eks.amazonaws.com/sourceLaunchTemplateId", "lt-0f3a9c7b5d1e2f4a6"),
            ("example.com/owner", "123456789012"),
            ("example.com/serial", "5f3c9a7be01d22aa"),
            ("alpha.eksctl.io/cluster-name", "prod"),
            ("kubernetes.azure.com/cluster", "MC_rg_prod_westeurope"),
            ("kubernetes.io/hostname", "anything"),
        ];
        for (key, value) in table {
            assert!(is_redacted(key, value), "{key}={value}");
        }
    }

    #[test]
    fn what_is_selected_on_stays() {
        let table = [
            ("kubernetes.io/os", "linux"),
            ("node.kubernetes.io/instance-type", "m5.large"),
            ("example.com/type", "VM.Standard.E4.Flex"),
            ("example.com/type", "Standard_D4s_v3"),
            ("topology.kubernetes.io/zone", "eu-west-1a"),
            ("topology.ebs.csi.aws.com/zone", "eu-west-1a"),
            ("eks.amazonaws.com/nodegroup", "payments-blue"),
            ("eks.amazonaws.com/capacityType", "ON_DEMAND"),
            ("cloud.google.com/gke-nodepool", "default-pool"),
            ("feature.node.kubernetes.io/kernel-version.full", "5.15.0-101-generic"),
            ("node.kubernetes.io/windows-build", "10.0.17763"),
            ("kubernetes.azure.com/node-image-version", "AKSUbuntu-2204gen2containerd-202404.09.0"),
            ("nvidia.com/gpu.product", "NVIDIA-A100-SXM4-80GB"),
            ("nvidia.com/gpu.memory", "40960"),
            ("node-role.kubernetes.io/gpu", "gpu"),
            ("rack", "rack-12"),
            ("pool", "gpus"),
            ("dedicated", "deadbeef"),
            ("empty", ""),
        ];
        for (key, value) in table {
            assert!(!is_redacted(key, value), "{key}={value}");
        }
    }
}
