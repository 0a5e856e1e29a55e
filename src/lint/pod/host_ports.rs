//! The ports of their nodes that pods claim, and where that is written.

use crate::lint::engine::context::Context;
use crate::lint::engine::facts::ClaimedPort;
use crate::lint::engine::located_field::LocatedField;
use crate::placement::{HostPort, host_ports};
use crate::yaml::FieldPath;

/// The host ports of the pods of a workload.
pub(crate) fn claimed_ports(cx: &Context<'_>) -> Vec<ClaimedPort> {
    let ports = cx.pod_spec().map(host_ports).unwrap_or_default();
    let claimed = ports.into_iter().filter_map(|port| {
        let field = LocatedField::new(cx.object, path_of(cx, &port)?);
        Some(ClaimedPort { port, field })
    });
    claimed.collect()
}

fn path_of(cx: &Context<'_>, wanted: &HostPort) -> Option<FieldPath> {
    let host_network = cx.pod_spec()?.host_network == Some(true);
    cx.containers().into_iter().find_map(|(path, container)| {
        let index = container.ports.iter().flatten().position(|port| {
            let claimed = port.host_port.filter(|number| *number > 0);
            claimed.or(Some(port.container_port).filter(|_| host_network)) == Some(wanted.port)
                && port.protocol.as_deref().unwrap_or("TCP") == wanted.protocol
        })?;
        let path = path.key("ports").index(index);
        let is_written = container.ports.as_ref()?.get(index)?.host_port.is_some();
        Some(path.key(if is_written { "hostPort" } else { "containerPort" }))
    })
}
