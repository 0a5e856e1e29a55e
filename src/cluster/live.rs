//! The face of live clusters: what is asynchronous behind it stays there.

use kube::config::Config;
use tokio::runtime::{Builder, Runtime};

use super::login::{self, Login};
use super::server::{Identity, Server};
use super::words::{Secrets, without_user};
use super::{
    Access, ClusterError, Contexts, DaemonSets, Kind, LiveDaemonSet, Progress, Scope, State, Wanted,
    kubeconfig,
};

/// A cluster that can be read.
#[derive(Debug)]
pub struct Cluster {
    // Before the server, whose connections live on it.
    runtime: Runtime,
    server: Server,
    namespace: String,
}

/// The contexts of the kubeconfig; without one, that of the pod that the program runs in, if it has a service account.
///
/// # Errors
/// There is no kubeconfig, or it cannot be read.
pub fn contexts(access: &Access) -> Result<Contexts, ClusterError> {
    kubeconfig::read(access).map(|source| kubeconfig::contexts(&source))
}

impl Cluster {
    /// Prepares to read a cluster: finds its context (the current one without a name) and runs the exec plugin of its
    /// user, if it has one. Sends no request yet.
    ///
    /// # Errors
    /// The kubeconfig, the context or its credentials cannot be used.
    pub fn connect(access: &Access, context: Option<&str>) -> Result<Self, ClusterError> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|error| ClusterError {
            problem: format!("cannot start to wait for a server: {error}"),
            help: "let this process open more files (ulimit -n)".to_owned(),
        })?;
        let source = kubeconfig::read(access)?;
        let (context, mut config) = kubeconfig::choose(&source, context)?;
        let mut secrets = Secrets::default();
        login::impersonate(&mut config, access)?;
        let login = login::settle(&mut config, &mut secrets)?;
        limit(&mut config);
        let namespace = config.default_namespace.clone();
        let identity = identity(&context, &config, login, secrets);
        let guard = runtime.enter();
        let client = kube::Client::try_from(config)
            .map_err(|error| login::unusable(&context, &error).without(&identity.secrets))?;
        drop(guard);
        let timeout = access.timeout.filter(|timeout| !timeout.is_zero());
        Ok(Self { runtime, server: Server::new(client, timeout, identity), namespace })
    }

    /// The name of the context; `in-cluster` for the service account of a pod.
    pub fn context(&self) -> &str {
        &self.server.identity.context
    }

    /// The namespace of the context; `default` if it names none.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The names of the objects of a kind, in one namespace or in all; for completion.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn names(&self, kind: Kind, namespace: Option<&str>) -> Result<Vec<String>, ClusterError> {
        self.runtime.block_on(self.server.names(kind, namespace))
    }

    /// The DaemonSets within a scope, by namespace and name.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn daemon_sets(&self, scope: &Scope, progress: &dyn Progress) -> Result<DaemonSets, ClusterError> {
        self.runtime.block_on(self.server.daemon_sets(scope, progress))
    }

    /// The DaemonSets of these namespaces and names, by both; those that the cluster does not have, or deletes, are left
    /// out.
    ///
    /// # Errors
    /// They cannot be read.
    pub fn named_daemon_sets(
        &self,
        names: &[(String, String)],
        progress: &dyn Progress,
    ) -> Result<Vec<LiveDaemonSet>, ClusterError> {
        self.runtime.block_on(self.server.named_daemon_sets(names, progress))
    }

    /// Objects of further kinds only. What may not be read is in [`State::denied`].
    ///
    /// # Errors
    /// Anything cannot be read for another reason than a lack of rights.
    pub fn read_objects(&self, wanted: &Wanted, progress: &dyn Progress) -> Result<State, ClusterError> {
        self.runtime.block_on(self.server.read_objects(wanted, progress))
    }

    /// Nodes, pods and further objects. What may not be read is in [`State::denied`].
    ///
    /// # Errors
    /// The nodes may not be read, or anything cannot be read for another reason.
    pub fn read(&self, wanted: &Wanted, progress: &dyn Progress) -> Result<State, ClusterError> {
        self.runtime.block_on(self.server.read(wanted, progress))
    }
}

fn identity(context: &str, config: &Config, login: Login, secrets: Secrets) -> Identity {
    Identity {
        context: context.to_owned(),
        url: without_user(&config.cluster_url.to_string()),
        proxy: config.proxy_url.as_ref().map(|url| without_user(&url.to_string())),
        login,
        secrets,
    }
}

/// Our own retries and limits in place of kube's; the limit to connect (30 s) stays.
fn limit(config: &mut Config) {
    config.default_retry = false;
    config.read_timeout = None;
    config.write_timeout = None;
    let is_plain = [Some(&config.cluster_url), config.proxy_url.as_ref()]
        .into_iter()
        .flatten()
        .all(|url| url.scheme_str() != Some("https"));
    if config.root_cert.is_none() && (is_plain || config.accept_invalid_certs) {
        // Nothing is held against them, so that a machine without any must not be a reason to fail.
        config.root_cert = Some(Vec::new());
    }
}
