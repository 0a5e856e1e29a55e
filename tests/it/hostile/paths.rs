//! Paths that are not UTF-8, and names that mean something else.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use serde_json::Value;

use super::{AGENT, NODES, mended};
use crate::sandbox::Sandbox;

/// `log-\xFF.yaml` in a folder of such a name; none where the file system takes UTF-8 only, as on macOS.
fn unspeakable() -> Option<(Sandbox, OsString)> {
    let sandbox = Sandbox::new();
    let path = OsStr::from_bytes(b"agents-\xFE/log-\xFF.yaml").to_owned();
    let full = sandbox.path().join(&path);
    fs::create_dir(full.parent().unwrap()).ok()?;
    fs::write(&full, AGENT).ok()?;
    Some((sandbox, path))
}

fn args<'a>(before: &[&'a str], path: &'a OsStr, after: &[&'a str]) -> Vec<&'a OsStr> {
    let before = before.iter().map(|word| OsStr::new(*word));
    let after = after.iter().map(|word| OsStr::new(*word));
    before.chain([path]).chain(after).collect()
}

const SHOWN: &str = "agents-\u{fffd}/log-\u{fffd}.yaml";

#[test]
fn a_path_that_is_not_utf_8_is_checked_and_shown() {
    let Some((sandbox, path)) = unspeakable() else { return };
    let folder = Path::new(&path).parent().unwrap().as_os_str();
    for root in [OsStr::new("."), folder, &path] {
        let run = sandbox.run(&args(&["check"], root, &["-o", "compact"]));
        assert!(run.status == 1 && run.out.starts_with(&format!("{SHOWN}:12:17: ")), "{run:?}");
        let run = sandbox.run(&args(&["check"], root, &["-o", "json"]));
        let report: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(report["findings"][0]["file"], SHOWN);
    }
    let run = sandbox.run(&args(&["check", "-f"], OsStr::from_bytes(b"nowhere-\xFF"), &[]));
    assert!(run.status == 2 && run.err.contains("error: nowhere-\u{fffd}: "), "{run:?}");
}

#[test]
fn a_path_that_is_not_utf_8_is_fixed() {
    let Some((sandbox, path)) = unspeakable() else { return };
    let twin = sandbox.file(SHOWN, AGENT);
    let run = sandbox.run(&args(&["check"], &path, &["--fix", "--select", "invalid-update-strategy"]));
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(fs::read_to_string(sandbox.path().join(&path)).unwrap(), mended());
    assert_eq!(
        fs::read_to_string(twin).unwrap(),
        AGENT,
        "the file with the name that is shown is another one"
    );
}

#[test]
fn a_path_that_is_not_utf_8_is_left_out() {
    let Some((sandbox, _)) = unspeakable() else { return };
    for glob in ["log-*.yaml", "**/log-?.yaml", "agents-*"] {
        let run = sandbox.run(&["check", ".", "-o", "json", "--exclude", glob]);
        let report: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(report["summary"]["files"], 0, "{glob}: {run:?}");
    }
}

#[test]
fn a_path_that_is_not_utf_8_has_a_baseline() {
    let Some((sandbox, path)) = unspeakable() else { return };
    for file in [OsStr::new("baseline.json"), OsStr::from_bytes(b"baseline-\xFF.json")] {
        let mut write = args(&["check"], &path, &["--write-baseline", "--baseline"]);
        write.push(file);
        assert_eq!(sandbox.run(&write).status, 0);
        let mut check = args(&["check"], &path, &["--baseline"]);
        check.push(file);
        let run = sandbox.run(&check);
        assert!(run.status == 0 && !run.err.contains("found nothing"), "{run:?}");
    }
}

#[test]
fn a_config_whose_path_is_not_utf_8_finds_its_nodes() {
    let Some((sandbox, path)) = unspeakable() else { return };
    let folder = sandbox.path().join(&path).parent().unwrap().to_owned();
    fs::write(folder.join(".daemonset-lint.yaml"), "version: 1\nnodes: [nodes.json]\n").unwrap();
    fs::write(folder.join("nodes.json"), NODES).unwrap();
    let run = sandbox.run(&args(&["coverage"], folder.file_name().unwrap(), &[]));
    assert!(run.out.contains("of 3 nodes"), "{run:?}");
}

#[test]
fn files_that_are_called_as_streams_and_flags_are() {
    let sandbox = Sandbox::new();
    for name in ["-", "--fix", "<stdin>", "a=b", "@file", "~"] {
        sandbox.file(name, AGENT);
        let path = format!("./{name}");
        let run = sandbox.run(&["check", &path, "--fix", "--select", "invalid-update-strategy"]);
        assert_eq!((run.status, run.out.as_str()), (0, ""), "{run:?}");
        assert_eq!(fs::read_to_string(sandbox.path().join(name)).unwrap(), mended(), "{name}");
    }
    sandbox.file("<stdin>", AGENT);
    let run = sandbox.run_with_input(&["check", "<stdin>", "--fix"], "");
    assert_eq!(fs::read_to_string(sandbox.path().join("<stdin>")).unwrap(), mended(), "{run:?}");
}
