//! unused-ignore: an ignore that leaves nothing out.

use crate::lint::engine::ignore::{Ignore, IgnoredRule};
use crate::lint::prelude::*;

/// Names longer than this are not repeated.
const LONGEST_NAME: usize = 60;

pub(super) static RULE: Rule = Rule {
    id: "unused-ignore",
    summary: "an ignore in a manifest matches nothing, or is misspelt",
    category: Category::Manifest,
    severity: Severity::Note,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
A comment `# daemonset-lint: ignore[…]` or an annotation daemonset-lint/ignore names a rule that finds nothing there, names a
rule that does not exist, or is not written as an ignore is written. It is reported only for rules that ran and saw all that they
read: not for rules that are off, not for rules that need nodes where none are given, and not for rules that look at other
objects, which may lie outside of what is checked.",
        why: "\
An ignore that is left behind hides the next mistake in the same place: the finding that should have told of it is counted as
meant. One with a misspelt name hides nothing, and whoever wrote it takes the rule for broken.",
        remedy: "\
Remove what is not needed any more. A comment before the first key of a document holds for the whole document, a comment behind a
value for its line, and a comment on a line of its own for the line below it; an annotation holds for its object. Findings start
at the line that the report names: put the comment there, and the reason behind the bracket.",
        bad: "
# daemonset-lint: ignore missing-limits
- name: agent
  image: registry.example/agent:1.4.0
  resources:
    requests: {cpu: 10m, memory: 64Mi}
",
        good: "
# daemonset-lint: ignore[missing-limits] the cache grows with the node
- name: agent
  image: registry.example/agent:1.4.0
  resources:
    requests: {cpu: 10m, memory: 64Mi}
",
        links: &["https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/"],
    },
    check: Check::Ignores(check),
};

fn check(cx: &RunContext<'_>, ignores: &Ignores, out: &mut Findings) {
    for misspelt in &ignores.misspelt {
        out.report(misspelt.at.clone(), misspelt.problem).help(&misspelt.help);
    }
    for ignore in &ignores.list {
        for rule in &ignore.rules {
            match rule.rule {
                None => unknown(cx, ignore, rule, out),
                Some(_) if rule.is_judged && !rule.is_used => unused(ignore, rule, out),
                Some(_) => {}
            }
        }
    }
}

fn unknown(cx: &RunContext<'_>, ignore: &Ignore, named: &IgnoredRule, out: &mut Findings) {
    let is_name = |character: char| character.is_ascii_alphanumeric() || "-_./*".contains(character);
    let message = if named.name.len() <= LONGEST_NAME && named.name.chars().all(is_name) {
        format!("there is no rule `{}` to ignore", named.name)
    } else {
        "this is no name of a rule".to_owned()
    };
    let help = match cx.settings.nearest(&named.name) {
        Some(rule) => format!("did you mean {}?", rule.id),
        None => "`kubectl daemonset-lint rules` lists them".to_owned(),
    };
    out.report(place(ignore, named), message).help(help);
}

fn unused(ignore: &Ignore, named: &IgnoredRule, out: &mut Findings) {
    let help = if ignore.rules.len() > 1 {
        format!("remove {} from the list", named.name)
    } else if ignore.at.path.is_some() {
        "remove the annotation".to_owned()
    } else {
        "remove the comment, or put it at the line that the finding names".to_owned()
    };
    out.report(place(ignore, named), format!("{} finds nothing to ignore here", named.name)).help(help);
}

fn place(ignore: &Ignore, named: &IgnoredRule) -> Place {
    Place { span: named.span, ..ignore.at.clone() }
}
