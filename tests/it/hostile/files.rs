//! What is no file, or no file any more.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;
use std::thread::{self, JoinHandle};

use super::{AGENT, NODES, agent, mended};
use crate::sandbox::{Run, Sandbox, end_of};

fn fifo(sandbox: &Sandbox, name: &str) {
    let status = Command::new("mkfifo").arg(sandbox.path().join(name)).status().unwrap();
    assert!(status.success());
}

/// Writes to a pipe once somebody reads it.
fn feed(sandbox: &Sandbox, name: &str, text: &str) -> JoinHandle<()> {
    let (path, text) = (sandbox.path().join(name), text.to_owned());
    thread::spawn(move || fs::write(path, text).unwrap())
}

#[track_caller]
fn assert_checks_the_agent(run: &Run) {
    assert_eq!(run.status, 1, "{run:?}");
    assert!(run.out.contains("agents/log.yaml:12:17: error: invalid-update-strategy"), "{run:?}");
    assert!(!run.err.contains("error:"), "{run:?}");
}

#[test]
fn loops_of_links() {
    let sandbox = agent();
    let folder = sandbox.path().join("agents");
    symlink("loop.yaml", folder.join("loop.yaml")).unwrap();
    symlink(".", folder.join("here")).unwrap();
    symlink("..", folder.join("up.yaml")).unwrap();
    symlink("user@host.1", folder.join(".#log.yaml")).unwrap();
    let run = sandbox.run(&["check", "agents", "-o", "compact"]);
    assert!(
        run.status == 2 && run.err.contains("error: agents/loop.yaml: the link leads to no file"),
        "{run:?}"
    );
    assert!(run.out.contains("agents/log.yaml:12:17"), "the rest is checked: {run:?}");
    fs::remove_file(folder.join("loop.yaml")).unwrap();
    assert_checks_the_agent(&sandbox.run(&["check", "agents", "-o", "compact"]));
    symlink("loop.yaml", folder.join("loop.yaml")).unwrap();
    symlink("nowhere", folder.join("dangling.yaml")).unwrap();
    for name in ["agents/loop.yaml", "agents/dangling.yaml"] {
        let run = sandbox.run(&["check", name, "agents", "-o", "compact"]);
        assert_eq!(run.status, 2, "{run:?}");
        assert!(run.err.contains(&format!("error: {name}: ")), "{run:?}");
        assert!(run.out.contains("agents/log.yaml:12:17"), "the rest is checked: {run:?}");
        for flag in ["--config", "--nodes", "--baseline"] {
            let run = sandbox.run(&["check", "agents", flag, name]);
            assert!(run.status == 2 && run.err.contains(name), "{flag}: {run:?}");
        }
    }
}

#[test]
fn pipes_sockets_and_devices_among_manifests() {
    let sandbox = agent();
    fifo(&sandbox, "agents/fifo.yaml");
    fifo(&sandbox, "agents/.daemonset-lint.yaml");
    fifo(&sandbox, "agents/Chart.yaml");
    let _socket = UnixListener::bind(sandbox.path().join("agents/socket.yaml")).unwrap();
    for device in ["zero", "full", "tty"] {
        symlink(Path::new("/dev").join(device), sandbox.path().join(format!("agents/{device}.yaml")))
            .unwrap();
    }
    fs::create_dir(sandbox.path().join("agents/folder.yaml")).unwrap();
    assert_checks_the_agent(&sandbox.run(&["check", "agents", "-o", "compact"]));
}

#[test]
fn a_socket_that_is_named() {
    let sandbox = agent();
    let _socket = UnixListener::bind(sandbox.path().join("socket.yaml")).unwrap();
    let run = sandbox.run(&["check", "socket.yaml", "agents", "-o", "compact"]);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.err.contains("error: socket.yaml: ") && run.out.contains("agents/log.yaml:12:17"), "{run:?}");
}

