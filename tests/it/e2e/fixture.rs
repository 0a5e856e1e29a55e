//! What a test has on the cluster, and the program beside it.

use std::env;
use std::panic::{self, AssertUnwindSafe};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use kube::config::Kubeconfig;
use serde_json::{Value, json};

use super::api::{Api, Refused};
use super::objects::{collection, daemon_set, node, path};
use crate::sandbox::{Run, Sandbox, end_of};

/// Names the kubeconfig of the cluster to test against.
const VARIABLE: &str = "DAEMONSET_LINT_E2E_KUBECONFIG";

/// The label of everything that a run creates; its value is the run.
pub(crate) const LABEL: &str = "daemonset-lint-e2e";

/// What does not happen within this time never will.
const DEADLINE: Duration = Duration::from_secs(240);

/// A single pod is placed within this time, if there is somebody to do it.
const LONGEST_PLACEMENT: Duration = Duration::from_secs(20);

/// Requests that are under way at a time.
const AT_ONCE: usize = 8;

static TURN: Mutex<()> = Mutex::new(());

/// A namespace on the cluster and a folder on the disk; everything that was created in either is removed at the end.
pub(crate) struct Fixture {
    pub(crate) api: Api,
    pub(crate) sandbox: Sandbox,
    /// Names the run; the namespace of its own has this name.
    pub(crate) name: String,
    pub(crate) kubeconfig: PathBuf,
    created: Mutex<Vec<String>>,
    namespaces: Mutex<Vec<String>>,
    _turn: MutexGuard<'static, ()>,
}

impl Fixture {
    /// Waits for its turn; `None` and a word about it without a cluster.
    pub(crate) fn new() -> Option<Self> {
        let Some(kubeconfig) = env::var_os(VARIABLE).map(PathBuf::from) else {
            eprintln!("skipped: {VARIABLE} does not name the kubeconfig of a cluster");
            return None;
        };
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
        let name = format!("dsl-{:x}", now.as_micros() & 0xff_ffff_ffff);
        let fixture = Self {
            api: Api::connect(&kubeconfig),
            sandbox: Sandbox::new(),
            name,
            kubeconfig,
            created: Mutex::default(),
            namespaces: Mutex::default(),
            _turn: turn,
        };
        fixture.namespace(&fixture.name);
        Some(fixture)
    }

    /// Creates a namespace.
    pub(crate) fn namespace(&self, name: &str) {
        let labels = json!({LABEL: self.name});
        self.post(
            json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": labels}}),
        )
        .unwrap();
        self.namespaces.lock().unwrap().push(name.to_owned());
        // A controller makes it, if there is one, but not before the first pods.
        let account = json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": name}});
        match self.post(account) {
            Ok(_) | Err(Refused { code: 409, .. }) => {}
            Err(refused) => panic!("{refused:?}"),
        }
    }

    fn post(&self, mut object: Value) -> Result<Value, Refused> {
        object["metadata"]["labels"][LABEL] = json!(self.name);
        let created = self.api.try_post(&collection(&object), &object)?;
        if object["kind"] != "Namespace" {
            self.created.lock().unwrap().push(path(&created));
        }
        Ok(created)
    }

    pub(crate) fn create(&self, object: Value) -> Value {
        let text = object.to_string();
        self.post(object).unwrap_or_else(|refused| panic!("{refused:?}: {text}"))
    }

    /// Creates objects, several at a time.
    pub(crate) fn create_all(&self, objects: &[Value]) {
        Self::for_all(objects, |object| drop(self.create(object.clone())));
    }

    /// Does something with each, several at a time.
    pub(crate) fn for_all<T: Sync>(things: &[T], act: impl Fn(&T) + Sync) {
        let share = things.len().div_ceil(AT_ONCE).max(1);
        thread::scope(|scope| {
            for things in things.chunks(share) {
                scope.spawn(|| things.iter().for_each(&act));
            }
        });
    }

    /// Changes the status of an object.
    pub(crate) fn set_status(&self, object: &Value, status: &Value) {
        self.api.patch(&format!("{}/status", path(object)), &json!({"status": status}));
    }

    /// Asks again and again until there is an answer.
    pub(crate) fn wait_for<T>(&self, what: &str, ask: impl Fn(&Api) -> Result<T, String>) -> T {
        let start = Instant::now();
        loop {
            match ask(&self.api) {
                Ok(answer) => return answer,
                Err(so_far) if start.elapsed() > DEADLINE => panic!("{what}: {so_far}"),
                Err(_) => thread::sleep(Duration::from_millis(100)),
            }
        }
    }

