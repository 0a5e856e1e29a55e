//! Borders between modules and sizes of files, held to what CONTRIBUTING says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use daemonset_lint::lint::YieldScope;
use daemonset_lint::lint::rules::ALL;

/// What each module may import of the others: the rows of the table in `src/lib.rs`, from top to bottom.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("main", &["cli"]),
    (
        "cli",
        &[
            "load",
            "cluster",
            "report",
            "config",
            "fix",
            "lint",
            "coverage",
            "manifest",
            "inventory",
            "placement",
            "yaml",
            "words",
        ],
    ),
    ("load", &["config", "manifest", "yaml", "words"]),
    ("cluster", &["manifest", "inventory", "placement", "yaml", "words"]),
    ("report", &["lint", "coverage", "manifest", "inventory", "placement", "yaml", "words"]),
    ("config", &["lint", "coverage", "manifest", "placement", "yaml", "words"]),
    ("fix", &["lint", "coverage", "manifest", "placement", "yaml", "words"]),
    ("lint", &["coverage", "manifest", "inventory", "placement", "yaml", "words"]),
    ("coverage", &["manifest", "inventory", "placement", "yaml", "words"]),
    ("inventory", &["manifest", "placement", "yaml", "words"]),
    ("manifest", &["placement", "yaml", "words"]),
    ("placement", &[]),
    ("yaml", &["words"]),
    ("words", &[]),
];

/// Crates that only one place may name.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("miette", &["src/report/human.rs", "src/report/window.rs"]),
    ("owo_colors", &["src/report"]),
    ("walkdir", &["src/load"]),
    ("globset", &["src/load", "src/config", "src/manifest/name_pattern.rs"]),
    ("clap", &["src/cli"]),
    ("similar", &["src/report"]),
    ("clap_complete", &["src/cli"]),
    ("kube", &["src/cluster"]),
    ("tokio", &["src/cluster"]),
    ("futures", &["src/cluster"]),
    ("serde_yaml", &["src/cluster", "src/report"]),
];

const MAX_LINES: usize = 400;

fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    assert!(found.len() > 30, "the sources were not found");
    found.sort();
    found
}

/// The module of a file: the first part of its path below `src`.
fn module(path: &Path) -> String {
    let first = path.components().nth(1).unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The code without comments and without its tests.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//"))
}

/// Names behind every `prefix::` of a line.
fn behind<'a>(line: &'a str, prefix: &str) -> Vec<&'a str> {
    let parts = line.split(prefix).skip(1);
    parts.map(|part| part.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap()).collect()
}

#[test]
fn imports_point_down() {
    for (path, text) in sources() {
        let module = module(&path);
        if module == "lib" {
            continue;
        }
        let (_, allowed) =
            MAY_IMPORT.iter().find(|(name, _)| *name == module).expect("every module has a row");
        for line in code(&text) {
            for name in behind(line, "crate::").into_iter().chain(behind(line, "daemonset_lint::")) {
                let is_module = MAY_IMPORT.iter().any(|(known, _)| *known == name);
                let fits = name == module || !is_module || allowed.contains(&name);
                assert!(fits, "{}: {module} must not import {name}: {line}", path.display());
            }
        }
    }
}

#[test]
fn rules_know_nothing_of_each_other() {
    let ids: BTreeSet<&str> = ALL.iter().map(|rule| rule.id).collect();
    for rule in ALL {
        for yields in rule.yields_to {
            assert!(ids.contains(yields.to), "{} yields to {}, which is no rule", rule.id, yields.to);
        }
    }
    for (path, text) in sources().into_iter().filter(|(path, _)| path.starts_with("src/lint/rules")) {
        if path.ends_with("mod.rs") {
            continue;
        }
        for line in code(&text) {
            let imports = line.contains("lint::rules") || !behind(line, "super::").is_empty();
            assert!(
                !imports || line.contains("use super::*"),
                "{}: rules import no rules: {line}",
                path.display()
            );
        }
        let id = path.file_stem().unwrap().to_str().unwrap().replace('_', "-");
        let rule = ALL.iter().find(|rule| rule.id == id).unwrap();
        for asked in text.split(".runs(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let declared =
                rule.yields_to.iter().any(|yields| yields.to == asked && yields.scope == YieldScope::Own);
            assert!(declared, "{id} asks whether {asked} runs, and does not declare that it yields to it");
        }
    }
}

#[test]
fn heavy_crates_stay_in_their_corner() {
    for (path, text) in sources() {
        for line in code(&text) {
            for (name, places) in ONLY_IN {
                let uses = line.contains(&format!("{name}::")) || line.contains(&format!("use {name};"));
                let home = places.iter().any(|place| path.starts_with(place));
                assert!(!uses || home, "{}: {name} belongs into {places:?}: {line}", path.display());
            }
        }
    }
}

#[test]
fn files_stay_small() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        let is_generated = path.ends_with("generated.rs");
        assert!(lines <= MAX_LINES || is_generated, "{} has {lines} lines; split it", path.display());
    }
    let main = fs::read_to_string("src/main.rs").unwrap();
    assert!(main.lines().count() <= 30);
}

#[test]
fn comments_end_no_story_early() {
    for (path, text) in sources() {
        for word in ["TODO", "FIXME", "XXX", "unimplemented!", "todo!"] {
            assert!(!text.contains(word), "{} holds {word}", path.display());
        }
    }
}
