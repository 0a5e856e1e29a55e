//! What Docker leaves on a node, and what other container runtimes put in its place.

/// Sockets of the Docker daemon.
const SOCKETS: [&str; 2] = ["/var/run/docker.sock", "/run/docker.sock"];

/// Where Docker keeps images, containers and their logs.
const DATA: &str = "/var/lib/docker";

/// Where an agent finds the logs of containers whatever the runtime.
const LOGS: [&str; 3] = ["/var/log", "/var/log/pods", "/var/log/containers"];

/// Folders of the sockets of other runtimes, and those around them.
const RUNTIMES: [&str; 5] =
    ["/run/containerd", "/run/crio", "/run/k3s", "/var/lib/containerd", "/var/lib/containers"];

/// Folders that hold the sockets of all runtimes.
const AROUND_RUNTIMES: [&str; 3] = ["/", "/run", "/var/run"];

/// What an agent does with Docker, told by a path of the node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DockerUse {
    /// It talks to the daemon.
    Daemon,
    /// It reads containers and their logs.
    Data,
}

/// What a path of the node has to do with Docker.
pub(crate) fn docker_use(path: &str) -> Option<DockerUse> {
    if SOCKETS.contains(&path) {
        return Some(DockerUse::Daemon);
    }
    let rest = path.strip_prefix(DATA)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(DockerUse::Data)
}

/// Whether a path gives the same on nodes with another runtime: its socket, or the logs of containers. An agent that reads
/// those does its work there, and asks Docker only where there is one.
pub(crate) fn replaces(path: &str) -> bool {
    let short = path.strip_prefix("/var/run").map_or_else(|| path.to_owned(), |rest| format!("/run{rest}"));
    let is_runtime = AROUND_RUNTIMES.contains(&path)
        || RUNTIMES.iter().any(|folder| {
            short.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
    is_runtime || LOGS.contains(&path)
}
