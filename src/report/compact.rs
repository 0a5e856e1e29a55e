//! One line a finding: `file:line:column: severity: rule: message`.

use std::fmt::Write as _;

use super::check::CheckReport;
use super::cluster::Clusters;
use super::printable::printable;

/// Writes the findings: those of one report, or of one for each cluster that could be read. Findings in files name the
/// cluster where there are several: they would be alike.
pub fn render(reports: &[CheckReport<'_>], clusters: Clusters<'_>) -> String {
    reports.iter().map(|report| lines(report, clusters)).collect()
}

fn lines(report: &CheckReport<'_>, clusters: Clusters<'_>) -> String {
    let mut out = String::new();
    let context = report.cluster.filter(|cluster| clusters.are_several() && !cluster.is_live);
    let context = context.map(|cluster| format!(" (context {})", printable(&cluster.context)));
    let context = context.unwrap_or_default();
    for finding in report.findings {
        let source = &report.set.files[finding.at.file];
        let position = source.position(finding.at.span.start);
        let _ = writeln!(
            out,
            "{}:{}:{}: {}: {}: {}{context}",
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
