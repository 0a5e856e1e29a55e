//! DaemonSets that a config spares from rules.

use super::ignores::Suppressed;
use crate::lint::engine::context::RunContext;
use crate::lint::engine::finding::Finding;
use crate::lint::engine::settings::Spared;

/// Takes out the findings of rules from which a config spares their DaemonSets.
pub(crate) fn spare(cx: &RunContext<'_>, findings: &mut Vec<Finding>) -> Vec<Suppressed> {
    let mut suppressed = Vec::new();
    findings.retain(|finding| {
        let Some(spared) = spared(cx, finding) else { return true };
        suppressed.push(Suppressed { finding: finding.clone(), reason: spared.reason.clone() });
        false
    });
    suppressed
}

/// What spares the DaemonSet of a finding from its rule.
fn spared<'a>(cx: &RunContext<'a>, finding: &Finding) -> Option<&'a Spared> {
    let settings = cx.settings.of_file(finding.at.file).of(finding.rule)?;
    let object = cx.set.objects.get(finding.at.object?).filter(|object| object.is_daemon_set())?;
    settings.spared.iter().find(|spared| spared.daemon_sets.matches(&object.id))
}
