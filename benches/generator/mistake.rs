//! Mistakes that people make in DaemonSets, as edits of a text that is without them.

use super::numbers::Numbers;

/// An edit of the first place that it fits.
enum Edit {
    /// A piece of text by another one.
    Replace(&'static str, &'static str),
    /// A key with all that is below it.
    Drop(&'static str),
}

use Edit::{Drop, Replace};

/// The mistakes with how often each is made, from what shows in public repositories: resources first.
const MISTAKES: &[(u64, Edit)] = &[
    (22, Drop("limits:")),
    (18, Drop("resources:")),
    (8, Drop("cpu:")),
    (12, Drop("priorityClassName:")),
    (6, Replace("nodeSelector:\n        kubernetes.io/os", "nodeSelector:\n        beta.kubernetes.io/os")),
    (5, Replace("maxUnavailable: 10%", "maxUnavailable: 100%")),
    (4, Replace("type: RollingUpdate", "type: OnDelete")),
    (4, Replace("revisionHistoryLimit: 10", "revisionHistoryLimit: 0")),
    (4, Replace("dnsPolicy: Default", "dnsPolicy: ClusterFirst")),
    (4, Replace("value: \"true\"", "value: true")),
    (3, Replace("value: \"1\"", "value: 1")),
    (4, Replace("path: /var/log\n", "path: /var/lib/docker/containers\n")),
    (3, Replace("- operator: Exists", "- key: node-role.kubernetes.io/master\n          effect: NoSchedule")),
    (2, Replace("imagePullPolicy:", "imagePullPolciy:")),
    (2, Replace("apiVersion: apps/v1", "apiVersion: extensions/v1beta1")),
    (
        1,
        Replace(
            "  selector:\n    matchLabels:\n      app:",
            "  selector:\n    matchLabels:\n      app: old-name #",
        ),
    ),
    (2, Replace("Mi\n", "M\n")),
    (1, Replace("      priorityClassName:", "      replicas: 1\n      priorityClassName:")),
];

/// Puts up to three mistakes into the text; none into one of ten.
pub(crate) fn add(text: &mut String, numbers: &mut Numbers) {
    let wanted = numbers.one_of(&[0, 1, 1, 1, 1, 2, 2, 3, 3, 3]);
    for _ in 0..wanted {
        // Not every mistake fits every agent.
        let fitting = (0..6).find_map(|_| draw(numbers).on(text));
        if let Some(changed) = fitting {
            *text = changed;
        }
    }
}

/// A mistake, the frequent ones more often.
fn draw(numbers: &mut Numbers) -> &'static Edit {
    let all = MISTAKES.iter().map(|(share, _)| share).sum();
    let mut rest = numbers.below(all);
    for (share, edit) in MISTAKES {
        if rest < *share {
            return edit;
        }
        rest -= share;
    }
    &MISTAKES[0].1
}

impl Edit {
    fn on(&self, text: &str) -> Option<String> {
        match self {
            Replace(from, to) => text.contains(from).then(|| text.replacen(from, to, 1)),
            Drop(key) => without(text, key),
        }
    }
}

/// The text without the first line that starts with the key, and without the deeper lines behind it.
fn without(text: &str, key: &str) -> Option<String> {
    let depth = |line: &str| line.len() - line.trim_start().len();
    let lines: Vec<&str> = text.lines().collect();
    let first = lines.iter().position(|line| line.trim_start().starts_with(key))?;
    let block = lines[first + 1..].iter().take_while(|line| depth(line) > depth(lines[first])).count();
    let kept = lines[..first].iter().chain(&lines[first + 1 + block..]);
    Some(kept.fold(String::with_capacity(text.len()), |text, line| text + line + "\n"))
}
