//! What servers older than the one that the rest mirrors refuse, where the manifest has to run on one.

use k8s_openapi::api::core::v1::{Container, EnvVar, LifecycleHandler};

use super::Sink;
use super::names::is_env_var_name;
use crate::lint::engine::context::DaemonSetContext;
use crate::lint::engine::kubernetes_version::KubernetesVersion;
use crate::lint::engine::placeholder::has_placeholder;
use crate::yaml::{FieldPath, Segment};

/// Nothing is said unless the config names a version.
pub(super) fn check(cx: &DaemonSetContext<'_>, sink: &mut Sink<'_>) {
    let Some(version) = cx.kubernetes() else { return };
    for (path, container) in cx.containers() {
        if !version.has(RELAXED_ENV) {
            names_of_variables(container, &path, sink);
        }
        if version.has(SLEEP) && !version.has(SLEEP_OF_ZERO) {
            sleep_of_zero(container, &path, sink);
        }
        if version.has(SIDECARS) && !version.has(RESTART_POLICY) {
            restart_policy(container, &path, sink);
        }
    }
    search_domains(cx, version, sink);
}

/// Gate `RelaxedEnvironmentVariableValidation`, on since 1.32 (KEP-4369).
const RELAXED_ENV: u32 = 32;

/// `IsEnvVarName` in `k8s.io/apimachinery/pkg/util/validation`, which servers before 1.32 ask.
fn names_of_variables(container: &Container, path: &FieldPath, sink: &mut Sink<'_>) {
    let names = container.env.iter().flatten().map(|EnvVar { name, .. }| name.as_str());
    for (index, name) in names.enumerate() {
        if !name.is_empty() && !is_env_var_name(name) && !has_placeholder(name) {
            let path = path.clone().key("env").index(index).key("name");
            sink.invalid(path, "not the name of a variable")
                .help("use letters, digits, - _ and ., with no digit first")
                .before(RELAXED_ENV);
        }
    }
}

/// The field `sleep` came with 1.29; before that unknown-field reports it.
const SLEEP: u32 = 29;

/// Gate `PodLifecycleSleepActionAllowZero`, on since 1.33 (KEP-4818).
const SLEEP_OF_ZERO: u32 = 33;

fn sleep_of_zero(container: &Container, path: &FieldPath, sink: &mut Sink<'_>) {
    let Some(lifecycle) = &container.lifecycle else { return };
    let hooks = [("postStart", &lifecycle.post_start), ("preStop", &lifecycle.pre_stop)];
    for (name, hook) in hooks {
        if let Some(LifecycleHandler { sleep: Some(sleep), .. }) = hook
            && sleep.seconds == 0
        {
            let path = path.clone().key("lifecycle").key(name).key("sleep").key("seconds");
            sink.invalid(path, "must be greater than 0").before(SLEEP_OF_ZERO);
        }
    }
}

/// The field `restartPolicy` of containers came with 1.28; before that unknown-field reports it.
const SIDECARS: u32 = 28;

/// `validateContainerRestartPolicy` in `pkg/apis/core/validation/validation.go`: containers that are no init containers
/// take a policy since 1.34.
const RESTART_POLICY: u32 = 34;

fn restart_policy(container: &Container, path: &FieldPath, sink: &mut Sink<'_>) {
    let is_init = path.segments().contains(&Segment::Key("initContainers".into()));
    if container.restart_policy.is_some() && !is_init {
        sink.invalid(path.clone().key("restartPolicy"), "only for init containers").before(RESTART_POLICY);
    }
}

/// Gate `RelaxedDNSSearchValidation`, on since 1.33 (KEP-4427).
const RELAXED_SEARCH: u32 = 33;

fn search_domains(cx: &DaemonSetContext<'_>, version: KubernetesVersion, sink: &mut Sink<'_>) {
    let Some(config) = cx.pod.dns_config.as_ref().filter(|_| !version.has(RELAXED_SEARCH)) else { return };
    let list = FieldPath::parse("spec.template.spec.dnsConfig.searches");
    for (index, search) in config.searches.iter().flatten().enumerate() {
        if (search == "." || search.contains('_')) && !has_placeholder(search) {
            sink.invalid(list.clone().index(index), "neither _ nor a single dot is taken")
                .before(RELAXED_SEARCH);
        }
    }
}
