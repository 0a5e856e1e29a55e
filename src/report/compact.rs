//! One line a finding: `file:line:column: severity: rule: message`.

use std::fmt::Write as _;

use super::check::CheckReport;
use super::printable::printable;

/// Writes the findings.
pub fn render(report: &CheckReport<'_>) -> String {
    let mut out = String::new();
    for finding in report.findings {
        let source = &report.set.files[finding.at.file];
        let position = source.position(finding.at.span.start);
        let _ = writeln!(
            out,
            "{}:{}:{}: {}: {}: {}",
            printable(source.name()),
            position.line,
            position.column,
            finding.severity.name(),
            finding.rule.id,
            printable(&finding.message)
        );
    }
    out
}
