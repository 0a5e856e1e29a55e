use serde_json::{Value, json};

use super::{ChangeKind, changes};

fn daemon_set(container: &Value) -> Value {
    json!({"spec": {"template": {"spec": {"containers": [container]}}}})
}

/// The changes between two containers, in one line each.
fn told(before: &Value, after: &Value) -> Vec<String> {
    let found = changes(&daemon_set(before), &daemon_set(after), "spec.template");
    let show = |value: Option<Value>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
    let lines = found.into_iter().map(|change| {
        let path = change.path.trim_start_matches("spec.template.spec.").to_owned();
        match change.kind {
            ChangeKind::Secret => format!("{path}: secret"),
            kind => {
                let order = if kind == ChangeKind::Order { " order" } else { "" };
                format!("{path}{order}: {} > {}", show(change.before), show(change.after))
            }
        }
    });
    lines.collect()
}

#[test]
fn each_field_has_a_path_that_names_items() {
    let table = [
        (json!({"image": "a"}), json!({"image": "b"}), r#"containers[agent].image: "a" > "b""#),
        (json!({"args": ["a", "b"]}), json!({"args": ["a", "c"]}), r#"containers[agent].args[1]: "b" > "c""#),
        (json!({"args": ["a"]}), json!({"args": ["a", "c"]}), r#"containers[agent].args: ["a"] > ["a","c"]"#),
        (json!({}), json!({"args": ["a"]}), r#"containers[agent].args: - > ["a"]"#),
        (
            json!({"ports": [{"containerPort": 80}]}),
            json!({"ports": [{"containerPort": 80}, {"containerPort": 81}]}),
            r#"containers[agent].ports[81]: - > {"containerPort":81}"#,
        ),
        (
            json!({"env": [{"name": "A"}, {"name": "B"}]}),
            json!({"env": [{"name": "B"}, {"name": "A"}]}),
            r#"containers[agent].env order: ["A","B"] > ["B","A"]"#,
        ),
        (
            json!({"envFrom": [{"prefix": "A"}, {"prefix": "B"}]}),
            json!({"envFrom": [{"prefix": "B"}]}),
            r#"containers[agent].envFrom[0]: {"prefix":"A"} > -"#,
        ),
        (
            json!({"resources": {"limits": {"example.com/gpu": "1"}}}),
            json!({"resources": {"limits": {"example.com/gpu": "2"}}}),
            r#"containers[agent].resources.limits["example.com/gpu"]: "1" > "2""#,
        ),
    ];
    for (before, after, expected) in table {
        assert_eq!(told(&named(before), &named(after)), [expected]);
    }
}

fn named(mut container: Value) -> Value {
    container["name"] = json!("agent");
    container
}

#[test]
fn two_ports_of_one_number_are_told_by_place() {
    let dns = |tcp: &str| {
        json!({"name": "dns", "ports": [
            {"containerPort": 53, "protocol": "UDP"},
            {"containerPort": 53, "protocol": tcp},
        ]})
    };
    assert_eq!(told(&dns("TCP"), &dns("SCTP")), [r#"containers[dns].ports[1].protocol: "TCP" > "SCTP""#]);
}

#[test]
fn secrets_are_compared_and_not_shown() {
    let table = [
        (
            json!({"env": [{"name": "DB_PASSWORD", "value": "hunter1"}]}),
            json!({"env": [{"name": "DB_PASSWORD", "value": "hunter2"}]}),
            "containers[agent].env[DB_PASSWORD].value: secret",
        ),
        (
            json!({}),
            json!({"env": [{"name": "apiKey", "value": "hunter2"}]}),
            r#"containers[agent].env: - > [{"name":"apiKey","value":"(hidden)"}]"#,
        ),
        (
            json!({"args": ["--token=hunter1"]}),
            json!({"args": ["--token=hunter2"]}),
            "containers[agent].args[0]: secret",
        ),
        (
            json!({"args": ["--password", "hunter1"]}),
            json!({"args": ["--password", "hunter2"]}),
            "containers[agent].args[1]: secret",
        ),
        (
            json!({"args": ["--password", "hunter1"]}),
            json!({"args": ["--password", "hunter2", "-v"]}),
            r#"containers[agent].args: ["--password","(hidden)"] > ["--password","(hidden)","-v"]"#,
        ),
        (
            json!({"args": ["--db=postgres://me:hunter1@db/x"]}),
            json!({"args": ["--db=postgres://me:hunter2@db/y"]}),
            r#"containers[agent].args[0]: "--db=postgres://(hidden)@db/x" > "--db=postgres://(hidden)@db/y""#,
        ),
    ];
    for (before, after, expected) in table {
        assert_eq!(told(&named(before), &named(after)), [expected]);
    }
}
