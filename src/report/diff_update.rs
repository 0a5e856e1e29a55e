//! What a change does to the object of a DaemonSet and to its pods, in words.

use serde_json::Value;

use super::table_text::plural;
use crate::coverage::{Amount, Replacement, Replacing, Update};
use crate::manifest::{ChangeKind, FieldChange};
use crate::words::shortened;

/// Characters of a value that are shown.
const VALUE: usize = 60;

/// `3 pods replaced`, `refused by the server`, for the line of the DaemonSet.
pub(super) fn headline(update: &Update) -> Option<String> {
    if update.is_refused() {
        return Some("refused by the server".to_owned());
    }
    match (update.replacement, update.template.is_empty()) {
        (Some(Replacement { pods: Some(pods), how: Replacing::Rolling { .. } }), _) => {
            Some(format!("{} replaced", count(pods, "pod")))
        }
        (_, false) => Some("template changed".to_owned()),
        (_, true) => (!update.spec.is_empty()).then(|| "spec changed".to_owned()),
    }
}

/// `2 pods are replaced in 2 waves of 1 node`.
pub(super) fn replacement(replacement: &Replacement) -> String {
    let pods = replacement.pods.map(|pods| count(pods, "pod"));
    let Replacing::Rolling { rollout, waves } = replacement.how else {
        let keep = match replacement.pods {
            Some(1) => "1 pod keeps".to_owned(),
            _ => format!("{} keep", pods.as_deref().unwrap_or("pods")),
        };
        return format!("OnDelete: {keep} the old template until someone deletes them");
    };
    let (at_once, order) = if rollout.max_surge.is_zero() {
        (rollout.max_unavailable, "")
    } else {
        (rollout.max_surge, ", new pods first")
    };
    let at_once = match at_once {
        Amount::Count(nodes) => count(nodes, "node"),
        Amount::Percent(percent) => format!("{percent}% of the nodes"),
    };
    match (pods, waves) {
        (Some(pods), Some(waves)) => {
            let are = if replacement.pods == Some(1) { "is" } else { "are" };
            format!("{pods} {are} replaced in {} of {at_once}{order}", count(waves, "wave"))
        }
        _ => format!("every pod is replaced, {at_once} at once{order}"),
    }
}

/// What to do where the server refuses the update.
pub(super) const REFUSAL_HELP: &str = "keep the selector, or delete the DaemonSet and create it anew; pods kept by kubectl delete --cascade=orphan are adopted only if their labels match the new selector";

/// What `kubectl apply` does to an object that it did not make.
pub(super) const KEEPS_UNNAMED: &str =
    "not made by kubectl apply: fields that the manifest does not name stay (server-side apply may differ)";

/// Who else writes the object.
pub(super) fn managed_by(manager: &str) -> String {
    format!("managed by {manager}, which may undo what is applied")
}

/// Path and values of a change, the path without what all fields of pods have in common.
pub(super) fn field(change: &FieldChange) -> (String, String) {
    let path = change.path.as_str();
    let path = path.strip_prefix("spec.template.spec.").or(path.strip_prefix("spec.")).unwrap_or(path);
    let shown = |value: &Option<Value>| value.as_ref().map_or_else(|| "(none)".to_owned(), short);
    let values = match change.kind {
        ChangeKind::Secret => "(changed)".to_owned(),
        ChangeKind::Value => format!("{} → {}", shown(&change.before), shown(&change.after)),
        ChangeKind::Order => format!("order {} → {}", shown(&change.before), shown(&change.after)),
    };
    (path.to_owned(), values)
}

/// A value in one line, cut where it is long.
fn short(value: &Value) -> String {
    let text = match value {
        Value::String(text) if text.is_empty() => "\"\"".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    shortened(&text, VALUE)
}

fn count(number: u64, noun: &str) -> String {
    plural(usize::try_from(number).unwrap_or(usize::MAX), noun)
}
