//! Plain requests to the API server.

use std::path::Path;

use http::{Method, Request};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

/// An API server, reached through the current context of a kubeconfig.
pub(crate) struct Api {
    runtime: Runtime,
    client: Client,
}

/// The server's refusal.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) code: u16,
    pub(crate) message: String,
}

impl Api {
    pub(crate) fn connect(kubeconfig: &Path) -> Self {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let kubeconfig = Kubeconfig::read_from(kubeconfig).unwrap();
        let options = KubeConfigOptions::default();
        let config = Config::from_custom_kubeconfig(kubeconfig, &options);
        let client = runtime.block_on(async { Client::try_from(config.await.unwrap()) }).unwrap();
        Self { runtime, client }
    }

    fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Result<Value, Refused> {
        let kind = if method == Method::PATCH { "application/merge-patch+json" } else { "application/json" };
        let body = body.map(Value::to_string).unwrap_or_default().into_bytes();
        let request = Request::builder().method(method).uri(path).header("content-type", kind);
        let answer = self.runtime.block_on(self.client.request(request.body(body).unwrap()));
        answer.map_err(|error| match error {
            kube::Error::Api(status) => Refused { code: status.code, message: status.message },
            error => panic!("{path}: {error}"),
        })
    }

    pub(crate) fn get(&self, path: &str) -> Value {
        self.send(Method::GET, path, None).unwrap_or_else(|refused| panic!("GET {path}: {refused:?}"))
    }

    pub(crate) fn find(&self, path: &str) -> Option<Value> {
        match self.send(Method::GET, path, None) {
            Ok(found) => Some(found),
            Err(Refused { code: 404, .. }) => None,
            Err(refused) => panic!("GET {path}: {refused:?}"),
        }
    }

    /// The items of a list.
    pub(crate) fn list(&self, path: &str) -> Vec<Value> {
        let Value::Array(items) = self.get(path)["items"].take() else { panic!("{path} is not a list") };
        items
    }

    pub(crate) fn try_post(&self, path: &str, object: &Value) -> Result<Value, Refused> {
        self.send(Method::POST, path, Some(object))
    }

    pub(crate) fn put(&self, path: &str, object: &Value) -> Value {
        self.send(Method::PUT, path, Some(object)).unwrap_or_else(|refused| panic!("PUT {path}: {refused:?}"))
    }

    pub(crate) fn patch(&self, path: &str, patch: &Value) -> Value {
        let answer = self.send(Method::PATCH, path, Some(patch));
        answer.unwrap_or_else(|refused| panic!("PATCH {path}: {refused:?}"))
    }

    /// Deletes an object, or all objects of a list, at once; what is gone already may be.
    pub(crate) fn delete(&self, path: &str) {
        let options = json!({"kind": "DeleteOptions", "apiVersion": "v1", "gracePeriodSeconds": 0, "propagationPolicy": "Background"});
        match self.send(Method::DELETE, path, Some(&options)) {
            Ok(_) | Err(Refused { code: 404, .. }) => {}
            Err(refused) => panic!("DELETE {path}: {refused:?}"),
        }
    }
}