    /// Removes the DaemonSets of a namespace and their pods, and waits until the pods are gone.
    pub(crate) fn clear(&self, namespace: &str) {
        let daemon_sets = format!("/apis/apps/v1/namespaces/{namespace}/daemonsets");
        self.api.delete(&daemon_sets);
        let left = self.api.list(&daemon_sets);
        for held in left.iter().filter(|daemon_set| daemon_set["metadata"]["finalizers"].is_array()) {
            let name = held["metadata"]["name"].as_str().unwrap();
            self.api.patch(&format!("{daemon_sets}/{name}"), &json!({"metadata": {"finalizers": null}}));
        }
        let pods = format!("/api/v1/namespaces/{namespace}/pods");
        self.wait_for("pods that stay", |api| {
            // The server deletes the pods of a list one by one: two lists take half the time.
            let halves = ["=", "!="]
                .map(|operator| format!("{pods}?labelSelector=agent&fieldSelector=spec.nodeName{operator}"));
            Self::for_all(&halves, |half| api.delete(half));
            let left = api.list(&format!("{pods}?limit=1&labelSelector=agent")).len();
            if left == 0 { Ok(()) } else { Err("some are left".to_owned()) }
        });
    }

    /// Whether the kubeconfig has a context; says so if not.
    pub(crate) fn has_context(&self, name: &str) -> bool {
        let has = Kubeconfig::read_from(&self.kubeconfig)
            .unwrap()
            .contexts
            .iter()
            .any(|context| context.name == name);
        if !has {
            eprintln!("skipped: the kubeconfig has no context {name}");
        }
        has
    }

    /// The program with the kubeconfig in its environment.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = self.sandbox.command();
        command.args(args).env("KUBECONFIG", &self.kubeconfig).env("HOME", self.sandbox.path());
        // For exec plugins.
        command.env("PATH", env::var_os("PATH").unwrap_or_default());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        end_of(self.command(args).spawn().unwrap())
    }

    /// Whether pods of DaemonSets are created and bound, on nodes that stay as they are written; says so if not.
    pub(crate) fn places_daemon_sets(&self) -> bool {
        let labels = json!({"kubernetes.io/hostname": self.name});
        let room = json!({"cpu": "1", "memory": "1Gi", "pods": "10"});
        let node = self.create(node(&self.name, &labels, &json!({}), &room));
        let spec = json!({"nodeSelector": labels});
        self.create(daemon_set(&self.name, "probe", &spec));
        let pods = format!("/api/v1/namespaces/{}/pods?fieldSelector=spec.nodeName={}", self.name, self.name);
        let start = Instant::now();
        while self.api.list(&pods).is_empty() && start.elapsed() < LONGEST_PLACEMENT {
            thread::sleep(Duration::from_millis(100));
        }
        let is_placed = !self.api.list(&pods).is_empty();
        let is_same = self.api.get(&path(&node))["spec"] == node["spec"];
        self.clear(&self.name);
        self.api.delete(&path(&node));
        if !is_placed {
            eprintln!("skipped: no DaemonSet controller or no scheduler on this cluster");
        } else if !is_same {
            eprintln!("skipped: this cluster taints nodes that have no kubelet");
        }
        is_placed && is_same
    }

    fn remove_namespace(&self, name: &str, has_controllers: bool) {
        let path = format!("/api/v1/namespaces/{name}");
        self.api.delete(&path);
        if has_controllers {
            return;
        }
        if let Some(mut namespace) = self.api.find(&path) {
            namespace["spec"]["finalizers"] = json!([]);
            self.api.put(&format!("{path}/finalize"), &namespace);
        }
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        let result = panic::catch_unwind(AssertUnwindSafe(|| self.remove_everything()));
        // A second panic would end the process, and hide the first.
        if let (Err(failure), false) = (result, thread::panicking()) {
            panic::resume_unwind(failure);
        }
    }
}

impl Fixture {
    fn remove_everything(&self) {
        let namespaces = std::mem::take(&mut *self.namespaces.lock().unwrap_or_else(PoisonError::into_inner));
        for namespace in &namespaces {
            self.clear(namespace);
            self.api.delete(&format!("/api/v1/namespaces/{namespace}/pods"));
        }
        let mut created = std::mem::take(&mut *self.created.lock().unwrap_or_else(PoisonError::into_inner));
        created.retain(|path| !path.contains("/pods/") && !path.contains("/daemonsets/"));
        Self::for_all(&created, |path| self.api.delete(path));
        // Somebody deletes what is in the namespace where the controllers run; their certificate tells.
        let has_controllers =
            self.api.find("/api/v1/namespaces/kube-system/configmaps/kube-root-ca.crt").is_some();
        for namespace in &namespaces {
            self.api.delete(&format!("/api/v1/namespaces/{namespace}/events"));
            self.remove_namespace(namespace, has_controllers);
        }
    }
}