#[test]
fn an_endless_device_that_is_named() {
    let sandbox = agent();
    let run = sandbox.run(&["check", "/dev/zero", "agents", "-o", "compact"]);
    assert!(run.out.contains("/dev/zero:1:1: error: syntax: the file is larger than 64 MiB"), "{run:?}");
    assert!(run.out.contains("agents/log.yaml:12:17"), "{run:?}");
    let run = sandbox.run(&["check", "agents", "--config", "/dev/zero"]);
    assert_eq!(run.err, "error: /dev/zero: larger than 64 MiB, and was not read\n");
}

/// `check <(helm template …) --nodes <(kubectl get nodes -o json)`.
#[test]
fn pipes_that_are_named_are_read() {
    let sandbox = Sandbox::new();
    let texts = [
        ("manifests", AGENT),
        ("config", "version: 1\n"),
        ("nodes", NODES),
        ("pods", "{\"kind\": \"PodList\", \"items\": []}"),
    ];
    for (name, _) in texts {
        fifo(&sandbox, name);
    }
    let feeders: Vec<_> = texts.into_iter().map(|(name, text)| feed(&sandbox, name, text)).collect();
    let run = sandbox.run(&[
        "check",
        "manifests",
        "--config",
        "config",
        "--nodes",
        "nodes",
        "--pods",
        "pods",
        "-o",
        "compact",
    ]);
    assert!(run.out.contains("manifests:12:17: error: invalid-update-strategy"), "{run:?}");
    assert!(run.out.contains("skips 1 of 3 nodes"), "{run:?}");
    for feeder in feeders {
        feeder.join().unwrap();
    }
}

#[test]
fn a_folder_in_place_of_a_file() {
    let sandbox = agent();
    for flags in [
        &["--nodes", "agents"][..],
        &["--config", "agents"],
        &["--baseline", "agents"],
        &["--nodes", "nodes.json", "--pods", "agents"],
    ] {
        let run = sandbox.run(&[&["check", "agents"], flags].concat());
        assert_eq!(run.status, 2, "{flags:?}: {run:?}");
        assert!(run.err.contains("error: agents: "), "{flags:?}: {run:?}");
    }
    let run = sandbox.run(&["check", "agents", "--baseline", "agents", "--write-baseline"]);
    assert_eq!(run.status, 2, "{run:?}");
    let run = sandbox.run(&["check", "agents", "-o", "json=agents"]);
    assert!(run.status == 2 && run.err.contains("error: agents: "), "{run:?}");
}

/// The superuser may read every file; the memory of a process is none that anyone can read from its start.
#[cfg(target_os = "linux")]
#[test]
fn an_unreadable_file_among_manifests() {
    let sandbox = agent();
    symlink("/proc/self/mem", sandbox.path().join("agents/a.yaml")).unwrap();
    for args in
        [&["check", "agents", "-o", "compact"][..], &["check", "agents/a.yaml", "agents", "-o", "compact"]]
    {
        let run = sandbox.run(args);
        assert_eq!(run.status, 2, "{run:?}");
        assert!(run.err.contains("error: agents/a.yaml: "), "{run:?}");
        assert!(run.out.contains("agents/log.yaml:12:17"), "the rest is checked: {run:?}");
    }
    for flag in ["--config", "--nodes", "--baseline"] {
        let run = sandbox.run(&["check", "agents/log.yaml", flag, "agents/a.yaml"]);
        assert!(run.status == 2 && run.err.contains("agents/a.yaml"), "{flag}: {run:?}");
    }
}

#[test]
fn a_file_and_a_folder_without_permission() {
    let sandbox = agent();
    let (file, folder) = (sandbox.file("agents/a.yaml", AGENT), sandbox.path().join("agents/locked"));
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&file, Permissions::from_mode(0o000)).unwrap();
    fs::set_permissions(&folder, Permissions::from_mode(0o000)).unwrap();
    let is_refused = fs::read(&file).is_err();
    let run = sandbox.run(&["check", "agents", "-o", "compact"]);
    fs::set_permissions(&folder, Permissions::from_mode(0o755)).unwrap();
    assert!(run.out.contains("agents/log.yaml:12:17"), "the rest is checked: {run:?}");
    // Nothing is refused to the superuser.
    assert_eq!(run.status, if is_refused { 2 } else { 1 }, "{run:?}");
    for name in ["agents/a.yaml", "agents/locked"] {
        assert_eq!(run.err.contains(&format!("error: {name}: ")), is_refused, "{run:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_whose_size_says_nothing() {
    let run = Sandbox::new().run(&["check", "/proc/self/status", "-o", "json"]);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["summary"]["documents"], 1, "it has 0 bytes, and is read in full: {run:?}");
}

