//! Files that are derived from others are current. `UPDATE_GENERATED=1 cargo test generated` writes them anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use clap_complete::Shell;
use daemonset_lint::{cli, config};

use crate::schema_table;

/// Compares a committed file with what it should be, or writes it when asked to.
fn assert_current(path: &str, expected: &str) {
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        fs::create_dir_all(Path::new(path).parent().unwrap()).unwrap();
        fs::write(path, expected).unwrap();
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert!(committed == expected, "{path} is out of date; run `UPDATE_GENERATED=1 cargo test generated`");
}

#[test]
fn generated_schema_table_is_current() {
    assert_current("src/manifest/schema/generated.rs", &schema_table::render());
}

/// One page for the program and one for each of its commands, as `man` finds them.
#[test]
fn generated_man_pages_are_current() {
    let mut command = cli::command().name("kubectl-daemonset_lint");
    command.build();
    let pages = std::iter::once(&command).chain(command.get_subcommands());
    let mut expected = BTreeSet::new();
    for page in pages.filter(|page| !page.is_hide_set() && page.get_name() != "help") {
        let name = page.get_display_name().unwrap_or_else(|| page.get_name()).replace(' ', "-");
        let path = format!("docs/man/{name}.1");
        let mut text = Vec::new();
        clap_mangen::Man::new(page.clone()).title(name.as_str()).render(&mut text).unwrap();
        assert_current(&path, &String::from_utf8(text).unwrap());
        expected.insert(path);
    }
    let there = fs::read_dir("docs/man").unwrap();
    let there: BTreeSet<String> =
        there.map(|entry| entry.unwrap().path().to_str().unwrap().to_owned()).collect();
    assert_eq!(there, expected);
}

#[test]
fn generated_rule_registry_is_current() {
    let mut names: Vec<String> = fs::read_dir("src/lint/rules")
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "mod")
        .collect();
    names.sort();
    let mut text = String::from(
        "//! The rules, one file each. `tests/it/generated.rs` writes this list from the folder.\n\n",
    );
    for name in &names {
        writeln!(text, "mod {name};").unwrap();
    }
    text.push_str(
        "\nuse super::engine::rule::Rule;\n\n/// All rules, by name.\npub static ALL: &[&Rule] = &[\n",
    );
    for name in &names {
        writeln!(text, "    &{name}::RULE,").unwrap();
    }
    text.push_str("];\n");
    assert_current("src/lint/rules/mod.rs", &text);
}

#[test]
fn generated_rules_are_named_after_their_files() {
    for rule in daemonset_lint::lint::rules::ALL {
        let file = Path::new("src/lint/rules").join(rule.id.replace('-', "_")).with_extension("rs");
        assert!(file.is_file(), "{} is not in {}", rule.id, file.display());
    }
}

#[test]
fn generated_config_schema_is_current() {
    let schema = config::schema(daemonset_lint::lint::rules::ALL);
    assert_current("src/config/schema.json", &(serde_json::to_string_pretty(&schema).unwrap() + "\n"));
}

#[test]
fn generated_completions_are_current() {
    let files = [
        ("completions/kubectl-daemonset_lint.bash", Shell::Bash),
        ("completions/_kubectl-daemonset_lint", Shell::Zsh),
        ("completions/kubectl-daemonset_lint.fish", Shell::Fish),
        ("completions/_kubectl-daemonset_lint.ps1", Shell::PowerShell),
        ("completions/kubectl-daemonset_lint.elv", Shell::Elvish),
    ];
    for (path, shell) in files {
        assert_current(path, &cli::script(shell));
    }
    assert_current("completions/kubectl_complete-daemonset_lint", cli::KUBECTL_COMPLETE);
}

#[cfg(unix)]
#[test]
fn generated_kubectl_completion_is_executable() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata("completions/kubectl_complete-daemonset_lint").unwrap().permissions().mode();
    assert_eq!(mode & 0o111, 0o111, "kubectl runs it, so it must be executable");
}
