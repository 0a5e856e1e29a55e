//! Findings in a form that shows all that they say, and nothing of how reports look.

use std::fmt::Write as _;

use daemonset_lint::lint::Finding;
use daemonset_lint::manifest::ManifestSet;
use daemonset_lint::yaml::{SourceFile, Span};

/// ```text
/// 13:7 `containers` spec.template.spec.containers
/// warning: skips control plane nodes: no toleration for their taint
///   here: no toleration for node-role.kubernetes.io/control-plane:NoSchedule
///   20:28 `/var/log`: a node agent: it mounts /var/log of the node
///   help: tolerate the taint
///   unsafe fix: tolerate the taint
/// ```
pub(crate) fn render(set: &ManifestSet, findings: &[Finding]) -> String {
    findings.iter().map(|finding| one(set, finding)).collect::<Vec<_>>().join("\n")
}

fn one(set: &ManifestSet, finding: &Finding) -> String {
    let file = &set.files[finding.at.file];
    let path = finding.at.path.as_ref().map(ToString::to_string).unwrap_or_default();
    let mut out = format!("{} {path}", place(file, finding.at.span)).trim_end().to_owned();
    let severity = format!("{:?}", finding.severity).to_lowercase();
    let _ = write!(out, "\n{severity}: {}\n", finding.message);
    if let Some(marker) = &finding.marker {
        let _ = writeln!(out, "  here: {marker}");
    }
    for label in &finding.labels {
        let _ = writeln!(out, "  {}: {}", place(file, label.span), label.message);
    }
    if let Some(help) = &finding.help {
        let _ = writeln!(out, "  help: {}", help.replace('\n', "\n    "));
    }
    if let Some(fix) = &finding.fix {
        let applicability = format!("{:?}", fix.applicability).to_lowercase();
        let _ = writeln!(out, "  {applicability} fix: {}", fix.title);
    }
    out
}

/// Line, column and the first line of what is there.
fn place(file: &SourceFile, span: Span) -> String {
    let position = file.position(span.start);
    let text = file.slice(span);
    let shown = text.lines().next().unwrap_or_default();
    let cut = if shown.len() < text.trim_end().len() { " …" } else { "" };
    format!("{}:{} `{shown}{cut}`", position.line, position.column)
}
