//! Pods, as kubectl prints them: `List`, `PodList`, single pods; JSON or YAML. Only the fields that are read are decoded.

mod convert;
mod loose;
mod raw;
mod status;

use std::collections::BTreeMap;

use super::document::{Documents, decode};
use super::error::InventoryError;
use super::{json_list, warnings};
use crate::inventory::Interest;
use crate::placement::RunningPod;
use crate::yaml::SourceFile;
use raw::RawPod;

/// What writes the list.
const COMMAND: &str = "kubectl get pods -A -o json > pods.json";

/// Reads the pods of one text; an empty list is a cluster without pods. Of their labels those stay that the run reads.
pub(in super::super) fn read(
    source: &SourceFile,
    interest: &Interest,
) -> Result<Vec<RunningPod>, InventoryError> {
    let source = &*warnings::without(source);
    let help = format!("write the list with: {COMMAND}");
    if source.text().trim().is_empty() {
        return Err(InventoryError::new(source, "is empty", help));
    }
    if is_table(source.text()) {
        let problem = "is the table that `kubectl get pods` prints for people; it has no requests";
        return Err(InventoryError::new(source, problem, help));
    }
    if let Some(pods) = pure_json(source, interest)? {
        return Ok(pods);
    }
    let documents = Documents::load(source)?;
    let mut pods = Vec::new();
    let mut others = BTreeMap::<&str, usize>::new();
    for document in documents.iter() {
        if document.kind != "Pod" {
            *others.entry(&document.kind).or_default() += 1;
            continue;
        }
        let pod = decode::<RawPod<'_>>(document.node());
        pods.push(pod.map_err(|fault| fault.within(source, "a list of pods"))?.into_pod(interest));
    }
    if pods.is_empty() && !others.is_empty() {
        return Err(InventoryError::new(source, format!("holds no Pod, but {}", words(&others)), help));
    }
    Ok(pods)
}

fn pure_json(source: &SourceFile, interest: &Interest) -> Result<Option<Vec<RunningPod>>, InventoryError> {
    json_list::map(source, COMMAND, |item_kind, text| from_json(text, item_kind, interest).ok().flatten())
}

/// One Pod in JSON, of the kind that its list implies if it names none; `None` if it is of another kind.
pub(super) fn from_json(
    text: &str,
    item_kind: &str,
    interest: &Interest,
) -> serde_json::Result<Option<RunningPod>> {
    let pod = serde_json::from_str::<RawPod<'_>>(text)?;
    let is_pod = pod.kind.as_deref().unwrap_or(item_kind) == "Pod";
    Ok(is_pod.then(|| pod.into_pod(interest)))
}

/// Whether the text is what `kubectl get pods` prints without `-o`.
fn is_table(text: &str) -> bool {
    let header: Vec<&str> = text.lines().next().unwrap_or_default().split_whitespace().collect();
    header.contains(&"NAME") && header.contains(&"READY") && header.contains(&"STATUS")
}

fn words(kinds: &BTreeMap<&str, usize>) -> String {
    let words = kinds.iter().map(|(kind, count)| match *kind {
        "" => format!("{count} of no kind"),
        kind => format!("{count} {kind}"),
    });
    words.collect::<Vec<_>>().join(", ")
}
