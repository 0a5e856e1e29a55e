//! `check --fix`, `--unsafe-fixes`, `--diff`: files are replaced as a whole, or not at all.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::sandbox::{Run, Sandbox};

const AGENT: &str = include_str!("../../testdata/cli/agent.yaml");

struct Agent {
    sandbox: Sandbox,
    path: PathBuf,
}

/// An agent with `maxSurge` alone, which is fixed by one line more.
fn agent(text: impl AsRef<[u8]>) -> Agent {
    let sandbox = Sandbox::new();
    let path = sandbox.file("agents/log.yaml", text);
    Agent { sandbox, path }
}

fn mended() -> String {
    let fixed = AGENT.replace("maxSurge: 1\n", "maxSurge: 1\n      maxUnavailable: 0\n");
    assert_ne!(fixed, AGENT);
    fixed
}

impl Agent {
    fn check(&self, flags: &[&str]) -> Run {
        let args = ["check", "agents", "--select", "invalid-update-strategy"];
        self.sandbox.run(&[args.as_slice(), flags].concat())
    }

    fn bytes(&self) -> Vec<u8> {
        fs::read(&self.path).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path.parent().unwrap()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

#[test]
fn safe_fixes_are_written_and_told() {
    let agent = agent(AGENT);
    let run = agent.check(&["--fix"]);
    assert_eq!((run.status, run.out.as_str()), (0, ""), "{run:?}");
    insta::assert_snapshot!(run.err);
    assert_eq!(String::from_utf8(agent.bytes()).unwrap(), mended());
    assert_eq!(agent.names(), ["log.yaml"], "no draft is left");
    assert_eq!(agent.check(&["--diff"]).status, 0, "a second run has nothing to do");
}

#[test]
fn unsafe_fixes_need_their_own_flag() {
    let text = AGENT.replace("maxSurge: 1", "maxSurge: 1\n      maxUnavailable: 2");
    let agent = agent(&text);
    assert_eq!(agent.check(&["--fix"]).status, 1);
    assert_eq!(agent.bytes(), text.as_bytes());
    assert_eq!(agent.check(&["--unsafe-fixes"]).status, 0);
    assert_ne!(agent.bytes(), text.as_bytes());
}

#[test]
fn a_diff_changes_nothing() {
    let agent = agent(AGENT);
    let run = agent.check(&["--diff"]);
    assert_eq!(run.status, 1, "{run:?}");
    insta::assert_snapshot!(run.out);
    assert_eq!(agent.bytes(), AGENT.as_bytes());
    assert_eq!(agent.check(&["--diff", "-o", "json"]).status, 2, "one of the two can have standard output");
}

#[test]
fn line_ends_and_the_mark_stay() {
    let text = format!("\u{feff}{}", AGENT.replace('\n', "\r\n"));
    let agent = agent(&text);
    let run = agent.check(&["-o", "json"]);
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let edit = &report["findings"][0]["fix"]["edits"][0];
    let at = usize::try_from(edit["startByte"].as_u64().unwrap()).unwrap();
    assert_eq!(edit["startByte"], edit["endByte"]);
    assert!(text.as_bytes()[..at].ends_with(b"maxSurge: 1\r\n"), "offsets are those of the file");

    assert_eq!(agent.check(&["--fix"]).status, 0);
    let expected = format!("\u{feff}{}", mended().replace('\n', "\r\n"));
    assert_eq!(String::from_utf8(agent.bytes()).unwrap(), expected);
}

#[test]
fn a_missing_last_line_break_stays_missing() {
    let end = AGENT.trim_end();
    let agent = agent(end);
    assert_eq!(agent.check(&["--fix"]).status, 0);
    assert_eq!(agent.bytes(), mended().trim_end().as_bytes());
}

#[test]
fn utf_16_is_reported_without_fixes() {
    let units = AGENT.encode_utf16().flat_map(u16::to_le_bytes);
    let bytes: Vec<u8> = [0xFF, 0xFE].into_iter().chain(units).collect();
    let agent = agent(&bytes);
    let run = agent.check(&["--fix", "-o", "json"]);
    assert_eq!(run.status, 1, "{run:?}");
    assert!(!run.out.contains("\"fix\""), "{run:?}");
    assert_eq!(agent.bytes(), bytes);
}

#[test]
fn standard_input_goes_fixed_to_standard_output() {
    let args = ["check", "-", "--fix", "--select", "invalid-update-strategy,missing-tolerations"];
    let run = Sandbox::new().run_with_input(&args, AGENT);
    assert_eq!(run.out, mended());
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.err.contains("missing-tolerations"), "what is left is told beside it: {run:?}");

    let again = Sandbox::new().run_with_input(&args, &run.out);
    assert_eq!(again.out, run.out, "a text without faults goes through as it is");

    let service = "kind: Service # of others\napiVersion: v1\n";
    let run = Sandbox::new().run_with_input(&["check", "-", "--fix", "-q"], service);
    assert_eq!(run.out, service, "so does one that holds nothing for us");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn the_mode_stays() {
        let agent = agent(AGENT);
        fs::set_permissions(&agent.path, fs::Permissions::from_mode(0o640)).unwrap();
        agent.check(&["--fix"]);
        assert_eq!(fs::metadata(&agent.path).unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn a_link_is_written_through() {
        let Agent { sandbox, path } = agent(AGENT);
        let real = sandbox.path().join("real.yaml");
        fs::rename(&path, &real).unwrap();
        symlink(&real, &path).unwrap();
        let run = sandbox.run(&["check", "agents/log.yaml", "--fix", "--select", "invalid-update-strategy"]);
        assert_eq!(run.status, 0, "{run:?}");
        assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&real).unwrap(), mended());
    }

    #[test]
    fn a_folder_that_takes_no_file_leaves_the_original() {
        let agent = agent(AGENT);
        let folder = agent.path.parent().unwrap();
        fs::set_permissions(folder, fs::Permissions::from_mode(0o555)).unwrap();
        let is_refused = fs::write(folder.join("probe"), "").is_err();
        let run = agent.check(&["--fix"]);
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
        // The superuser may write anywhere.
        if is_refused {
            assert_eq!(run.status, 2, "{run:?}");
            assert!(run.err.contains("agents/log.yaml"), "{run:?}");
            assert_eq!(agent.bytes(), AGENT.as_bytes());
        }
    }
}
