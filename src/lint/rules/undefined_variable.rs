//! undefined-variable: `$(NAME)` that the kubelet leaves as it stands, because nothing defines NAME.

use k8s_openapi::api::core::v1::{Container, ExecAction, LifecycleHandler, Probe};

use crate::lint::cluster::kustomization::kustomize_variables;
use crate::lint::pod::environment::{Known, comes_from_elsewhere, known, names, referred};
use crate::lint::pod::expansion::is_script;
use crate::lint::pod::handlers::handlers;
use crate::lint::prelude::*;
use crate::words::nearest;

pub(super) static RULE: Rule = Rule {
    id: "undefined-variable",
    summary: "`$(NAME)` that nothing defines reaches the agent as it is written",
    category: Category::Manifest,
    severity: Severity::Warning,
    default: Activation::On,
    needs: Needs::Manifest,
    options: &[],
    yields_to: &[],
    page: Page {
        what: "\
`$(NAME)` in command, args or the value of an environment variable, where no variable of that container has the name; or, in a
value, a variable that is defined only further down. `$$(NAME)` is an escape and means nothing. What envFrom may bring (behind its
prefix), the variables of Services (FOO_SERVICE_HOST), and names that a kustomization of the run replaces (vars) count as defined;
variables of the image do not, as the kubelet does not know them. Scripts (`sh -c …`, and the like) are left out: there `$(NAME)`
runs a command.

Probes and hooks are different, and are reported where they name a variable of the container: in the command of an exec
probe `$(NAME)` is empty if the variable comes from valueFrom; in hooks, and in the host of httpGet and tcpSocket, nothing is replaced.",
        why: "\
The kubelet replaces `$(NAME)` by the variable and, if there is none, leaves the text alone, without an event or a warning. The agent
starts with `--node-name=$(NODE_NAME)` and registers a node of that name, watches the pods of a node that does not exist, or
writes to a path with a dollar sign in it. On a DaemonSet that is mostly the name of the node or the address of the host, and each pod has
the same wrong one: exporters overwrite each other's series, CSI drivers fail with `node \"$(KUBE_NODE_NAME)\" not found`. It comes from
a variable that was renamed in one of two places, or lost when a container was split.",
        remedy: "\
Define the variable in that container (`valueFrom: {fieldRef: {fieldPath: spec.nodeName}}`), above the variables that use it, or
write the name that is defined. In a probe or hook, let a shell read it: `sh -c 'curl http://$POD_IP:8080/'`.",
        bad: "
containers:
  - name: agent
    image: registry.example/agent:1.4.0
    args: [--node=$(NODE_NAME)]
    env:
      - name: NODENAME
        valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
",
        good: "
containers:
  - name: agent
    image: registry.example/agent:1.4.0
    args: [--node=$(NODE_NAME)]
    env:
      - name: NODE_NAME
        valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
",
        links: &[
            "https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/",
            "https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/#use-environment-variables-to-define-arguments",
            "https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables",
        ],
    },
    check: Check::DaemonSetInRun { may_apply, check },
};

/// Names are this much alike where one is meant by the other: most have a common start, such as `KUBE_` or `NODE_`.
const ALIKE: f64 = 0.9;

/// A reference that is not replaced as its author meant.
struct Lost<'a> {
    name: &'a str,
    path: FieldPath,
    why: Why,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Why {
    /// No variable has the name.
    Undefined,
    /// The variable stands further down in the list.
    Below(usize),
    /// The command of a probe has the variables that are written out only.
    EmptyInProbe,
    /// Nothing is replaced here.
    NotReplaced,
}

