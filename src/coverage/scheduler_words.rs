//! The words of the scheduler, compared with the verdict.

use crate::placement::Reason;

/// Whether the message of a pod that the scheduler could not bind gives one of the reasons of the verdict.
///
/// A DaemonSet's pod is pinned to one node, so that what the message says of other nodes is only that they are others.
/// `FitError.Error` in `pkg/scheduler/framework/types.go` and the plugins below it, 1.37.
pub(super) fn confirms(message: &str, reasons: &[Reason]) -> bool {
    let words = words_on_nodes(message);
    reasons.iter().any(|reason| words.iter().any(|words| says(words, reason)))
}

/// The reasons of the filters without the numbers of nodes: `Insufficient cpu`.
fn words_on_nodes(message: &str) -> Vec<&str> {
    let (_, words) = message.split_once("nodes are available: ").unwrap_or(("", message));
    // What follows is the outcome of preemption.
    let words = words.split_once(". ").map_or(words, |(words, _)| words);
    let words = words.trim_end_matches('.').split(", ");
    words.map(|words| words.trim_start_matches(|digit: char| digit.is_ascii_digit()).trim_start()).collect()
}

fn says(words: &str, reason: &Reason) -> bool {
    match reason {
        Reason::InsufficientResource { resource, .. } => {
            words.strip_prefix("Insufficient ") == Some(resource)
        }
        Reason::TooManyPods { .. } => words == "Too many pods",
        Reason::HostPort { .. } => words.contains("free ports"),
        Reason::MissingTopologyKey { .. } => {
            words.contains("topology spread") || words.contains("pod affinity")
        }
        Reason::RuntimeClassSelector { .. } => words.contains("node affinity/selector"),
        Reason::MissingClaim { name, .. } => words.contains(name.as_str()) && words.contains("not found"),
        Reason::SchedulingGates { .. } => words.contains("gate"),
        // The kubelet judges these, or the controller.
        Reason::UnsupportedOs { .. }
        | Reason::NodeName { .. }
        | Reason::NodeSelector { .. }
        | Reason::NodeAffinity { .. }
        | Reason::UntoleratedTaint { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::placement::Quantity;

    fn lacks(resource: &str) -> Reason {
        let amount: Quantity = "1".parse().unwrap();
        Reason::InsufficientResource { resource: resource.to_owned(), requested: amount, available: amount }
    }

    #[test]
    fn words_are_held_against_reasons() {
        let cpu = "0/12 nodes are available: 1 Insufficient cpu, 11 node(s) didn't satisfy plugin(s) [NodeAffinity]. \
                   preemption: 0/12 nodes are available: 1 Insufficient memory, 11 Preemption is not helpful for scheduling.";
        let both = "0/3 nodes are available: 1 Insufficient nvidia.com/gpu, 1 Too many pods, 2 node(s) didn't match Pod's \
                    node affinity/selector.";
        let ports = "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.";
        let table = [
            ("the same resource", cpu, vec![lacks("cpu")], true),
            ("another one", cpu, vec![lacks("memory")], false),
            ("one of several is enough", cpu, vec![lacks("memory"), lacks("cpu")], true),
            ("a resource that only begins alike", cpu, vec![lacks("cpu-shares")], false),
            ("extended resources", both, vec![lacks("nvidia.com/gpu")], true),
            ("the number of pods", both, vec![Reason::TooManyPods { allowed: 1 }], true),
            ("ports are no resource", ports, vec![lacks("cpu")], false),
            ("no reasons: it fits", cpu, vec![], false),
            ("no words", "", vec![lacks("cpu")], false),
        ];
        for (sentence, message, reasons, expected) in table {
            assert_eq!(confirms(message, &reasons), expected, "{sentence}");
        }
    }
}
