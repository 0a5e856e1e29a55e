//! `rules` in its formats.

use serde_json::Value;

use crate::sandbox::Sandbox;

#[test]
fn json_has_a_version_and_every_rule_with_its_options() {
    let run = Sandbox::new().run(&["rules", "-o", "json"]);
    assert_eq!(run.status, 0, "{run:?}");
    let table: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(table["version"], 1);
    let rules = table["rules"].as_array().unwrap();
    assert_eq!(rules.len(), daemonset_lint::lint::rules::ALL.len());
    let of = |id: &str| rules.iter().find(|rule| rule["id"] == id).unwrap();
    let shown = [of("on-delete-update"), of("unsafe-max-unavailable")];
    insta::assert_snapshot!(serde_json::to_string_pretty(&shown).unwrap());
}

#[test]
fn markdown_is_the_table_of_the_readme() {
    let run = Sandbox::new().run(&["rules", "-o", "markdown"]);
    let readme = std::fs::read_to_string("README.md").unwrap();
    assert!(run.out.starts_with("| rule |"), "{run:?}");
    assert!(readme.contains(&run.out));
}

#[test]
fn tables_can_go_to_files_and_other_formats_are_named() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&["rules", "-o", "table", "-o", "json=rules.json"]);
    assert!(run.out.starts_with("agent-is-cluster-admin"), "{run:?}");
    assert!(sandbox.path().join("rules.json").exists());
    let run = sandbox.run(&["rules", "-o", "yaml"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("the formats are table, json, markdown"), "{run:?}");
}
