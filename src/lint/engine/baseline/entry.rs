//! One known finding.

use serde::Serialize;

use super::Files;
use crate::lint::engine::finding::Finding;
use crate::manifest::ObjectId;

/// What a finding is known by.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Known {
    /// The file, relative to the folder of the baseline.
    pub file: String,
    /// `DaemonSet logging/log-agent`; empty for a finding that belongs to no object.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub object: String,
    /// The name of the rule.
    pub rule: String,
    /// The field; empty for the object as a whole.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The message, its numbers masked.
    pub message: String,
}

impl Known {
    pub(super) fn new(files: Files<'_>, finding: &Finding) -> Self {
        let object = finding.at.object.map(|object| object_name(&files.set.objects[object].id));
        Self {
            file: files.names.get(finding.at.file).cloned().unwrap_or_default(),
            object: object.unwrap_or_default(),
            rule: finding.rule.id.to_owned(),
            path: finding.at.path.as_ref().map(ToString::to_string).unwrap_or_default(),
            message: masked(&finding.message),
        }
    }

    /// The same finding wherever its object stands. What belongs to no object cannot move.
    pub(super) fn without_file(&self) -> Self {
        let file = if self.object.is_empty() { self.file.clone() } else { String::new() };
        Self { file, ..self.clone() }
    }

    /// Whether the run shows what became of it: its file was read, or is gone.
    pub(super) fn is_accounted_for(&self, files: Files<'_>) -> bool {
        files.names.contains(&self.file) || !(files.is_there)(&self.file)
    }
}

fn object_name(id: &ObjectId) -> String {
    format!("{} {}", id.kind, id.qualified_name()).trim_start().to_owned()
}

/// The message with `#` for whole numbers outside of backticks: how many nodes there are is no part of a finding.
fn masked(message: &str) -> String {
    let mut masked = String::with_capacity(message.len());
    for (at, part) in message.split('`').enumerate() {
        if at > 0 {
            masked.push('`');
        }
        let is_code = at % 2 == 1;
        for (at, word) in part.split(' ').enumerate() {
            if at > 0 {
                masked.push(' ');
            }
            let digits = word.trim_end_matches([',', ';', ':', ')', '%']);
            let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
            if is_number && !is_code {
                masked.push('#');
                masked.push_str(&word[digits.len()..]);
            } else {
                masked.push_str(word);
            }
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn numbers_are_masked_and_names_are_not() {
        assert_eq!(masked("skips 3 of 12 nodes, 25%: cp-0"), "skips # of # nodes, #%: cp-0");
        assert_eq!(masked("`a 3` is 4; apps/v1 `5"), "`a 3` is #; apps/v1 `5");
    }
}
