//! Whom pods run as.

use k8s_openapi::api::core::v1::PodSpec;

/// The `ServiceAccount` that a pod runs as.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Account<'a> {
    /// Its name; `default` if none is named.
    pub(crate) name: &'a str,
    /// Its namespace, if it is written.
    pub(crate) namespace: Option<&'a str>,
}

/// The name of the `ServiceAccount` that a pod runs as; `default` if it names none.
pub(crate) fn service_account(pod: &PodSpec) -> &str {
    let names = [&pod.service_account_name, &pod.service_account];
    let name = names.into_iter().flatten().find(|name| !name.is_empty());
    name.map_or("default", String::as_str)
}

impl<'a> Account<'a> {
    /// The account of a pod in a namespace.
    pub(crate) fn new(pod: &'a PodSpec, namespace: Option<&'a str>) -> Self {
        Self { name: Self::name_of(pod), namespace }
    }

    /// The name of the account of a pod.
    pub(crate) fn name_of(pod: &PodSpec) -> &str {
        service_account(pod)
    }
}
