//! Ports of the host: two pods that want the same one cannot share a node.

use std::fmt;

use k8s_openapi::api::core::v1 as api;

use super::resources::is_sidecar;

/// A port that a pod takes on its host.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HostPort {
    /// The address it listens on; `0.0.0.0` if none is given.
    pub ip: String,
    /// The protocol; `TCP` if none is given.
    pub protocol: String,
    /// The number, above 0.
    pub port: i32,
}

impl HostPort {
    /// The address that stands for every address. `::` does not.
    pub const ANY: &'static str = "0.0.0.0";

    /// Whether both cannot be had on one node: same protocol and port, and the same address or [`ANY`](Self::ANY) on
    /// either side (`HostPortInfo.CheckConflict` in kube-scheduler `framework/types.go`, 1.34).
    pub fn conflicts_with(&self, other: &Self) -> bool {
        self.port == other.port
            && self.protocol == other.protocol
            && (self.ip == other.ip || self.ip == Self::ANY || other.ip == Self::ANY)
    }
}

/// `TCP 9100`, with the address before it unless it stands for all.
impl fmt::Display for HostPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ip == Self::ANY {
            return write!(f, "{} {}", self.protocol, self.port);
        }
        write!(f, "{} {}:{}", self.protocol, self.ip, self.port)
    }
}

/// The host ports that a pod asks for: those of its containers and of its sidecars, not of other init containers.
///
/// `GetHostPorts` in `pkg/scheduler/util/utils.go`, 1.34. On the host network every declared port without a host port
/// takes its own number, as the API fills in when a pod is created (`defaultHostNetworkPorts` in
/// `pkg/apis/core/v1/defaults.go`, 1.34).
pub fn host_ports(spec: &api::PodSpec) -> Vec<HostPort> {
    let host_network = spec.host_network.unwrap_or_default();
    let sidecars = spec.init_containers.iter().flatten().filter(|container| is_sidecar(container));
    let mut wanted: Vec<HostPort> = Vec::new();
    for port in spec.containers.iter().chain(sidecars).flat_map(|container| container.ports.iter().flatten())
    {
        let port = host_port(port, host_network);
        if port.port > 0 && !wanted.contains(&port) {
            wanted.push(port);
        }
    }
    wanted
}

fn host_port(port: &api::ContainerPort, host_network: bool) -> HostPort {
    let given = |text: &Option<String>, default: &str| match text.as_deref() {
        None | Some("") => default.to_owned(),
        Some(text) => text.to_owned(),
    };
    let number = match port.host_port.unwrap_or_default() {
        0 if host_network => port.container_port,
        number => number,
    };
    HostPort { ip: given(&port.host_ip, HostPort::ANY), protocol: given(&port.protocol, "TCP"), port: number }
}
