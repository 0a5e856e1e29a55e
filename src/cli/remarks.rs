//! What is said of a run beside its results: what was not read, and declarations that speak of nothing.

use super::configs::Configs;
use super::files::Manifests;
use super::outcome::Outcome;
use super::terminal::Terminal;
use crate::coverage::Coverage;
use crate::manifest::{ManifestSet, Object, ObjectId};
use crate::report::{plural, printable};
use crate::words::{self, ALIKE};

/// Says which documents could not be read, where no finding does; even to those who want to hear nothing.
pub(super) fn explain_broken(set: &ManifestSet, terminal: Terminal) {
    for broken in &set.broken {
        let source = &set.files[broken.file];
        let line = source.position(broken.error.span.start).line;
        let name = printable(source.name());
        terminal.warning(&format!("{name}:{line}: not read: {}", broken.error.message));
    }
}

/// Says how many documents were left alone, where no summary does.
pub(super) fn explain_skipped(set: &ManifestSet, terminal: Terminal) {
    if !set.skipped.is_empty() {
        let skipped = plural(set.skipped.len(), "document");
        terminal.remark(&format!(
            "skipped {skipped}: templates and parts; render them first, then give the result"
        ));
    }
}

/// Says what was seen where there is no DaemonSet to work on, and nothing else tells it.
pub(super) fn explain_emptiness(manifests: &Manifests, terminal: Terminal) {
    let set = &manifests.set;
    let told = !set.broken.is_empty() || !set.skipped.is_empty() || manifests.ensure_complete().is_err();
    if told || set.objects.iter().any(|object| object.id.kind == "DaemonSet") {
        return;
    }
    let read = format!("{} in {}", plural(set.documents, "document"), plural(set.files.len(), "file"));
    let hint = match (set.files.is_empty(), manifests.left_out) {
        (true, 0) => "no .yaml, .yml or .json file there".to_owned(),
        (true, count) => format!("{} left out by exclude", plural(count, "path")),
        (false, _) => "no DaemonSet among them".to_owned(),
    };
    terminal.remark(&format!("read {read}: {hint}"));
}

/// Says which expectations of the configs match no DaemonSet, and which of their selectors no node. The run has not shown what
/// they ask for: it fails, but where it was given a part of what the config governs and a DaemonSet may be in the rest.
pub(super) fn explain_unmatched(
    configs: &Configs,
    manifests: &Manifests,
    coverage: Option<&Coverage>,
    terminal: Terminal,
) -> Outcome {
    let mut outcome = Outcome::Clean;
    let daemon_sets: Vec<&Object> =
        manifests.set.objects.iter().filter(|object| object.is_daemon_set()).collect();
    let names: Vec<String> = daemon_sets.iter().map(|object| object.id.qualified_name().clone()).collect();
    for declared in configs.declared() {
        let (origin, pattern) = (declared.entry.origin(), declared.entry.daemon_set.value.as_str());
        let governed = |file: usize| {
            let argument = manifests.arguments.get(file);
            argument.is_some_and(|&argument| declared.governs(argument))
        };
        if daemon_sets
            .iter()
            .any(|object| governed(object.file) && declared.entry.declaration(&object.id).is_some())
        {
            continue;
        }
        let near = words::nearest(pattern, names.iter().map(String::as_str), ALIKE);
        let hint = near.map_or_else(String::new, |name| format!("; did you mean {name}?"));
        terminal.warning(&format!("{origin}: the expectation for {pattern} matches no DaemonSet{hint}"));
        if declared.is_whole {
            outcome = Outcome::Findings;
        }
    }
    for unmatched in coverage.map(Coverage::unmatched_selectors).unwrap_or_default() {
        let (by, key, selector) = (&unmatched.by, unmatched.key, &unmatched.selector);
        terminal.warning(&format!("{by}: {key}: {selector} matches no node and no pool"));
        // What must not run on nodes that are not there does not.
        if unmatched.is_required {
            outcome = Outcome::Findings;
        }
    }
    outcome
}

/// Says which ignores of the configs match no DaemonSet.
pub(super) fn explain_unmatched_ignores(configs: &Configs, manifests: &Manifests, terminal: Terminal) {
    let daemon_sets = manifests.set.objects.iter().filter(|object| object.is_daemon_set());
    let with_argument = daemon_sets.filter_map(|object| {
        let argument = manifests.arguments.get(object.file)?;
        Some((*argument, &object.id))
    });
    let with_argument: Vec<(usize, &ObjectId)> = with_argument.collect();
    for entry in configs.unmatched_ignores(&with_argument) {
        let (origin, pattern) = (&entry.daemon_set.origin, entry.daemon_set.value.as_str());
        terminal.warning(&format!("{origin}: the ignore for {pattern} matches no DaemonSet"));
    }
}
