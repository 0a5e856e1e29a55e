//! What is measured, in groups that can be asked for by name.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::inputs::{self, FILES, FLEETS, IN_ONE_FILE, LOOKALIKES, MIXED};
use crate::server::Server;
use crate::table::{Row, Target, grouped};
use crate::{floor, machine, render, run};

/// Rows that share inputs.
pub(crate) struct Group {
    pub(crate) name: &'static str,
    /// The group whose inputs it shares.
    pub(crate) inputs: &'static str,
    /// Measures and prints; is given the folder with the inputs.
    pub(crate) measure: fn(&Path),
}

pub(crate) const ALL: &[Group] = &[
    Group { name: "files", inputs: "files", measure: files },
    Group { name: "commands", inputs: "files", measure: commands },
    Group { name: "tree", inputs: "tree", measure: mixed_tree },
    Group { name: "crowd", inputs: "crowd", measure: crowd },
    Group { name: "process", inputs: "process", measure: process },
    Group { name: "coverage", inputs: "coverage", measure: coverage },
    Group { name: "cluster", inputs: "coverage", measure: cluster },
    // Last, since it makes this process large.
    Group { name: "render", inputs: "render", measure: render::measure },
];

/// The program with arguments.
fn program(command: &str) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_kubectl-daemonset_lint"));
    program.arg(command);
    program
}

/// The program on a folder, against scans of it.
fn against_scan(what: String, folder: &Path, target: Target) {
    let mut check = program("check");
    check.arg(folder);
    let floors =
        [("scan", floor::scan_on(machine::cores(), folder)), ("on one thread", floor::scan_on(1, folder))];
    against(what, check, target, floors).print();
}

fn against<const N: usize>(
    what: String,
    program: Command,
    target: Target,
    floors: [(&'static str, Command); N],
) -> Row {
    let (names, commands): (Vec<_>, Vec<_>) = floors.into_iter().unzip();
    let mut all = vec![program];
    all.extend(commands);
    let mut figures = run::measure(&mut all).into_iter();
    let figure = figures.next().unwrap_or_default();
    Row { what, figure, target, floors: names.into_iter().zip(figures).collect() }
}

fn files(folder: &Path) {
    let target = Target::TimeAndMemory(Duration::from_millis(500), 64);
    against_scan(format!("`check`, {} files with one DaemonSet each", grouped(FILES)), folder, target);
}

/// What the other commands take for the same files: memory is bounded by texts and facts on every path.
fn commands(folder: &Path) {
    let nodes = inputs::ready("crowd").join("nodes.json");
    let commands: [(&str, &[&str], bool); 5] = [
        ("check", &[], true),
        ("check", &["--diff"], false),
        ("coverage", &[], true),
        ("overhead", &[], true),
        ("diff", &[], true),
    ];
    for (command, flags, has_nodes) in commands {
        let mut program = program(command);
        program.arg(folder).args(flags);
        if command == "diff" {
            program.arg(folder);
        }
        let mut what = [&[command][..], flags].concat().join(" ");
        if has_nodes {
            program.arg("--nodes").arg(&nodes);
            what += " --nodes";
        }
        let what = format!("`{what}`, {} files with one DaemonSet each", grouped(FILES));
        against(what, program, Target::Memory(128), []).print();
    }
}

fn mixed_tree(folder: &Path) {
    let what = format!("`check`, {} mixed files, 1% DaemonSets", grouped(MIXED));
    against_scan(what, folder, Target::TimesFloor(2.0));
}

/// Many DaemonSets that are compared with each other.
fn crowd(folder: &Path) {
    let target = Target::Time(Duration::from_millis(600));
    let mut check = program("check");
    check.arg(folder.join("daemon-sets.yaml"));
    against(format!("`check`, {} DaemonSets in one file", grouped(IN_ONE_FILE)), check, target, []).print();
    let mut check = program("check");
    check.arg(folder.join("lookalikes.yaml")).arg("--nodes").arg(folder.join("nodes.json"));
    let what = format!("`check --nodes`, {} DaemonSets of one image, 3 nodes", grouped(LOOKALIKES));
    against(what, check, target, []).print();
}

fn process(folder: &Path) {
    let mut check = program("check");
    check.arg(folder.join("agent.yaml"));
    let floors = [("`true`", Command::new("true")), ("`--version`", program("--version"))];
    let target = Target::Time(Duration::from_millis(5));
    against("`check`, one small file".to_owned(), check, target, floors).print();
}

fn coverage(folder: &Path) {
    let [(nodes, daemon_sets, pods), (many, few, _)] = FLEETS;
    let small = Target::BesideFloor(Duration::from_millis(300));
    on_fleet(folder, "coverage", (nodes, daemon_sets, 0), small);
    on_fleet(folder, "coverage", (many, few, 0), Target::BesideFloor(Duration::from_millis(1_500)));
    on_fleet(folder, "coverage", (nodes, daemon_sets, pods), Target::None);
    on_fleet(folder, "overhead", (nodes, daemon_sets, 0), Target::None);
}

/// A command on a fleet, against reading the node list, and against parsing it to nothing.
fn on_fleet(folder: &Path, command: &str, (nodes, daemon_sets, pods): (usize, usize, usize), target: Target) {
    let list = folder.join(format!("nodes-{nodes}.json"));
    let mut program = program(command);
    program.arg(folder.join(format!("daemon-sets-{daemon_sets}.yaml"))).arg("--nodes").arg(&list);
    let mut what = format!("`{command}`, {} nodes × {daemon_sets} DaemonSets", grouped(nodes));
    if pods > 0 {
        program.arg("--pods").arg(folder.join(format!("pods-{pods}.json")));
        what = format!("{what}, {} pods", grouped(pods));
    }
    let floors =
        [("read nodes", floor::command("read", &list)), ("parse them", floor::command("parse", &list))];
    against(what, program, target, floors).print();
}

/// The largest fleet from a server, and the same from files.
fn cluster(folder: &Path) {
    let [(nodes, daemon_sets, pods), _] = FLEETS;
    let file = |name: String| folder.join(name);
    let (list, manifests) =
        (file(format!("nodes-{nodes}.json")), file(format!("daemon-sets-{daemon_sets}.yaml")));
    let others = file(format!("pods-{pods}.json"));
    let server = Server::start(&list, &others, &manifests);
    let mut live = program("coverage");
    live.arg("--cluster").arg("--kubeconfig").arg(server.kubeconfig(folder));
    let mut from_files = program("coverage");
    from_files.arg(manifests).arg("--nodes").arg(list).arg("--pods").arg(others);
    let mut all = [live, from_files, floor::command("fetch", server.address())];
    let [live, from_files, fetch] = run::measure(&mut all).try_into().unwrap();
    let size = format!("{} nodes × {daemon_sets} DaemonSets, {} pods", grouped(nodes), grouped(pods));
    let of_files = Row {
        what: format!("`coverage`, {size}"),
        figure: from_files.clone(),
        target: Target::None,
        floors: Vec::new(),
    };
    let floors = vec![("from files", from_files), ("read the pages", fetch)];
    Row { what: format!("`coverage --cluster`, {size}"), figure: live, target: Target::None, floors }.print();
    of_files.print();
}
