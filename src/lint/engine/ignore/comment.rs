//! `# daemonset-lint: ignore[rule-a, rule-b] reason`.

use super::ignores::{Ignore, IgnoredRule, Ignores, Misspelling, Scope};
use crate::lint::engine::context::RunContext;
use crate::lint::engine::finding::Place;
use crate::lint::engine::settings::Settings;
use crate::manifest::{Comment, DIRECTIVE_PREFIX};
use crate::yaml::{SourceFile, Span};

/// Words that silence other linters.
const VERBS: [&str; 7] = ["ignore", "disable", "skip", "nolint", "noqa", "suppress", "allow"];

/// Comments that may stand between an ignore and its line.
const MOST_COMMENTS: usize = 64;

/// Files what a comment asks for.
pub(super) fn read(cx: &RunContext<'_>, comment: &Comment, ignores: &mut Ignores) {
    let source = &cx.set.files[comment.file];
    for (start, directive) in directives(source.slice(comment.span)) {
        let at = place(cx, comment);
        match parse(directive, cx.settings) {
            Parsed::Prose => {}
            Parsed::Misspelt(problem) => {
                let help = format!(
                    "write # {DIRECTIVE_PREFIX}: ignore[{}] reason",
                    known_rules(directive, cx.settings)
                );
                ignores.misspelt.push(Misspelling { at, problem, help });
            }
            Parsed::Ignore { names, reason } => {
                let from = comment.span.start + start;
                let rules = names.into_iter().map(|(offset, name)| {
                    let span = Span::new(from + offset, from + offset + name.len());
                    let rule = IgnoredRule::new(cx, comment.file, name, span);
                    IgnoredRule { is_judged: rule.is_judged && comment.is_read, ..rule }
                });
                let reason = (!reason.is_empty()).then(|| reason.to_owned());
                let rules = rules.collect();
                ignores.list.push(Ignore { at, rules, reason, scope: scope(source, comment) });
            }
        }
    }
}

/// The directives in a comment, with their offsets: a `#` opens each, so that several linters can share a line.
fn directives(text: &str) -> Vec<(usize, &str)> {
    let starts = text.match_indices('#').filter_map(|(at, _)| {
        let rest = text[at + 1..].trim_start();
        rest.starts_with(DIRECTIVE_PREFIX).then_some(text.len() - rest.len())
    });
    let starts: Vec<usize> = starts.collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let parts = starts.iter().zip(ends).map(|(&start, end)| (start, &text[start..end]));
    parts.map(|(start, part)| (start, part.trim_end_matches(['#', ' ', '\t', '\r']))).collect()
}

#[derive(Debug, PartialEq, Eq)]
enum Parsed<'a> {
    /// It only mentions the program.
    Prose,
    /// It reads like an ignore, but is none.
    Misspelt(&'static str),
    /// The names with their offsets.
    Ignore { names: Vec<(usize, &'a str)>, reason: &'a str },
}

/// Reads a part of a comment that starts with the name of the program.
fn parse<'a>(directive: &'a str, settings: &Settings) -> Parsed<'a> {
    let rest = &directive[DIRECTIVE_PREFIX.len()..];
    let Some(listed) = after_ignore(rest) else {
        return if is_meant(rest, settings) {
            Parsed::Misspelt("this ignore is not understood")
        } else {
            Parsed::Prose
        };
    };
    let Some((list, reason)) = listed.split_once(']') else {
        return Parsed::Misspelt("the bracket of this ignore is never closed");
    };
    let start = directive.len() - listed.len();
    let names: Vec<(usize, &str)> = list
        .split(',')
        .scan(start, |at, part| {
            let name = part.trim();
            let offset = *at + part.len() - part.trim_start().len();
            *at += part.len() + 1;
            Some((offset, name))
        })
        .filter(|(_, name)| !name.is_empty())
        .collect();
    if names.is_empty() {
        return Parsed::Misspelt("this ignore names no rule");
    }
    Parsed::Ignore {
        names, reason: reason.trim_start_matches([' ', '\t', ':', '-', '–', '—']).trim_end()
    }
}

/// What follows `: ignore[`.
fn after_ignore(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix(':')?.trim_start().strip_prefix("ignore")?;
    rest.trim_start().strip_prefix('[')
}

/// Whether someone meant to ignore something: a word like it, and behind that nothing, a bracket, or the name of a rule.
fn is_meant(rest: &str, settings: &Settings) -> bool {
    let rest = rest.trim_start_matches([':', '=', ' ', '\t', '-']);
    let end = rest.find(|character: char| !character.is_ascii_alphabetic()).unwrap_or(rest.len());
    let verb = rest[..end].to_ascii_lowercase();
    let like = |known: &&str| verb.starts_with(*known) || strsim::damerau_levenshtein(&verb, known) <= 2;
    if verb.len() < 3 || !VERBS.iter().any(like) {
        return false;
    }
    let behind = rest[end..].trim_start();
    let next = words(behind).find(|word| !word.is_empty()).unwrap_or_default();
    let is_rule = settings.find(next).is_some() || (next.contains('-') && settings.nearest(next).is_some());
    behind.is_empty() || behind.starts_with('[') || is_rule
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_ascii_alphanumeric() && character != '-')
}

