//! The README and the docs show what the program prints.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use daemonset_lint::inventory::FORMATS;
use daemonset_lint::lint::rules::ALL;
use daemonset_lint::report;

/// What the README should be: outputs behind their markers, and the table of rules, taken from the program itself.
fn expected(readme: &str) -> String {
    let mut out = String::new();
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if let Some(command) = line.strip_prefix("$ kubectl daemonset-lint ") {
            out.push_str(&output_of(command));
            lines.by_ref().find(|line| *line == "```");
            out.push_str("```\n");
        } else if line == "<!-- rules -->" {
            let _ = write!(out, "\n{}\n<!-- /rules -->\n", report::rules_markdown(ALL));
            lines.by_ref().find(|line| *line == "<!-- /rules -->");
        } else if line == "<!-- formats -->" {
            let _ = write!(out, "\n{}<!-- /formats -->\n", format_table());
            lines.by_ref().find(|line| *line == "<!-- /formats -->");
        }
    }
    out
}

fn output_of(command: &str) -> String {
    let mut program = Command::new(env!("CARGO_BIN_EXE_kubectl-daemonset_lint"));
    let output = program.args(command.split(' ')).env_remove("NO_COLOR").output().unwrap();
    String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
}

fn format_table() -> String {
    let mut table = String::from("| format | where it comes from |\n|---|---|\n");
    for format in FORMATS {
        writeln!(table, "| {} | {} |", format.name, format.obtain).unwrap();
    }
    table + "\n"
}

#[test]
fn generated_parts_of_the_docs_are_current() {
    for page in ["README.md", "docs/clusters.md"] {
        let text = fs::read_to_string(page).unwrap();
        let expected = expected(&text);
        if std::env::var_os("UPDATE_GENERATED").is_some() {
            fs::write(page, &expected).unwrap();
        } else {
            assert!(text == expected, "{page} is out of date; run `UPDATE_GENERATED=1 cargo test generated`");
        }
    }
}

#[test]
fn links_in_the_docs_lead_somewhere() {
    for page in ["README.md", "docs/clusters.md"] {
        let folder = Path::new(page).parent().unwrap();
        let text = fs::read_to_string(page).unwrap();
        for target in
            text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target)
        {
            if target.contains("://") {
                continue;
            }
            let (path, heading) = target.split_once('#').unwrap_or((target, ""));
            let path = if path.is_empty() { Path::new(page).to_owned() } else { folder.join(path) };
            assert!(path.exists(), "{page} links to {target}");
            let is_there =
                heading.is_empty() || anchors(&fs::read_to_string(path).unwrap()).contains(heading);
            assert!(is_there, "{page} links to {target}");
        }
    }
}

/// The anchors that GitHub gives to the headings of a page.
fn anchors(page: &str) -> BTreeSet<String> {
    let headings =
        page.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let is_kept = |char: &char| char.is_alphanumeric() || matches!(char, '-' | '_' | ' ');
    let anchor =
        |heading: &str| heading.to_lowercase().chars().filter(is_kept).collect::<String>().replace(' ', "-");
    headings.map(anchor).collect()
}

#[test]
fn readme_names_every_subcommand_and_flag() {
    let readme = fs::read_to_string("README.md").unwrap();
    for (command, flags) in flags() {
        assert!(readme.contains(&format!("`{command}")), "the README does not mention {command}");
        for flag in flags {
            assert!(readme.contains(&flag), "the README does not mention {flag} of {command}");
        }
    }
}

/// Subcommands and their long flags, read from `--help`.
fn flags() -> Vec<(String, Vec<String>)> {
    let help = output_of("--help");
    let commands =
        help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = commands.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help");
    names
        .map(|name| {
            let help = output_of(&format!("{name} --help"));
            let words = help.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 2);
            let long = words.map(|word| word.trim_end_matches([',', '.', ':', ';']).to_owned());
            let long = long.filter(|flag| !["--help", "--version"].contains(&flag.as_str()));
            (name.to_owned(), long.collect())
        })
        .collect()
}
