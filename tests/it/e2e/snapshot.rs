//! A snapshot of the nodes gives the same verdicts as the cluster that it was taken of.

use serde_json::{Value, json};

use super::fixture::Fixture;
use super::{agents, fleet};
use crate::generator::numbers::Numbers;

#[test]
fn verdicts_survive_a_round_trip() {
    let Some(fixture) = Fixture::new() else { return };
    let numbers = &mut Numbers::new(23);
    fleet::create(&fixture, numbers);
    fleet::open_slots(&fixture);
    let mut agents = agents::selecting(&fixture, 30, numbers);
    agents.extend(agents::with_ports(&fixture, numbers));
    for round in 0..2 {
        agents.extend(agents::with_requests(&fixture, round, numbers));
    }
    fixture
        .sandbox
        .file("agents.json", json!({"apiVersion": "v1", "kind": "List", "items": agents}).to_string());
    let entries = |args: &[&str]| {
        let run = fixture.run(&[&["coverage", "agents.json", "-o", "json"], args].concat());
        let mut report: Value = serde_json::from_str(&run.out).unwrap_or_else(|_| panic!("{run:?}"));
        let entries = report["daemonSets"].as_array_mut().unwrap().iter_mut();
        entries
            .map(|entry| (entry["name"].clone(), entry["desired"].take(), verdicts(entry)))
            .collect::<Vec<_>>()
    };
    let live = entries(&["--cluster"]);
    for (file, pods) in [("nodes.yaml", &["--pods"][..]), ("without-pods.yaml", &[])] {
        let run = fixture.run(&[&["snapshot", "--cluster", "-o", file], pods].concat());
        assert_eq!((run.status, run.out.as_str()), (0, ""), "{run:?}");
        let again = entries(&["--nodes", file]);
        assert_eq!(again.len(), live.len());
        for (live, again) in live.iter().zip(&again) {
            assert_eq!((&live.0, &live.1), (&again.0, &again.1), "{file}: desired does not depend on pods");
            if !pods.is_empty() {
                assert_eq!(live, again, "{file}");
            }
        }
    }
    let twice = [
        fixture.run(&["snapshot", "--cluster", "--pods"]).out,
        fixture.run(&["snapshot", "--cluster", "--pods"]).out,
    ];
    assert_eq!(twice[0], twice[1], "a snapshot is stable");
}

/// The verdict on each node, by its name.
fn verdicts(entry: &Value) -> Vec<String> {
    let nodes = entry["nodes"].as_array().unwrap().iter();
    let mut verdicts: Vec<String> =
        nodes.map(|node| format!("{} {}", node["name"], node["verdict"])).collect();
    verdicts.sort();
    verdicts
}