/// The rules that a text names, as a list; a stand-in where there is none.
fn known_rules(text: &str, settings: &Settings) -> String {
    let known: Vec<&str> = words(text).filter(|word| settings.find(word).is_some()).collect();
    if known.is_empty() { "rule".to_owned() } else { known.join(", ") }
}

/// The comment, in the object around it, or in the first one of the document that it opens.
fn place(cx: &RunContext<'_>, comment: &Comment) -> Place {
    let objects = cx.set.objects.iter().enumerate().skip(first_object(cx, comment.file));
    let mut objects = objects.take_while(|(_, object)| object.file == comment.file);
    let object = objects.find(|(_, object)| {
        let is_next = comment.is_first && comment.document.contains(object.span);
        is_next || object.span.contains(comment.span)
    });
    Place { file: comment.file, span: comment.span, object: object.map(|(index, _)| index), path: None }
}

/// Objects lie in the order of their files.
fn first_object(cx: &RunContext<'_>, file: usize) -> usize {
    cx.set.objects.partition_point(|object| object.file < file)
}

fn scope(source: &SourceFile, comment: &Comment) -> Scope {
    if comment.is_first {
        return Scope::Document(comment.document);
    }
    let line = source.line_at(comment.span.start);
    let before = source.slice(Span::new(line.start, comment.span.start));
    // A dash before the comment opens an item that is written below it.
    if before.trim_matches([' ', '\t', '-']).is_empty() {
        Scope::Line(next_line(source, line))
    } else {
        Scope::Line(line)
    }
}

/// The line below; comments between them are passed over, if they are not too many.
fn next_line(source: &SourceFile, mut line: Span) -> Span {
    for _ in 0..MOST_COMMENTS {
        let Some(newline) = source.text().get(line.end..).and_then(|rest| rest.find('\n')) else {
            return Span::at(source.text().len());
        };
        line = source.line_at(line.end + newline + 1);
        if !source.slice(line).trim_start().starts_with('#') {
            break;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::engine::settings::Profile;
    use crate::lint::rules::ALL;

    fn parsed(text: &str) -> Parsed<'_> {
        parse(text, &Settings::uniform(Profile::new(ALL)))
    }

    fn ignore(text: &str) -> Option<(Vec<&str>, &str)> {
        match parsed(text) {
            Parsed::Ignore { names, reason } => {
                assert!(names.iter().all(|(at, name)| text[*at..].starts_with(name)), "{text}: {names:?}");
                Some((names.into_iter().map(|(_, name)| name).collect(), reason))
            }
            _ => None,
        }
    }

    #[test]
    fn names_and_reason_are_read() {
        let cases = [
            ("daemonset-lint: ignore[a, b] because", (vec!["a", "b"], "because")),
            ("daemonset-lint:ignore[a]", (vec!["a"], "")),
            ("daemonset-lint: ignore [ a ,, b ] - why", (vec!["a", "b"], "why")),
            ("daemonset-lint: ignore[a]: see [docs]", (vec!["a"], "see [docs]")),
        ];
        for (text, wanted) in cases {
            assert_eq!(ignore(text), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_meant_is_told_from_prose() {
        for text in [
            "daemonset-lint: ignore missing-limits",
            "daemonset-lint ignore[missing-limits]",
            "daemonset-lint: ingore[missing-limits]",
            "daemonset-lint: ignores(missing-limits)",
            "daemonset-lint:disable=missing-limits",
            "daemonset-lint: ignore",
            "daemonset-lint: ignore[]",
            "daemonset-lint: ignore[missing-limits",
        ] {
            assert!(matches!(parsed(text), Parsed::Misspelt(_)), "{text}");
        }
        for text in [
            "daemonset-lint: ignores templates of charts",
            "daemonset-lint is run in CI",
            "daemonset-lint/ignore: missing-limits",
            "daemonset-lint: see docs",
            "daemonset-lint",
        ] {
            assert_eq!(parsed(text), Parsed::Prose, "{text}");
        }
    }

    #[test]
    fn linters_can_share_a_comment() {
        let text = "# yamllint disable-line # daemonset-lint: ignore[a] b";
        assert_eq!(directives(text), [(26, "daemonset-lint: ignore[a] b")]);
        assert_eq!(directives("## daemonset-lint: x").len(), 1);
        assert_eq!(
            directives("# daemonset-lint: ignore[a] see #42")[0].1,
            "daemonset-lint: ignore[a] see #42"
        );
        assert_eq!(directives("# see daemonset-lint: ignore[a]"), []);
    }
}
