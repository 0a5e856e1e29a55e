//! undefined-variable: `$(NAME)` that the kubelet leaves as it stands, because nothing defines NAME.

use std::collections::HashMap;

use k8s_openapi::api::core::v1::Container;

use crate::lint::cluster::kustomization::kustomize_variables;
use crate::lint::pod::environment::Environment;
use crate::lint::pod::lost_references::{Lost, Why, lost_references};
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
runs a command. In subPathExpr it is an error, since the kubelet does not create the container then.

Probes and hooks are different, and are reported where they name a variable of the container: in the command of an exec
probe `$(NAME)` is empty if the variable comes from valueFrom; in hooks, and in the host, path and headers of a request, nothing is replaced.",
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

/// With more variables than this no name is looked for among them: that is a file, not a container.
const MANY: usize = 500;

/// A container with what its manifest says of its variables.
struct Subject<'a> {
    path: FieldPath,
    container: &'a Container,
    environment: Environment<'a>,
}

/// A kustomization of the run may replace it.
fn may_apply(cx: &DaemonSetContext<'_>) -> bool {
    cx.object.may_mention("$(") && subjects(cx).iter().any(|subject| !subject.lost().is_empty())
}

fn subjects<'a>(cx: &DaemonSetContext<'a>) -> Vec<Subject<'a>> {
    let containers = cx.containers().into_iter();
    let subjects = containers.map(|(path, container)| Subject {
        path,
        container,
        environment: Environment::new(container),
    });
    subjects.collect()
}

impl<'a> Subject<'a> {
    fn lost(&self) -> Vec<Lost<'a>> {
        lost_references(&self.path, self.container, &self.environment)
    }

    /// Where a variable is named.
    fn variable(&self, index: usize) -> FieldPath {
        self.path.clone().key("env").index(index).key("name")
    }

    /// The variable that is probably meant by another name.
    fn near(&self, name: &str) -> Option<&'a str> {
        if self.environment.names().len() > MANY {
            return None;
        }
        let plain = |name: &str| name.replace('_', "").to_ascii_lowercase();
        let mut others: Vec<&str> = self.environment.names().filter(|other| *other != name).collect();
        others.sort_unstable();
        let same = others.iter().copied().find(|other| plain(other) == plain(name));
        same.or_else(|| nearest(name, others, ALIKE))
    }
}

fn check(cx: &DaemonSetContext<'_>, out: &mut Findings) {
    if !cx.object.may_mention("$(") {
        return;
    }
    let subjects = subjects(cx);
    let mut replaced = None;
    for subject in &subjects {
        let mut all = subject.lost();
        if all.is_empty() {
            continue;
        }
        let replaced = replaced.get_or_insert_with(|| kustomize_variables(cx.run.set));
        all.retain(|lost| !replaced.contains(lost.name));
        let mut groups: Vec<Vec<&Lost<'_>>> = Vec::new();
        let mut known: HashMap<(&str, Why), usize> = HashMap::new();
        for lost in &all {
            let group = *known.entry((lost.name, lost.why)).or_insert_with(|| {
                groups.push(Vec::new());
                groups.len() - 1
            });
            groups[group].push(lost);
        }
        for group in groups {
            report(cx, subject, &subjects, &group, out);
        }
    }
}

fn report(
    cx: &DaemonSetContext<'_>,
    subject: &Subject<'_>,
    all: &[Subject<'_>],
    group: &[&Lost<'_>],
    out: &mut Findings,
) {
    let Some((first, others)) = group.split_first() else { return };
    let name = first.name;
    let message = match first.why {
        Why::Undefined => format!("nothing defines {name}: the text stays $({name})"),
        Why::UndefinedInSubPath => format!("nothing defines {name}: the container cannot be created"),
        Why::Below(_) => format!("{name} is defined further down: the text stays $({name})"),
        Why::EmptyInProbe => format!("{name} comes from valueFrom: in a probe $({name}) is empty"),
        Why::NotReplaced => format!("nothing is replaced here: the text stays $({name})"),
    };
    let is_undefined = matches!(first.why, Why::Undefined | Why::UndefinedInSubPath);
    let near = is_undefined.then(|| subject.near(name)).flatten();
    let finding = out.report(cx.at(&first.path), message).help(help(subject, first, near));
    if first.why == Why::UndefinedInSubPath {
        finding.severity(Severity::Error);
    }
    for other in others {
        finding.label(cx.at(&other.path).span, "here as well");
    }
    let index = |wanted: &str| subject.environment.index(wanted);
    let shown = match first.why {
        Why::Below(index) => Some((index, "defined here, too late")),
        Why::EmptyInProbe => index(name).map(|index| (index, "not known before the container starts")),
        Why::NotReplaced => None,
        Why::Undefined | Why::UndefinedInSubPath => {
            near.and_then(index).map(|index| (index, "defined by this name"))
        }
    };
    if let Some((index, words)) = shown {
        finding.label(cx.at(&subject.variable(index)).span, words);
    } else if is_undefined
        && let Some((other, index)) =
            all.iter().find_map(|other| Some((other, other.environment.index(name)?)))
    {
        finding.label(cx.at(&other.variable(index)).span, "defined for another container only");
    }
}

fn help(subject: &Subject<'_>, lost: &Lost<'_>, near: Option<&str>) -> String {
    let name = lost.name;
    match (lost.why, near) {
        (Why::Below(_), _) => format!("move {name} above the variable that uses it"),
        (Why::EmptyInProbe | Why::NotReplaced, _) => {
            format!("let a shell read it: [sh, -c, '… ${name} …']; without a host, the kubelet asks the pod")
        }
        (_, Some(near)) => format!("did you mean {near}?"),
        (Why::UndefinedInSubPath, None) => {
            format!("define {name} in the env of the container {}", subject.container.name)
        }
        (Why::Undefined, None) => {
            format!(
                "define {name} in the env of the container {}, or write $$({name})",
                subject.container.name
            )
        }
    }
}
