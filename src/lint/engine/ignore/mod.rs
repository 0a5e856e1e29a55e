//! What manifests ask to leave out: `# daemonset-lint: ignore[rule] reason`, and the annotation `daemonset-lint/ignore`.
//!
//! A comment before the first key of a document holds for the document, one behind a value for its line, and one on a
//! line of its own for the line below it. An annotation holds for its object. Configs [spare](spare) DaemonSets from rules.

mod annotation;
mod comment;
mod ignores;
mod named;
mod spared;

pub(crate) use ignores::{Ignore, IgnoredRule, Ignores, Suppressed};
pub(crate) use spared::spare;

use super::context::RunContext;

/// Reads the comments and annotations of a run.
pub(crate) fn read(cx: &RunContext<'_>) -> Ignores {
    let mut ignores = Ignores::default();
    for comment in &cx.set.comments {
        comment::read(cx, comment, &mut ignores);
    }
    for (index, object) in cx.set.objects.iter().enumerate() {
        annotation::read(cx, index, object, &mut ignores);
    }
    ignores.index();
    ignores
}
