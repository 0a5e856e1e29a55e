//! What the build rests on: a reason and a licence for each dependency, and no compiler newer than the one that is stated.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use serde_json::Value;

const START: &str = "<!-- dependencies -->\n";
const END: &str = "<!-- /dependencies -->";

/// A line of `[dependencies]` or `[dev-dependencies]`, with the comment above it.
struct Dependency {
    name: String,
    reason: String,
    is_dev: bool,
}

fn manifest() -> String {
    fs::read_to_string("Cargo.toml").unwrap()
}

fn dependencies() -> Vec<Dependency> {
    let (mut section, mut reason, mut found) = (String::new(), String::new(), Vec::new());
    for line in manifest().lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            write!(reason, "{}{comment}", if reason.is_empty() { "" } else { " " }).unwrap();
            continue;
        }
        if line.starts_with('[') {
            line.clone_into(&mut section);
        } else if section.ends_with("dependencies]") && line.contains(" = ") {
            let renamed = line.split("package = \"").nth(1).and_then(|rest| rest.split('"').next());
            let name = renamed.unwrap_or_else(|| line.split(" = ").next().unwrap()).to_owned();
            let is_dev = section == "[dev-dependencies]";
            found.push(Dependency { name, reason: std::mem::take(&mut reason), is_dev });
        }
        reason.clear();
    }
    assert!(found.len() > 15, "the dependencies were not found");
    found
}

/// The packages of the build on this system, as cargo knows them.
fn packages() -> Vec<Value> {
    let output = |program: &str, args: &[&str]| {
        let output = Command::new(program).args(args).output().unwrap();
        assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let version = output(&cargo, &["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let metadata = output(
        &cargo,
        &["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host],
    );
    let mut metadata: Value = serde_json::from_str(&metadata).unwrap();
    serde_json::from_value(metadata["packages"].take()).unwrap()
}

/// `1.89` or `1.89.0` as numbers.
fn version(text: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = text.split('.').map(|part| part.parse().unwrap()).collect();
    parts.resize(3, 0);
    parts
}

#[test]
fn every_dependency_has_a_reason() {
    for Dependency { name, reason, .. } in dependencies() {
        assert!(
            reason.len() > 10 && reason.ends_with('.'),
            "{name} has no reason above it in Cargo.toml: {reason:?}"
        );
    }
}

#[test]
fn generated_dependency_table_is_current() {
    let licences: BTreeMap<String, String> = packages()
        .iter()
        .map(|package| {
            [&package["name"], &package["license"]].map(|text| text.as_str().unwrap_or_default().to_owned())
        })
        .map(|[name, licence]| (name, licence.replace('/', " OR ")))
        .collect();
    let mut table = String::from("\n| crate | used by | licence | why |\n|---|---|---|---|\n");
    for Dependency { name, reason, is_dev } in dependencies() {
        let user = if is_dev { "tests, benches" } else { "the program" };
        writeln!(table, "| {name} | {user} | {} | {reason} |", licences[&name]).unwrap();
    }
    table.push('\n');
    let guide = fs::read_to_string("CONTRIBUTING.md").unwrap();
    let (before, rest) = guide.split_once(START).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    let expected = [before, START, &table, END, after].concat();
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        fs::write("CONTRIBUTING.md", &expected).unwrap();
    }
    let is_current = fs::read_to_string("CONTRIBUTING.md").unwrap() == expected;
    assert!(is_current, "CONTRIBUTING.md is out of date; run `UPDATE_GENERATED=1 cargo test generated`");
}

#[test]
fn no_dependency_asks_for_a_newer_compiler_than_is_stated() {
    let ours =
        manifest().lines().find_map(|line| line.strip_prefix("rust-version = ").map(str::to_owned)).unwrap();
    let ours = ours.trim_matches('"');
    for package in packages() {
        let Some(theirs) = package["rust_version"].as_str() else { continue };
        assert!(
            version(theirs) <= version(ours),
            "{} needs Rust {theirs}, newer than {ours}",
            package["name"]
        );
    }
    let readme = fs::read_to_string("README.md").unwrap();
    assert!(readme.contains(&format!("A Rust toolchain ({ours} or")), "the README states another version");
}

#[test]
fn the_lock_file_is_committed() {
    let ignored = fs::read_to_string(".gitignore").unwrap();
    assert!(!ignored.lines().any(|line| line.contains("Cargo.lock")));
    assert!(fs::read_to_string("Cargo.lock").unwrap().contains("kubectl-daemonset-lint"));
}