/// A kustomization of the run may replace it.
fn may_apply(cx: &DaemonSetContext<'_>) -> bool {
    cx.containers().iter().any(|(path, container)| !lost(path, container).is_empty())
}

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    let containers = cx.containers();
    let mut replaced = None;
    for (path, container) in &containers {
        let mut all = lost(path, container);
        if all.is_empty() {
            continue;
        }
        let replaced = replaced.get_or_insert_with(|| kustomize_variables(cx.run.set));
        all.retain(|lost| !replaced.contains(lost.name));
        let mut told: Vec<(&str, Why)> = Vec::new();
        for first in &all {
            if told.contains(&(first.name, first.why)) {
                continue;
            }
            told.push((first.name, first.why));
            let same = all.iter().filter(|other| other.name == first.name && other.why == first.why);
            report(cx, (path, container), first, same.skip(1), out);
        }
    }
}

fn report<'l>(
    cx: &DaemonSetContext<'_>,
    (path, container): (&FieldPath, &Container),
    first: &Lost<'_>,
    others: impl Iterator<Item = &'l Lost<'l>>,
    out: &mut Findings,
) {
    let name = first.name;
    let message = match first.why {
        Why::Undefined => format!("nothing defines {name}: the text stays $({name})"),
        Why::Below(_) => format!("{name} is defined further down: the text stays $({name})"),
        Why::EmptyInProbe => format!("{name} comes from valueFrom: in a probe $({name}) is empty"),
        Why::NotReplaced => format!("nothing is replaced here: the text stays $({name})"),
    };
    let env = path.clone().key("env");
    let near = near(container, first);
    let help = match (first.why, near) {
        (Why::Below(_), _) => format!("move {name} above the variable that uses it"),
        (Why::EmptyInProbe | Why::NotReplaced, _) => {
            format!("let a shell read it: [sh, -c, '… ${name} …']; without a host, the kubelet asks the pod")
        }
        (Why::Undefined, Some(near)) => format!("did you mean {near}?"),
        (Why::Undefined, None) => {
            format!("define {name} in the env of the container {}, or write $$({name})", container.name)
        }
    };
    let finding = out.report(cx.at(&first.path), message).help(help);
    for other in others {
        finding.label(cx.at(&other.path).span, "here as well");
    }
    let place = |wanted: &str| container.env.iter().flatten().position(|env| env.name == wanted);
    let shown = match first.why {
        Why::Below(index) => Some((index, "defined here, too late")),
        Why::EmptyInProbe => place(name).map(|index| (index, "not known before the container starts")),
        Why::NotReplaced => None,
        Why::Undefined => near.and_then(place).map(|index| (index, "defined by this name")),
    };
    if let Some((index, words)) = shown {
        finding.label(cx.at(&env.index(index).key("name")).span, words);
    } else if let Some(at) = definition_elsewhere(cx, path, name).filter(|_| first.why == Why::Undefined) {
        finding.label(cx.at(&at).span, "defined for another container only");
    }
}

/// The variable that is probably meant.
fn near<'a>(container: &'a Container, lost: &Lost<'_>) -> Option<&'a str> {
    let plain = |name: &str| name.replace('_', "").to_ascii_lowercase();
    let others: Vec<&str> = names(container).filter(|name| *name != lost.name).collect();
    let same = others.iter().copied().find(|name| plain(name) == plain(lost.name));
    same.or_else(|| nearest(lost.name, others.iter().copied(), ALIKE))
}

/// Another container of the pod that defines a variable.
fn definition_elsewhere(cx: &DaemonSetContext<'_>, own: &FieldPath, name: &str) -> Option<FieldPath> {
    let others = cx.containers().into_iter().filter(|(path, _)| path != own);
    others.into_iter().find_map(|(path, container)| {
        let index = names(container).position(|known| known == name)?;
        Some(path.key("env").index(index).key("name"))
    })
}

/// All references of a container that are not replaced.
fn lost<'a>(path: &FieldPath, container: &'a Container) -> Vec<Lost<'a>> {
    let mut found = in_values(path, container);
    found.extend(in_command_line(path, container));
    found.extend(in_commands_of_probes(path, container));
    found.extend(in_requests(path, container));
    found
}

