//! Finds, reads and merges kubeconfigs as kubectl does.

use std::env;
use std::path::{Path, PathBuf};

use kube::config::{AuthInfo, Cluster, Config, Context, Kubeconfig, KubeconfigError};

use super::words::one_line;
use super::{Access, ClusterError, Contexts, settings};
use crate::words::{ALIKE, nearest};

/// What the service account of a pod is called where others have a context.
pub(super) const IN_CLUSTER: &str = "in-cluster";

/// Where the way to a cluster is written.
pub(super) enum Source {
    /// Kubeconfigs, merged, and what to call them.
    Files(Box<Kubeconfig>, String),
    /// No kubeconfig, but the service account of a pod.
    Pod,
}

/// Reads what the flags and the environment name: `--kubeconfig`, else `KUBECONFIG`, else `~/.kube/config`, else the
/// service account of a pod. As `ClientConfigLoadingRules` (client-go `tools/clientcmd/loader.go`, v0.37), which skips
/// files of `KUBECONFIG` that do not exist.
pub(super) fn read(access: &Access) -> Result<Source, ClusterError> {
    if let Some(path) = &access.kubeconfig {
        return Ok(Source::Files(Box::new(read_file(path)?), shown(path)));
    }
    let paths = candidates();
    let existing: Vec<&PathBuf> = paths.iter().filter(|path| path.exists()).collect();
    if existing.is_empty() {
        return if in_pod() { Ok(Source::Pod) } else { Err(none_found(&paths)) };
    }
    let mut merged = Kubeconfig::default();
    for path in &existing {
        merged = merged.merge(read_file(path)?).map_err(|error| ClusterError {
            problem: format!("the kubeconfig {} does not fit the others: {error}", shown(path)),
            help: "make `apiVersion: v1` and `kind: Config` of all files of KUBECONFIG the same".to_owned(),
        })?;
    }
    let names: Vec<String> = existing.iter().map(|path| shown(path)).collect();
    Ok(Source::Files(Box::new(merged), names.join(", ")))
}

fn candidates() -> Vec<PathBuf> {
    let listed: Vec<PathBuf> = env::var_os("KUBECONFIG")
        .map(|value| env::split_paths(&value).filter(|path| !path.as_os_str().is_empty()).collect())
        .unwrap_or_default();
    if !listed.is_empty() {
        return listed;
    }
    env::home_dir().map(|home| home.join(".kube").join("config")).into_iter().collect()
}

/// As `inClusterClientConfig.Possible` (client-go `tools/clientcmd/client_config.go`, v0.37).
fn in_pod() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    is_set("KUBERNETES_SERVICE_HOST")
        && is_set("KUBERNETES_SERVICE_PORT")
        && Path::new("/var/run/secrets/kubernetes.io/serviceaccount/token").is_file()
}

