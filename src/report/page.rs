//! The page of a rule.

use std::fmt::Write as _;

use super::painter::{Painter, Tone};
use crate::lint::{Activation, Rule};

/// Writes the page: properties, what, why, what to do, an example, links.
pub(crate) fn render(rule: &Rule, painter: Painter) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}: {}", painter.paint(rule.id, Tone::Strong), rule.summary);
    let default = match rule.default {
        Activation::On => "on by default",
        Activation::Off => "off by default",
    };
    let properties = [rule.severity.name(), rule.category.name(), default];
    let _ = writeln!(out, "{} · reads {}\n", properties.join(" · "), rule.needs.name());
    let page = &rule.page;
    for (title, text) in [("What", page.what), ("Why", page.why), ("What to do", page.remedy)] {
        section(&mut out, title, text, painter);
    }
    section(&mut out, "Reported", &indented(page.bad), painter);
    section(&mut out, "Mended", &indented(page.good), painter);
    section(&mut out, "Read on", &page.links.join("\n"), painter);
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn section(out: &mut String, title: &str, text: &str, painter: Painter) {
    let _ = writeln!(out, "{}\n{}\n", painter.paint(title, Tone::Title), text.trim_end());
}

fn indented(snippet: &str) -> String {
    snippet.trim_matches('\n').lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}
