//! docker-runtime-path: an agent reads what only Docker writes.

use k8s_openapi::api::core::v1::Volume;

use crate::lint::knowledge::docker::{DockerUse, docker_use, replaces};
use crate::lint::pod::host_access::host_paths;
use crate::lint::prelude::*;

pub(super) static RULE: Rule = Rule {
    id: "docker-runtime-path",
    summary: "an agent relies on Docker, which nodes have not run since Kubernetes 1.24",
    category: Category::Manifest,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A hostPath volume is the socket of Docker (/var/run/docker.sock) or lies in /var/lib/docker, and the pod mounts nothing that does the
same for other runtimes: /var/log, /var/log/pods or /var/log/containers for the logs of containers, the socket of containerd or
CRI-O, or /run. Agents that mount both serve old and new nodes and are not reported, unless the hostPath has a type that makes
the path a condition.",
        why: "\
Since 1.24 the kubelet no longer speaks to Docker, and nodes run containerd or CRI-O. /var/lib/docker/containers is then an empty
folder that the kubelet creates on mount, and the log shipper is healthy, busy, and ships nothing; /var/run/docker.sock becomes an
empty folder, too: `Cannot connect to the Docker daemon`. With a type (`Socket`, `Directory`) the pod does not even start:
`hostPath type check failed: /var/run/docker.sock is not a socket file`, ContainerCreating for ever.",
        remedy: "\
Read logs from /var/log/pods, where the kubelet puts them whatever the runtime, in the CRI format. Talk to the runtime through its
CRI socket (/run/containerd/containerd.sock, /run/crio/crio.sock), or better not at all: the API and the kubelet know most of it.
On nodes with cri-dockerd the path is right: silence the rule there.",
        bad: "
volumes:
  - name: containers
    hostPath: {path: /var/lib/docker/containers}
",
        good: "
volumes:
  - name: logs
    hostPath: {path: /var/log}
",
        links: &[
            "https://kubernetes.io/docs/tasks/administer-cluster/migrating-from-dockershim/check-if-dockershim-removal-affects-you/",
            "https://kubernetes.io/docs/concepts/cluster-administration/logging/",
            "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
        ],
    },
    check: Check::DaemonSet(check),
};

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let paths: Vec<(FieldPath, &str)> = host_paths(cx.pod).collect();
    let of_docker = paths.iter().filter_map(|(at, path)| Some((at, *path, docker_use(path)?)));
    let is_replaced = paths.iter().any(|(_, path)| replaces(path));
    let mut concerned = of_docker.filter(|(at, ..)| is_condition(cx, at) || !is_replaced);
    let Some((at, path, needed)) = concerned.next() else { return };
    let message = if is_condition(cx, at) {
        format!("the pod does not start on nodes without {path}")
    } else {
        format!("nodes without Docker have no {path}")
    };
    let finding = out.report(cx.at(at), message).help(match needed {
        DockerUse::Daemon => {
            "talk to the CRI socket, such as /run/containerd/containerd.sock, or to the kubelet"
        }
        DockerUse::Data => "read /var/log/pods: the kubelet puts logs there, whatever the runtime",
    });
    for (other, ..) in concerned {
        finding.label(cx.at(other).span, "nor this");
    }
}

/// Whether the type of the host path makes its being there a condition for the start of the pod.
fn is_condition(cx: &DaemonSetContext<'_>, path: &FieldPath) -> bool {
    let volume = cx.pod.volumes.iter().flatten().enumerate().find(|(index, _)| {
        path.segments().starts_with(FieldPath::parse("spec.template.spec.volumes").index(*index).segments())
    });
    let kind = |volume: &Volume| volume.host_path.as_ref()?.type_.clone();
    let kind = volume.and_then(|(_, volume)| kind(volume)).unwrap_or_default();
    matches!(kind.as_str(), "Socket" | "Directory" | "File")
}
