//! Candidates from the kubeconfig and from the cluster. Whatever fails is silent: nobody asked for an error.

use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::cli::args::ClusterArgs;
use crate::cli::live;
use crate::cluster::{self, Access, Cluster, Kind};

/// Nobody waits longer than this for a completion.
const LIMIT: Duration = Duration::from_secs(2);

/// The contexts of the kubeconfig; no server is asked.
pub(super) fn contexts(words: &[&str]) -> Vec<String> {
    let access = live::access(&arguments(words));
    let contexts = cluster::contexts(&access).map(|contexts| contexts.names).unwrap_or_default();
    contexts.into_iter().filter(|name| !name.chars().any(char::is_control)).collect()
}

/// The namespaces of the cluster.
pub(super) fn namespaces(words: &[&str]) -> Vec<String> {
    let arguments = arguments(words);
    let access = Access { timeout: Some(LIMIT), ..live::access(&arguments) };
    let context = arguments.context.into_iter().next();
    let (answer, answers) = mpsc::channel();
    // It may hang in an exec plugin or in a server that does not answer; the program ends without it.
    thread::spawn(move || {
        let cluster = Cluster::connect(&access, context.as_deref());
        let names = cluster.and_then(|cluster| cluster.names(Kind::Namespace, None));
        // Nobody listens any more if it took too long.
        let _ = answer.send(names.unwrap_or_default());
    });
    let names = answers.recv_timeout(LIMIT).unwrap_or_default();
    let is_name = |name: &String| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    names.into_iter().filter(is_name).collect()
}

/// How the words of an unfinished command line reach a cluster.
fn arguments(words: &[&str]) -> ClusterArgs {
    let values = |long: &str| -> Vec<String> {
        let pairs = words.iter().zip(words.iter().skip(1).map(Some).chain([None]));
        let found = pairs.filter_map(|(word, next)| match word.strip_prefix("--")?.split_once('=') {
            Some((name, value)) => (name == long).then(|| value.to_owned()),
            None => next.filter(|_| word[2..] == *long).map(|next| (*next).to_owned()),
        });
        found.collect()
    };
    ClusterArgs {
        kubeconfig: values("kubeconfig").pop().map(PathBuf::from),
        context: values("context"),
        as_user: values("as").pop(),
        as_group: values("as-group"),
        ..ClusterArgs::default()
    }
}
