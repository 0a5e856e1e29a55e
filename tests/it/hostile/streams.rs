//! Standard streams and surroundings that are not as they should be.

use std::fs::{self, File};
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::thread;

use super::{AGENT, agent};
use crate::sandbox::{Run, Sandbox, end_of};

/// Every way to print something.
const PRINTING: &[&[&str]] = &[
    &["check", "agents"],
    &["check", "agents", "-o", "compact"],
    &["check", "agents", "-o", "json"],
    &["check", "agents", "--nodes", "nodes.json", "--diff"],
    &["check", "agents", "--print-config"],
    &["coverage", "agents", "--nodes", "nodes.json"],
    &["overhead", "agents", "--nodes", "nodes.json", "-o", "markdown"],
    &["diff", "agents", "nodes.json", "-o", "json"],
    &["explain", "syntax"],
    &["rules"],
    &["completion", "bash"],
    &["__complete", "--", "check"],
    &["--help"],
    &["check", "--help"],
    &["--version"],
];

/// Runs the program behind a line of shell, such as one that closes a stream first.
fn in_shell(sandbox: &Sandbox, line: &str, args: &[&str]) -> Run {
    let program = sandbox.command();
    let mut shell = Command::new("sh");
    shell.args(["-c", line]).arg(program.get_program()).args(args);
    shell.current_dir(sandbox.path()).env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    end_of(shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap())
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output() {
    let sandbox = agent();
    for args in PRINTING {
        let mut command = sandbox.command();
        let full = File::options().write(true).open("/dev/full").unwrap();
        let run = end_of(command.args(*args).stdout(full).spawn().unwrap());
        assert_eq!(run.status, 2, "{args:?}: {run:?}");
        assert_eq!(run.err, "error: standard output: No space left on device (os error 28)\n", "{args:?}");
    }
    let run = sandbox.run(&["check", "agents", "-o", "json=/dev/full"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.err.contains("error: /dev/full: No space left"), "{run:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_error() {
    let sandbox = agent();
    for args in [
        &["check", "agents"][..],
        &["check", "nowhere"],
        &["nonsense"],
        &["check", "agents", "--config", "agents/log.yaml"],
    ] {
        let expected = sandbox.run(args);
        let full = File::options().write(true).open("/dev/full").unwrap();
        let run = end_of(sandbox.command().args(args).stderr(full).spawn().unwrap());
        assert_eq!((run.status, run.out), (expected.status, expected.out), "{args:?}");
    }
}

#[test]
fn streams_that_are_closed_from_the_start() {
    let sandbox = agent();
    for args in PRINTING {
        let status = sandbox.run(args).status;
        for line in [
            "exec \"$0\" \"$@\" >&-",
            "exec \"$0\" \"$@\" 2>&-",
            "exec \"$0\" \"$@\" <&-",
            "exec \"$0\" \"$@\" <&- >&- 2>&-",
        ] {
            let run = in_shell(&sandbox, line, args);
            assert_eq!(run.status, status, "{args:?} {line}: {run:?}");
            assert!(!run.err.contains("panicked"), "{args:?} {line}: {run:?}");
        }
    }
    let run = in_shell(
        &sandbox,
        "exec \"$0\" \"$@\" >&- 2>&-",
        &["check", "agents", "--fix", "--select", "invalid-update-strategy"],
    );
    assert_eq!(run.status, 0, "{run:?}");
    assert_eq!(
        fs::read_to_string(sandbox.path().join("agents/log.yaml")).unwrap(),
        super::mended(),
        "no output got into a file"
    );
}

#[test]
fn a_reader_that_has_seen_enough() {
    let sandbox = agent();
    for args in PRINTING {
        let expected = sandbox.run(args).status;
        let mut child = sandbox.command().args(*args).stdin(Stdio::null()).spawn().unwrap();
        drop(child.stdout.take());
        let run = end_of(child);
        assert_eq!(run.status, expected, "{args:?}: {run:?}");
        assert!(!run.err.contains("panicked") && !run.err.contains("error:"), "{args:?}: {run:?}");
    }
    let run = in_shell(&sandbox, "\"$0\" \"$@\" | head -n 1", &["check", "agents", "-o", "json"]);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("{\n", ""));
}

#[test]
fn endless_standard_input() {
    let mut child = agent().command().args(["check", "-", "-o", "compact"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = thread::spawn(move || {
        let block = vec![b'y'; 1 << 16];
        while stdin.write_all(&block).is_ok() {}
    });
    let run = end_of(child);
    writer.join().unwrap();
    assert_eq!(
        run.out, "<stdin>:1:1: error: syntax: the file is larger than 64 MiB and was not read\n",
        "{run:?}"
    );
}

#[test]
fn no_home_and_no_environment_at_all() {
    let mut command = agent().command();
    assert!(command.env_clear().get_envs().next().is_none());
    let sandbox = agent();
    let run = sandbox.run(&["check", "agents", "-o", "compact"]);
    assert_eq!(run.status, 1, "{run:?}");
    let mut command = sandbox.command();
    command.env("HOME", "/nowhere").env("PATH", "").env("TMPDIR", "/nowhere").env("LANG", "C");
    let again = end_of(command.args(["check", "agents", "-o", "compact"]).spawn().unwrap());
    assert_eq!((again.out, again.status), (run.out, run.status));
    let run = sandbox.run(&["diff", "--since", "HEAD", "agents"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.err.contains("git revision \"HEAD\": "), "without PATH there is no git: {run:?}");
}

#[test]
fn terminals_of_every_size_and_of_none() {
    let sandbox = agent();
    let expected = sandbox.run(&["check", "agents"]);
    assert!(!expected.out.contains('\u{1b}'), "{expected:?}");
    for (name, value) in [
        ("TERM", "dumb"),
        ("TERM", ""),
        ("NO_COLOR", "1"),
        ("COLUMNS", "0"),
        ("COLUMNS", "1"),
        ("COLUMNS", "99999999999999999999"),
        ("COLUMNS", "-1"),
        ("LINES", "0"),
        ("CLICOLOR_FORCE", "1"),
        ("FORCE_COLOR", "3"),
    ] {
        let run = |args: &[&str]| end_of(sandbox.command().env(name, value).args(args).spawn().unwrap());
        assert_eq!(run(&["check", "agents"]).out, expected.out, "{name}={value}");
        let help = run(&["check", "--help"]);
        assert!(help.status == 0 && help.out.contains("--fail-on"), "{name}={value}: {help:?}");
        assert_eq!(run(&["check", "--nonsense"]).status, 2, "{name}={value}");
    }
}

#[test]
fn a_current_directory_that_is_gone() {
    let sandbox = agent();
    let line = "mkdir gone && cd gone && rmdir ../gone && exec \"$0\" \"$@\"";
    let run = in_shell(&sandbox, line, &["check", "."]);
    assert!(run.status == 0 && run.err.contains("no .yaml, .yml or .json file there"), "{run:?}");
    for args in [&["check", "log.yaml"][..], &["diff", "--since", "HEAD"], &["check", "--write-baseline"]] {
        let run = in_shell(&sandbox, line, args);
        assert!(run.status == 2 && run.err.contains("error: "), "{run:?}");
    }
    let log = sandbox.path().join("agents/log.yaml");
    let run = in_shell(&sandbox, line, &["check", log.to_str().unwrap(), "-o", "compact"]);
    assert!(
        run.status == 1 && run.out.contains("log.yaml:12:17"),
        "a path that needs no directory works: {run:?}"
    );
    assert!(AGENT.contains("maxSurge"));
}
