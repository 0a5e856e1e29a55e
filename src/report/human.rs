//! The report for people: a snippet with labels for each finding, then a summary. Only this file and `window.rs` know miette.

use std::convert::Infallible;
use std::fmt::{self, Write as _};

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};
use rayon::prelude::*;
use textwrap::WordSeparator;

use super::check::CheckReport;
use super::painter::{Painter, Tone};
use super::printable::printable;
use super::window::{REACH, Window};
use crate::lint::{Finding, Severity};
use crate::yaml::{SourceFile, Span};

/// Columns that a report is wrapped to.
const WIDTH: usize = 110;

/// The findings as one text.
pub fn render(report: &CheckReport<'_>, painter: Painter) -> String {
    let mut text = String::new();
    let Ok(()) = render_to(report, painter, &mut |part| {
        text.push_str(part);
        Ok::<(), Infallible>(())
    });
    text
}

/// Writes the findings, part by part: the report of a large repository takes more room than its manifests.
///
/// # Errors
/// The first that `write` returns, which is not called again then.
pub fn render_to<E>(
    report: &CheckReport<'_>,
    painter: Painter,
    write: &mut dyn FnMut(&str) -> Result<(), E>,
) -> Result<(), E> {
    for (batch, findings) in report.findings.chunks(BATCH).enumerate() {
        // Drawing takes longer than most rules do, and no finding looks at another one but for the heading.
        let parts = findings.par_chunks(CHUNK).enumerate().map(|(chunk, findings)| {
            let start = batch * BATCH + chunk * CHUNK;
            some(report, start.checked_sub(1).map(|last| &report.findings[last]), findings, painter)
        });
        for part in parts.collect::<Vec<_>>() {
            write(&part)?;
        }
    }
    Ok(())
}

/// Findings that one thread draws at a time.
const CHUNK: usize = 32;

/// Findings that are drawn before they are written.
const BATCH: usize = 1024;

/// Writes a few findings in a row; the one before them tells whether the first needs a heading.
fn some(
    report: &CheckReport<'_>,
    before: Option<&Finding>,
    findings: &[Finding],
    painter: Painter,
) -> String {
    let mut out = String::new();
    let handler = handler(painter);
    let group = |finding: &Finding| (finding.at.file, finding.at.object);
    let mut last = before.map(group);
    for finding in findings {
        let group = group(finding);
        if last.replace(group) != Some(group) {
            let _ = writeln!(out, "{}", painter.paint(&heading(report, finding), Tone::Strong));
        }
        let _ = handler.render_report(&mut out, &Shown::new(report, finding));
        out.push('\n');
    }
    out
}

/// Writes a fault of a file that is no manifest, in the same form.
pub fn render_fault(source: &SourceFile, span: Span, message: &str, help: &str, painter: Painter) -> String {
    let name = printable(source.name()).into_owned();
    let shown = Shown {
        message: printable(message).into_owned(),
        help: Some(help_lines(help)),
        severity: Severity::Error,
        labels: vec![LabeledSpan::new_primary_with_span(None, span.range())],
        window: Window::around(source, name, span, &[]),
    };
    let mut out = String::new();
    let _ = handler(painter).render_report(&mut out, &shown);
    out
}

/// `DaemonSet logging/log-agent`, or the name of a file whose document is no object.
fn heading(report: &CheckReport<'_>, finding: &Finding) -> String {
    let file = report.set.files[finding.at.file].name();
    let Some(object) = finding.at.object else { return printable(file).into_owned() };
    let id = &report.set.objects[object].id;
    let name = format!("{} {}", printable(&id.kind), printable(&id.qualified_name()));
    match report.set.managed_by(&report.set.objects[object]) {
        Some(managed_by) => format!("{name}  ({})", printable(&managed_by.to_string())),
        None => name,
    }
}

fn handler(painter: Painter) -> GraphicalReportHandler {
    let theme = if painter.is_on() { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
    GraphicalReportHandler::new_themed(theme)
        .with_width(WIDTH)
        .with_links(false)
        // Texts are wrapped by us where that matters; to look for every place where Unicode allows a break takes long.
        .with_word_separator(WordSeparator::AsciiSpace)
        .with_context_lines(1)
        .tab_width(4)
        .without_syntax_highlighting()
}

/// Places that are so many lines apart are drawn in one frame: each has a line of context.
const FRAME: usize = 2;

/// A finding as miette wants to see it.
#[derive(Debug)]
struct Shown<'a> {
    message: String,
    help: Option<String>,
    severity: Severity,
    labels: Vec<LabeledSpan>,
    window: Window<'a>,
}

impl<'a> Shown<'a> {
    fn new(report: &CheckReport<'a>, finding: &Finding) -> Self {
        let source = &report.set.files[finding.at.file];
        let line = |span: Span| source.position(span.start).line;
        // What stands before the place, and not beside it, would be drawn first, as if it were the place.
        let is_first = |span: &Span| line(*span) + FRAME < line(finding.at.span);
        let near = |span: &Span| line(*span).abs_diff(line(finding.at.span)) <= REACH && !is_first(span);
        let spans: Vec<Span> = finding.labels.iter().map(|label| label.span).filter(near).collect();
        let name = printable(source.name()).into_owned();
        let window = Window::around(source, name, finding.at.span, &spans);

        let marker = finding.marker.as_deref().map(|marker| printable(marker).into_owned());
        let mut labels = vec![LabeledSpan::new_primary_with_span(marker, finding.at.span.range())];
        let mut message = format!("{}: {}", finding.rule.id, printable(&finding.message));
        if let Some(server) = finding.server {
            let _ = write!(message, " ({})", server.words());
        }
        for label in &finding.labels {
            let text = printable(&label.message);
            if near(&label.span) && window.shows(label.span) {
                labels.push(LabeledSpan::new_with_span(Some(text.into_owned()), label.span.range()));
            } else {
                let _ = write!(message, "\nline {}: {text}", line(label.span));
            }
        }
        let help = help(finding, report.set.is_live(finding.at.file));
        Self { message, help, severity: finding.severity, labels, window }
    }
}

/// What to do, and the flag that does it; nothing is written to a cluster.
fn help(finding: &Finding, is_live: bool) -> Option<String> {
    let fix = finding.fix.as_ref().map(|fix| {
        let flag = if is_live { String::new() } else { format!(" ({})", fix.applicability.flag()) };
        format!("fix: {}{flag}", printable(&fix.title))
    });
    let lines: Vec<String> = finding.help.as_deref().map(help_lines).into_iter().chain(fix).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Help may have several lines (a snippet to paste); each is made safe on its own.
fn help_lines(help: &str) -> String {
    help.lines().map(printable).collect::<Vec<_>>().join("\n")
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl Diagnostic for Shown<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.labels.iter().cloned()))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.window)
    }
}
