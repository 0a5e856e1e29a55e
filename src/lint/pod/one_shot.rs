//! Pods that do something to their node once and then only stay.

use k8s_openapi::api::core::v1::{Container, PodSpec};

use super::host_access::host_paths;
use super::idle::is_idle;
use super::init_containers::is_sidecar;
use crate::yaml::Segment;

/// Whether the pod is done with its node once it has started: init containers do the work, and what stays has nothing of the
/// node; or each container runs a script that ends in sleep.
pub(crate) fn is_one_shot(pod: &PodSpec) -> bool {
    if pod.containers.is_empty() {
        return false;
    }
    let init = || pod.init_containers.iter().flatten().filter(|container| !is_sidecar(container));
    let has_sidecars = pod.init_containers.iter().flatten().any(is_sidecar);
    let work_is_over = init().any(|container| touches_node(pod, container));
    let stays = |container: &Container| {
        is_idle(container)
            || ends_asleep(container)
            || (work_is_over && is_bare(container) && pod.host_network != Some(true))
    };
    let sleeps = pod.containers.iter().any(ends_asleep);
    !has_sidecars && (init().next().is_some() || sleeps) && pod.containers.iter().all(stays)
}

/// Whether a container has files, devices or all rights of the node.
fn touches_node(pod: &PodSpec, container: &Container) -> bool {
    is_privileged(container) || mounts_node(pod, container)
}

fn is_privileged(container: &Container) -> bool {
    container.security_context.as_ref().and_then(|context| context.privileged) == Some(true)
}

fn mounts_node(pod: &PodSpec, container: &Container) -> bool {
    let volumes = pod.volumes.as_deref().unwrap_or_default();
    let names = host_paths(pod).filter_map(|(at, _)| {
        let index = at.segments().iter().find_map(|segment| match segment {
            Segment::Index(index) => Some(*index),
            Segment::Key(_) => None,
        });
        Some(volumes.get(index?)?.name.as_str())
    });
    let names: Vec<&str> = names.collect();
    container.volume_mounts.iter().flatten().any(|mount| names.contains(&mount.name.as_str()))
}

/// Whether a container has nothing to work with: no volume, no port, no right on the node.
fn is_bare(container: &Container) -> bool {
    container.volume_mounts.iter().flatten().next().is_none()
        && container.ports.iter().flatten().next().is_none()
        && !is_privileged(container)
}

/// Whether what a container runs ends in sleep: `…; sleep infinity`, `while true; do sleep 3600; done`.
fn ends_asleep(container: &Container) -> bool {
    let script = container.command.iter().flatten().chain(container.args.iter().flatten()).last();
    let Some(script) = script else { return false };
    let code = script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let code = code.collect::<Vec<_>>().join("; ").replace(';', " ; ");
    let words: Vec<&str> = code.split_whitespace().filter(|word| *word != ";").collect();
    match words[..] {
        // `sleep infinity` by itself is idle, and says nothing of work that was done.
        [.., _, "sleep", time] => is_for_ever(time),
        [.., "tail", "-f", "/dev/null"] => true,
        [.., "while", condition, "do", "sleep", _, "done"] => matches!(condition, "true" | ":" | "1"),
        _ => false,
    }
}

/// Whether a time is meant as for ever: infinity, days, or ten hours and more.
fn is_for_ever(time: &str) -> bool {
    const LONG: u64 = 36_000;
    let digits = time.trim_end_matches(|char: char| char.is_ascii_alphabetic());
    matches!(time, "infinity" | "inf" | "INF")
        || (time.ends_with('d') && !digits.is_empty())
        || time.parse::<u64>().is_ok_and(|seconds| seconds >= LONG)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(script: &str) -> Container {
        Container { command: Some(["sh", "-c", script].map(str::to_owned).to_vec()), ..Container::default() }
    }

    #[test]
    fn work_and_then_sleep_is_done_once() {
        for script in [
            "cp /a /host/a\nsleep infinity",
            "modprobe x; while true; do sleep 3600; done",
            "sysctl -w a=1 && tail -f /dev/null",
            "install.sh\n# keep it\nsleep 365d",
        ] {
            assert!(ends_asleep(&runs(script)), "{script}");
        }
        for script in ["while true; do sync.sh; sleep 60; done", "exec agent", "agent; sleep 5"] {
            assert!(!ends_asleep(&runs(script)), "{script}");
        }
    }
}
