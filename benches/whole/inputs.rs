//! The inputs on disk, made by the generator.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::generator::numbers::Numbers;
use crate::generator::{SEED, agent, fleet, tree};

/// Files with one DaemonSet each.
pub(crate) const FILES: usize = 10_000;
/// Files of a mixed repository.
pub(crate) const MIXED: usize = 20_000;
/// DaemonSets of one file.
pub(crate) const IN_ONE_FILE: usize = 5_000;
/// DaemonSets of one image in one file.
pub(crate) const LOOKALIKES: usize = 4_000;
/// Fleets: nodes, DaemonSets, pods.
pub(crate) const FLEETS: [(usize, usize, usize); 2] = [(5_000, 200, 150_000), (100_000, 100, 0)];

/// The folder with the inputs of a group; they are made anew if the benchmark was built anew.
///
/// Another process makes them: a child begins with the peak memory of its parent.
pub(crate) fn ready(group: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("whole");
    let program = std::env::current_exe().unwrap();
    let metadata = program.metadata().unwrap();
    let built = format!("{:?} {}", metadata.modified().unwrap(), metadata.len());
    let stamp = folder.join(format!("{group}.stamp"));
    if fs::read_to_string(&stamp).ok().as_ref() != Some(&built) {
        let status = Command::new(program).arg("generate").arg(&folder).arg(group).status().unwrap();
        assert!(status.success());
        fs::write(&stamp, built).unwrap();
    }
    folder.join(group)
}

/// Writes the inputs of the groups, or of all, each into a folder of its name.
pub(crate) fn generate(root: &Path, groups: &[&str]) {
    let wanted = |group: &str| groups.is_empty() || groups.contains(&group);
    let anew = |group: &str| {
        let folder = root.join(group);
        // Nothing may be left of other inputs; the folder may not be there.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    };
    if wanted("files") {
        tree::write(&anew("files"), tree::daemon_sets(FILES, SEED)).unwrap();
    }
    if wanted("tree") {
        tree::write(&anew("tree"), tree::mixed(MIXED, SEED)).unwrap();
    }
    if wanted("crowd") {
        let folder = anew("crowd");
        let write = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
        write("daemon-sets.yaml", fleet::daemon_sets(IN_ONE_FILE, SEED));
        write("lookalikes.yaml", fleet::lookalikes(LOOKALIKES, SEED));
        write("nodes.json", fleet::nodes(3, SEED));
    }
    if wanted("process") {
        let text = agent::well_run(0, &mut Numbers::new(SEED));
        fs::write(anew("process").join("agent.yaml"), text).unwrap();
    }
    if wanted("coverage") {
        fleets(&anew("coverage"));
    }
}

fn fleets(folder: &Path) {
    let write = |name: String, text: String| fs::write(folder.join(name), text).unwrap();
    for (nodes, daemon_sets, pods) in FLEETS {
        write(format!("nodes-{nodes}.json"), fleet::nodes(nodes, SEED));
        write(format!("daemon-sets-{daemon_sets}.yaml"), fleet::daemon_sets(daemon_sets, SEED));
        if pods > 0 {
            write(format!("pods-{pods}.json"), fleet::pods(pods, nodes, daemon_sets, SEED));
        }
    }
}
