//! DaemonSets modelled on agents that people run: 1 to 4 KB each, with comments, probes, volumes and tolerations.

use super::mistake;
use super::numbers::Numbers;

/// A kind of agent: its manifest with `@slots@`, and what differs from one installation to the next.
struct Model {
    text: &'static str,
    names: &'static [&'static str],
    namespace: &'static str,
    /// A port of the node, for models that have the slot.
    port: u16,
}

const MODELS: &[Model] = &[
    Model {
        text: include_str!("agents/node-exporter.yaml"),
        names: &["node-exporter", "node-metrics", "host-metrics"],
        namespace: "monitoring",
        port: 9100,
    },
    Model {
        text: include_str!("agents/problem-detector.yaml"),
        names: &["node-problem-detector"],
        namespace: "monitoring",
        port: 0,
    },
    Model {
        text: include_str!("agents/log-shipper.yaml"),
        names: &["log-shipper", "audit-shipper", "journal-shipper"],
        namespace: "logging",
        port: 0,
    },
    Model {
        text: include_str!("agents/cni.yaml"),
        names: &["meadow", "meadow-policy"],
        namespace: "kube-system",
        port: 0,
    },
    Model {
        text: include_str!("agents/csi-node.yaml"),
        names: &["disks-csi-node", "files-csi-node", "secrets-csi-node"],
        namespace: "storage",
        port: 0,
    },
    Model {
        text: include_str!("agents/gpu-plugin.yaml"),
        names: &["gpu-device-plugin"],
        namespace: "gpu",
        port: 0,
    },
    Model {
        text: include_str!("agents/kube-proxy.yaml"),
        names: &["kube-proxy"],
        namespace: "kube-system",
        port: 0,
    },
    Model {
        text: include_str!("agents/dns-cache.yaml"),
        names: &["node-local-dns"],
        namespace: "kube-system",
        port: 0,
    },
    Model {
        text: include_str!("agents/security-agent.yaml"),
        names: &["runtime-security", "host-inventory"],
        namespace: "security",
        port: 0,
    },
];

/// A DaemonSet as a file of its own.
pub(crate) struct Agent {
    pub(crate) name: String,
    pub(crate) namespace: &'static str,
    pub(crate) text: String,
}

/// The agent of a number: models and names take turns, so that the agents of [`PER_CLUSTER`] numbers in a row differ in
/// name. Most hold [mistakes](mistake), three of ten do not.
pub(crate) fn agent(number: usize, numbers: &mut Numbers) -> Agent {
    let model = &MODELS[number % MODELS.len()];
    let round = number / MODELS.len();
    let base = model.names[round % model.names.len()];
    let name = match (round / model.names.len()) % 3 {
        0 => base.to_owned(),
        turn => format!("{base}-{}", ["linux", "edge"][turn - 1]),
    };
    let mut text = fill(model, &name, numbers);
    if numbers.percent(35) {
        text = without_comments(&text);
    }
    mistake::add(&mut text, numbers);
    Agent { name, namespace: model.namespace, text }
}

/// A well-run agent without mistakes, for files that stand for one.
pub(crate) fn well_run(number: usize, numbers: &mut Numbers) -> String {
    let model = &MODELS[number % MODELS.len()];
    fill(model, model.names[0], numbers)
}

/// The manifest with its slots filled; a slot on a line of its own becomes any number of lines.
fn fill(model: &Model, name: &str, numbers: &mut Numbers) -> String {
    let memory = 16 * (2 + numbers.below(14));
    let values = [
        ("@name@", name.to_owned()),
        ("@namespace@", model.namespace.to_owned()),
        ("@tag@", format!("v{}.{}.{}", numbers.below(4), numbers.below(30), numbers.below(10))),
        ("@cpu@", (10 + 5 * numbers.below(30)).to_string()),
        ("@memory@", memory.to_string()),
        ("@limit@", (memory * (2 + numbers.below(3))).to_string()),
        ("@port@", model.port.to_string()),
        ("@registry@", numbers.one_of(&REGISTRIES).to_owned()),
        ("@unavailable@", numbers.one_of(&["10%", "1", "5%", "25%"]).to_owned()),
        ("@team@", numbers.one_of(&TEAMS).to_owned()),
    ];
    let labels = labels(numbers);
    let mut out = String::with_capacity(model.text.len() * 3 / 2);
    for line in model.text.lines() {
        let (indent, word) = line.split_at(line.len() - line.trim_start().len());
        match word {
            "@labels@" => lines(&mut out, indent, &labels),
            "@annotations@" => lines(&mut out, indent, &annotations(numbers)),
            "@env@" => lines(&mut out, indent, &environment(numbers)),
            _ => lines(&mut out, indent, &[word.to_owned()]),
        }
    }
    for (slot, value) in values {
        out = out.replace(slot, &value);
    }
    out
}

const REGISTRIES: [&str; 3] = ["registry.example.com", "quay.io/platform", "mirror.example.com/upstream"];
const TEAMS: [&str; 4] = ["the platform team", "observability", "the network team", "storage"];

fn lines(out: &mut String, indent: &str, lines: &[String]) {
    for line in lines {
        out.push_str(indent);
        out.push_str(line);
        out.push('\n');
    }
}

fn labels(numbers: &mut Numbers) -> Vec<String> {
    let all = [
        format!("helm.sh/chart: agent-{}.{}.0", numbers.below(9), numbers.below(40)),
        format!("example.com/team: team-{}", numbers.below(12)),
        "app.kubernetes.io/part-of: platform".to_owned(),
        format!("app.kubernetes.io/version: \"{}.{}\"", numbers.below(9), numbers.below(40)),
    ];
    all.into_iter().filter(|_| numbers.percent(40)).collect()
}

fn annotations(numbers: &mut Numbers) -> Vec<String> {
    if numbers.percent(40) {
        return Vec::new();
    }
    vec![
        "annotations:".to_owned(),
        "  prometheus.io/scrape: \"true\"".to_owned(),
        format!("  checksum/config: {:016x}{:016x}", numbers.next(), numbers.next()),
    ]
}

/// Settings as agents have them: some texts, some numbers in quotes, some addresses.
fn environment(numbers: &mut Numbers) -> Vec<String> {
    let count = numbers.below(8);
    let setting = |number| {
        let value = match numbers.below(4) {
            0 => format!("\"{}\"", numbers.below(10_000)),
            1 => format!("https://collector-{}.example.com/ingest", numbers.below(9)),
            2 => "\"true\"".to_owned(),
            _ => format!("{:08x}-cluster", numbers.next() >> 32),
        };
        if numbers.percent(50) {
            vec![format!("- name: SETTING_{number}"), format!("  value: {value}")]
        } else {
            vec![format!("- {{name: SETTING_{number}, value: {value}}}")]
        }
    };
    (0..count).flat_map(setting).collect()
}

fn without_comments(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('#'));
    lines.fold(String::with_capacity(text.len()), |text, line| text + line + "\n")
}