fn none_found(paths: &[PathBuf]) -> ClusterError {
    let names: Vec<String> = paths.iter().map(|path| shown(path)).collect();
    let problem = match names.as_slice() {
        [] => "there is no kubeconfig, and no home directory to look for one".to_owned(),
        [one] => format!("there is no kubeconfig: {one} does not exist"),
        several => format!("there is no kubeconfig: none of {} exists", several.join(", ")),
    };
    let help = "name one with --kubeconfig FILE or in KUBECONFIG, or let your cloud's command line write it";
    ClusterError { problem, help: help.to_owned() }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn read_file(path: &Path) -> Result<Kubeconfig, ClusterError> {
    let mut config = Kubeconfig::read_from(path).map_err(|error| unreadable(path, &error))?;
    tidy(&mut config);
    Ok(config)
}

fn unreadable(path: &Path, error: &KubeconfigError) -> ClusterError {
    let file = shown(path);
    match error {
        KubeconfigError::ReadConfig(error, _) => ClusterError {
            problem: format!("cannot read the kubeconfig {file}: {error}"),
            help: "name a file that you may read with --kubeconfig or in KUBECONFIG".to_owned(),
        },
        KubeconfigError::Parse(error) => {
            // The words of the parser quote values and whole lines, which may be tokens: only the place is repeated.
            let place =
                error.location().map(|at| format!(":{}:{}", at.line(), at.column())).unwrap_or_default();
            ClusterError {
                problem: format!("the kubeconfig {file}{place} is not valid YAML, or not a kubeconfig"),
                help: format!("correct it; `kubectl config view --kubeconfig {file}` says what is wrong"),
            }
        }
        other => ClusterError {
            problem: format!("the kubeconfig {file} is not valid: {}", one_line(&other.to_string())),
            help: "correct the file".to_owned(),
        },
    }
}

/// Empty texts are as good as absent to kubectl; and a server without a scheme has the one that kubectl gives it.
fn tidy(config: &mut Kubeconfig) {
    let clear = |text: &mut Option<String>| {
        if text.as_deref().is_some_and(str::is_empty) {
            *text = None;
        }
    };
    clear(&mut config.current_context);
    for cluster in config.clusters.iter_mut().filter_map(|named| named.cluster.as_mut()) {
        for text in [
            &mut cluster.certificate_authority_data,
            &mut cluster.proxy_url,
            &mut cluster.tls_server_name,
            &mut cluster.server,
        ] {
            clear(text);
        }
        let uses_tls = cluster.certificate_authority.is_some()
            || cluster.certificate_authority_data.is_some()
            || cluster.insecure_skip_tls_verify == Some(true);
        if let Some(server) = &mut cluster.server
            && !server.contains("://")
        {
            // As `DefaultServerURL` (client-go `rest/url_utils.go`, v0.37).
            *server = format!("{}://{server}", if uses_tls { "https" } else { "http" });
        }
    }
    for context in config.contexts.iter_mut().filter_map(|named| named.context.as_mut()) {
        clear(&mut context.user);
    }
}

/// The contexts that a source offers.
pub(super) fn contexts(source: &Source) -> Contexts {
    match source {
        Source::Files(config, _) => Contexts {
            names: config.contexts.iter().map(|named| named.name.clone()).collect(),
            current: config.current_context.clone(),
        },
        Source::Pod => Contexts { names: vec![IN_CLUSTER.to_owned()], current: Some(IN_CLUSTER.to_owned()) },
    }
}

/// Chooses a context, and makes of it what leads to its cluster.
pub(super) fn choose(source: &Source, context: Option<&str>) -> Result<(String, Config), ClusterError> {
    let Source::Files(config, files) = source else { return in_cluster(context) };
    let name = match context.or(config.current_context.as_deref()) {
        Some(name) => name.to_owned(),
        None => return Err(no_current(config, files)),
    };
    let found = config.contexts.iter().find(|named| named.name == name);
    let Some(chosen) = found.and_then(|named| named.context.as_ref()) else {
        return Err(unknown_context(config, &name, files));
    };
    let (cluster, user) = named(config, &name, chosen)?;
    let mut settings = settings::of(&name, cluster, user)?;
    if let Some(namespace) = chosen.namespace.as_ref().filter(|namespace| !namespace.is_empty()) {
        settings.default_namespace.clone_from(namespace);
    }
    Ok((name, settings))
}

fn in_cluster(context: Option<&str>) -> Result<(String, Config), ClusterError> {
    if let Some(name) = context.filter(|name| *name != IN_CLUSTER) {
        return Err(ClusterError {
            problem: format!("there is no context {name}: there is no kubeconfig"),
            help: "name one with --kubeconfig FILE, or leave --context out to use the pod's service account"
                .to_owned(),
        });
    }
    let mut config = Config::incluster_env().map_err(|error| ClusterError {
        problem: format!("cannot use the service account of this pod: {}", one_line(&error.to_string())),
        help: "set `automountServiceAccountToken: true` in the pod, or name a kubeconfig with --kubeconfig"
            .to_owned(),
    })?;
    settings::find_proxy(&mut config, None).map_err(|()| ClusterError {
        problem: "the proxy URL of HTTPS_PROXY is not a URL".to_owned(),
        help: "correct it, or unset it".to_owned(),
    })?;
    Ok((IN_CLUSTER.to_owned(), config))
}

fn no_current(config: &Kubeconfig, files: &str) -> ClusterError {
    let names: Vec<&str> = config.contexts.iter().map(|named| named.name.as_str()).collect();
    ClusterError {
        problem: format!("the kubeconfig {files} has no current context"),
        help: match names.as_slice() {
            [] => "name another file with --kubeconfig; this one has no contexts".to_owned(),
            names => format!("choose one with --context NAME: {}", some_of(names)),
        },
    }
}

fn unknown_context(config: &Kubeconfig, name: &str, files: &str) -> ClusterError {
    let names: Vec<&str> = config.contexts.iter().map(|named| named.name.as_str()).collect();
    ClusterError {
        problem: format!("there is no context {name} in the kubeconfig {files}"),
        help: match (nearest(name, names.iter().copied(), ALIKE), names.as_slice()) {
            (_, []) => "name another file with --kubeconfig; this one has no contexts".to_owned(),
            (Some(nearest), _) => format!("did you mean {nearest}?"),
            (None, names) => format!("choose one of: {}", some_of(names)),
        },
    }
}

fn some_of(names: &[&str]) -> String {
    const SHOWN: usize = 8;
    let text = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => text,
        more => format!("{text} and {more} more"),
    }
}

/// The cluster and the user that a context names. As `ConfirmUsable` (client-go `tools/clientcmd/validation.go`, v0.37):
/// they must exist.
fn named<'a>(
    config: &'a Kubeconfig,
    name: &str,
    context: &Context,
) -> Result<(&'a Cluster, AuthInfo), ClusterError> {
    let fault = |what: &str, missing: &str| ClusterError {
        problem: format!("context {name} names the {what} {missing}, which the kubeconfig does not have"),
        help: format!("correct it with: kubectl config set-context {name} --{what} NAME"),
    };
    let cluster = config.clusters.iter().find(|named| named.name == context.cluster);
    let cluster = cluster.and_then(|named| named.cluster.as_ref());
    let cluster = cluster.ok_or_else(|| fault("cluster", &context.cluster))?;
    let Some(user) = &context.user else { return Ok((cluster, AuthInfo::default())) };
    let named = config.auth_infos.iter().find(|named| named.name == *user);
    let named = named.ok_or_else(|| fault("user", user))?;
    Ok((cluster, named.auth_info.clone().unwrap_or_default()))
}