/// A run that has found its files and waits for the first of them: one processor reads them in their order.
fn waiting(sandbox: &Sandbox, args: &[&str]) -> std::process::Child {
    fifo(sandbox, "wait");
    let mut command = sandbox.command();
    command.env("RAYON_NUM_THREADS", "1").args(["check"]).args(args);
    command.spawn().unwrap()
}

#[test]
fn a_file_that_is_deleted_before_it_is_read() {
    let sandbox = agent();
    sandbox.file("agents/z.yaml", AGENT);
    let child = waiting(&sandbox, &["wait", "agents", "-o", "compact"]);
    // Opens once the program reads from it, and it finds before it reads.
    let pipe = fs::File::options().write(true).open(sandbox.path().join("wait")).unwrap();
    fs::remove_file(sandbox.path().join("agents/z.yaml")).unwrap();
    drop(pipe);
    let run = end_of(child);
    assert_eq!(run.status, 2, "{run:?}");
    assert!(run.err.contains("error: agents/z.yaml: "), "{run:?}");
    assert!(run.out.contains("agents/log.yaml:12:17"), "the rest is checked: {run:?}");
}

#[test]
fn a_file_that_is_cut_off_before_it_is_read() {
    let sandbox = agent();
    let child = waiting(&sandbox, &["wait", "agents", "-o", "compact"]);
    let pipe = fs::File::options().write(true).open(sandbox.path().join("wait")).unwrap();
    sandbox.file("agents/log.yaml", &AGENT[..AGENT.find("  updateStrategy").unwrap()]);
    drop(pipe);
    let run = end_of(child);
    assert!(run.status <= 1 && !run.out.contains("invalid-update-strategy"), "{run:?}");
}

#[test]
fn a_file_that_changes_between_reading_and_fixing() {
    let sandbox = agent();
    let changed = mended() + "# and more\n";
    // Nodes are read when the manifests have been.
    let child = waiting(&sandbox, &["agents", "--fix", "--nodes", "wait"]);
    let feeder = {
        let pipe = fs::File::options().write(true).open(sandbox.path().join("wait")).unwrap();
        sandbox.file("agents/log.yaml", &changed);
        thread::spawn(move || std::io::Write::write_all(&mut { pipe }, NODES.as_bytes()))
    };
    let run = end_of(child);
    feeder.join().unwrap().unwrap();
    assert_eq!(run.status, 2, "{run:?}");
    assert!(
        run.err.contains("error: agents/log.yaml: changed while it was checked; nothing was written to it"),
        "{run:?}"
    );
    assert_eq!(fs::read_to_string(sandbox.path().join("agents/log.yaml")).unwrap(), changed);
    assert_eq!(fs::read_dir(sandbox.path().join("agents")).unwrap().count(), 1, "no draft is left");
}

#[test]
fn a_file_that_becomes_a_pipe_before_it_is_fixed() {
    let sandbox = agent();
    let child = waiting(&sandbox, &["agents", "--fix", "--nodes", "wait"]);
    let pipe = fs::File::options().write(true).open(sandbox.path().join("wait")).unwrap();
    fs::remove_file(sandbox.path().join("agents/log.yaml")).unwrap();
    fifo(&sandbox, "agents/log.yaml");
    let feeder = thread::spawn(move || std::io::Write::write_all(&mut { pipe }, NODES.as_bytes()));
    let run = end_of(child);
    feeder.join().unwrap().unwrap();
    assert_eq!(run.status, 2, "{run:?}");
    assert!(
        run.err.contains("error: agents/log.yaml: not a regular file; nothing was written to it"),
        "{run:?}"
    );
}
