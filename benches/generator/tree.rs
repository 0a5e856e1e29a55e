//! Trees of files: what stands in them, and writing them.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use super::agent;
use super::mixed;
use super::numbers::Numbers;

/// A file below the root of a tree.
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) content: Vec<u8>,
}

/// DaemonSets of one cluster, each with a name of its own there.
const PER_CLUSTER: usize = 25;

/// One DaemonSet a file, as a repository of many clusters has them: `clusters/<cluster>/<namespace>/<name>.yaml`.
pub(crate) fn daemon_sets(count: usize, seed: u64) -> impl Iterator<Item = File> {
    let mut numbers = Numbers::new(seed);
    (0..count).map(move |index| {
        let agent = agent::agent(index % PER_CLUSTER, &mut numbers);
        let cluster = index / PER_CLUSTER;
        File {
            path: format!("clusters/cluster-{cluster:03}/{}/{}.yaml", agent.namespace, agent.name),
            content: agent.text.into_bytes(),
        }
    })
}

/// A repository of a company: applications, charts, dashboards, documents and code; 1 file of 100 is a DaemonSet.
pub(crate) fn mixed(count: usize, seed: u64) -> impl Iterator<Item = File> {
    let mut numbers = Numbers::new(seed);
    (0..count).map(move |index| mixed::file(index, &mut numbers))
}

/// Writes files below a folder that is there or not, and says how many bytes they hold.
pub(crate) fn write(folder: &Path, files: impl Iterator<Item = File>) -> io::Result<u64> {
    let mut folders = HashSet::new();
    let mut bytes = 0;
    for file in files {
        let path = folder.join(file.path);
        if let Some(parent) = path.parent()
            && folders.insert(parent.to_owned())
        {
            fs::create_dir_all(parent)?;
        }
        bytes += u64::try_from(file.content.len()).unwrap_or_default();
        fs::write(path, file.content)?;
    }
    Ok(bytes)
}
