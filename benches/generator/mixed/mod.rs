//! The files of a company's repository: what stands beside DaemonSets, in kinds, shares and sizes as they are there.

mod manifests;
mod others;

use super::agent;
use super::numbers::Numbers;
use super::tree::File;

/// A kind of file: its share, the folder of its kind, its name, and how it is written.
struct Kind {
    /// Of 100 files.
    share: u64,
    folder: &'static str,
    name: &'static str,
    write: fn(&Place, &mut Numbers) -> Vec<u8>,
}

/// Whose file it is.
struct Place {
    team: String,
    app: String,
    number: usize,
}

const fn kind(
    share: u64,
    folder: &'static str,
    name: &'static str,
    write: fn(&Place, &mut Numbers) -> Vec<u8>,
) -> Kind {
    Kind { share, folder, name, write }
}

/// What is no DaemonSet; shares add up to 100.
static KINDS: [Kind; 18] = [
    kind(20, "apps", "deployment.yaml", manifests::deployment),
    kind(11, "apps", "service.yaml", manifests::service),
    kind(10, "apps", "configmap.yaml", manifests::config_map),
    kind(11, "apps", "kustomization.yaml", manifests::kustomization),
    kind(5, "apps", "rbac.yaml", manifests::rbac),
    kind(4, "apps", "ingress.yml", manifests::ingress),
    kind(3, "apps", "hpa.yaml", manifests::autoscaler),
    kind(3, "apps", "networkpolicy.yaml", manifests::network_policy),
    kind(3, "apps", "patch.yaml", manifests::patch),
    kind(1, "apps", "statefulset.yaml", manifests::stateful_set),
    kind(6, "charts", "values.yaml", others::values),
    kind(4, "charts", "templates/deployment.yaml", others::template),
    kind(1, "crds", "crd.yaml", others::definition),
    kind(2, "dashboards", "dashboard.json", others::dashboard),
    kind(5, "docs", "README.md", others::markdown),
    kind(1, "docs", "diagram.png", others::image),
    kind(6, "src", "main.go", others::code),
    kind(4, "ci", "pipeline.yml", others::pipeline),
];

/// Files of one application.
const PER_APP: usize = 12;
/// Applications of one team.
const PER_TEAM: usize = 40;
/// One of so many files is a DaemonSet.
const PER_DAEMON_SET: usize = 100;

/// The file of a number.
pub(crate) fn file(number: usize, numbers: &mut Numbers) -> File {
    if number % PER_DAEMON_SET == PER_DAEMON_SET / 2 {
        let agent = agent::agent(number / PER_DAEMON_SET, numbers);
        let path = format!("platform/agents-{number:05}/{}/{}.yaml", agent.namespace, agent.name);
        return File { path, content: agent.text.into_bytes() };
    }
    let app = number / PER_APP;
    let place =
        Place { team: format!("team-{:02}", app / PER_TEAM), app: format!("service-{app:04}"), number };
    let kind = draw(numbers);
    let Place { team, app, .. } = &place;
    // The number keeps apart files of one kind.
    let path = format!("{}/{team}/{app}/{number:05}/{}", kind.folder, kind.name);
    File { path, content: (kind.write)(&place, numbers) }
}

fn draw(numbers: &mut Numbers) -> &'static Kind {
    let mut rest = numbers.below(100);
    for kind in &KINDS {
        if rest < kind.share {
            return kind;
        }
        rest -= kind.share;
    }
    &KINDS[0]
}

/// Words of no meaning, for texts that are searched and not read.
fn words(count: usize, numbers: &mut Numbers) -> String {
    const WORDS: [&str; 24] = [
        "the", "service", "reads", "from", "queue", "and", "writes", "to", "store", "with", "retry", "each",
        "request", "has", "deadline", "metric", "kind", "of", "node", "pod", "is", "kept", "for", "replay",
    ];
    let mut text = String::with_capacity(count * 6);
    for index in 0..count {
        text.push_str(if index == 0 { "" } else { " " });
        text.push_str(numbers.one_of(&WORDS));
    }
    text
}