fn undefined<'a>(
    container: &Container,
    above: Option<usize>,
    (text, path): (&'a str, FieldPath),
) -> Vec<Lost<'a>> {
    let names = referred(text).into_iter();
    let lost = names.filter_map(|name| {
        let why = match known(container, name, above) {
            Known::Defined => return None,
            Known::Below(index) => Why::Below(index),
            Known::Nowhere => Why::Undefined,
        };
        Some(Lost { name, path: path.clone(), why })
    });
    lost.collect()
}

fn in_values<'a>(path: &FieldPath, container: &'a Container) -> Vec<Lost<'a>> {
    let variables = container.env.iter().flatten().enumerate();
    let texts = variables.filter_map(|(index, env)| Some((index, env.value.as_deref()?)));
    let single = texts.filter(|(_, text)| !text.contains('\n'));
    let lost = single.flat_map(|(index, text)| {
        let path = path.clone().key("env").index(index).key("value");
        undefined(container, Some(index), (text, path))
    });
    lost.collect()
}

fn in_command_line<'a>(path: &FieldPath, container: &'a Container) -> Vec<Lost<'a>> {
    let lists = [("command", &container.command), ("args", &container.args)];
    let placed = lists.into_iter().flat_map(|(list, words)| {
        let path = path.clone().key(list);
        words
            .iter()
            .flatten()
            .enumerate()
            .map(move |(index, word)| (word.as_str(), path.clone().index(index)))
    });
    let placed: Vec<(&str, FieldPath)> = placed.collect();
    let words: Vec<&str> = placed.iter().map(|(word, _)| *word).collect();
    let plain = placed.into_iter().enumerate().filter(|(index, _)| !is_script(&words, *index));
    plain.flat_map(|(_, word)| undefined(container, None, word)).collect()
}

/// Commands that the kubelet runs in the container later. What a shell would make of them is known only of
/// variables: `$(POD_IP)` is no command.
fn in_commands_of_probes<'a>(path: &FieldPath, container: &'a Container) -> Vec<Lost<'a>> {
    let lifecycle = container.lifecycle.as_ref();
    let probe = |probe: &'a Option<Probe>| probe.as_ref()?.exec.as_ref();
    let hook = |hook: &'a Option<LifecycleHandler>| hook.as_ref()?.exec.as_ref();
    let commands: [(&str, Option<&ExecAction>, Why); 5] = [
        ("startupProbe", probe(&container.startup_probe), Why::EmptyInProbe),
        ("livenessProbe", probe(&container.liveness_probe), Why::EmptyInProbe),
        ("readinessProbe", probe(&container.readiness_probe), Why::EmptyInProbe),
        ("postStart", lifecycle.and_then(|lifecycle| hook(&lifecycle.post_start)), Why::NotReplaced),
        ("preStop", lifecycle.and_then(|lifecycle| hook(&lifecycle.pre_stop)), Why::NotReplaced),
    ];
    let mut found = Vec::new();
    for (field, exec, why) in commands {
        let parent = if why == Why::NotReplaced { path.clone().key("lifecycle") } else { path.clone() };
        let path = parent.key(field).key("exec").key("command");
        for (index, word) in exec.and_then(|exec| exec.command.as_ref()).into_iter().flatten().enumerate() {
            let is_lost = |name: &&str| match why {
                Why::EmptyInProbe => comes_from_elsewhere(container, name),
                _ => names(container).any(|known| known == *name),
            };
            let names = referred(word).into_iter().filter(is_lost);
            found.extend(names.map(|name| Lost { name, path: path.clone().index(index), why }));
        }
    }
    found
}

/// The host of httpGet and tcpSocket.
fn in_requests<'a>(path: &FieldPath, container: &'a Container) -> Vec<Lost<'a>> {
    let hosts = handlers(path, container).into_iter();
    let hosts = hosts.filter_map(|handler| Some((handler.host?, handler.path.key("host"))));
    let lost = hosts.flat_map(|(host, path)| {
        let known = referred(host).into_iter().filter(|name| names(container).any(|known| known == *name));
        known.map(move |name| Lost { name, path: path.clone(), why: Why::NotReplaced }).collect::<Vec<_>>()
    });
    lost.collect()
}
