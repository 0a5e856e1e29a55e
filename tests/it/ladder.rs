//! No two files need each other: the imports of all files form a ladder, but for the knots that are listed here.
//!
//! An import of a re-exported name counts as one of the file that has it, so that a `mod.rs` may name what is below it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Files that do need each other, with the reason.
const KNOTS: &[(&str, &[&str])] = &[
    (
        "a rule has a check, which takes a context and yields findings; contexts, settings and findings name their rule",
        &[
            "lint::engine::context",
            "lint::engine::finding",
            "lint::engine::ignore::ignores",
            "lint::engine::rule",
            "lint::engine::settings",
        ],
    ),
    ("values are views of the arena, which knows how to make them", &["yaml::arena", "yaml::node"]),
];

/// The path of a module, such as `["lint", "engine", "rule"]`.
type Module = Vec<String>;

/// A `use` of one name.
struct Import {
    path: Vec<String>,
    /// The name under which it is known in the module.
    name: String,
    /// Whether others may import it from here.
    is_public: bool,
}

struct Sources {
    imports: BTreeMap<Module, Vec<Import>>,
    /// The code without comments, tests and imports.
    code: BTreeMap<Module, String>,
}

impl Sources {
    fn read() -> Self {
        let mut sources = Self { imports: BTreeMap::new(), code: BTreeMap::new() };
        sources.read_folder(Path::new("src"), &Vec::new());
        sources
    }

    fn read_folder(&mut self, folder: &Path, module: &Module) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let below: Module = module.iter().cloned().chain([name.clone()]).collect();
            if path.is_dir() {
                self.read_folder(&path, &below);
            } else if path.extension().is_some_and(|extension| extension == "rs") && name != "main" {
                let own = if name == "mod" || name == "lib" { module.clone() } else { below };
                let (imports, code) = split_imports(&without_tests(&fs::read_to_string(&path).unwrap()));
                self.imports.insert(own.clone(), imports);
                self.code.insert(own, code);
            }
        }
    }

    /// The files whose names a file uses.
    fn needs(&self, module: &Module) -> BTreeSet<Module> {
        let imported = self.imports[module].iter().filter(|import| !import.is_public);
        let mut paths: Vec<Vec<String>> = imported.map(|import| import.path.clone()).collect();
        paths.extend(paths_in(&self.code[module]));
        let found = paths.iter().filter_map(|path| self.resolve(module, path, 0));
        found.filter(|found| found != module && !found.is_empty()).collect()
    }

    /// The file that has what a path names, seen from a module.
    fn resolve(&self, from: &Module, path: &[String], depth: usize) -> Option<Module> {
        let (mut module, mut rest) = match path.first()?.as_str() {
            "crate" => (Module::new(), &path[1..]),
            "self" => (from.clone(), &path[1..]),
            "super" => (from.clone(), path),
            _ => (self.child(from, &path[0])?, &path[1..]),
        };
        while rest.first().is_some_and(|part| part == "super") {
            module.pop();
            rest = &rest[1..];
        }
        while let Some((name, behind)) = rest.split_first() {
            let Some(child) = self.child(&module, name) else {
                let reexported = self.imports.get(&module)?.iter().find(|import| import.name == *name);
                let elsewhere = reexported.filter(|_| depth < 8).and_then(|import| {
                    let path: Vec<String> = import.path.iter().chain(behind).cloned().collect();
                    self.resolve(&module, &path, depth + 1)
                });
                return Some(elsewhere.unwrap_or(module));
            };
            (module, rest) = (child, behind);
        }
        Some(module)
    }

    fn child(&self, module: &Module, name: &str) -> Option<Module> {
        let child: Module = module.iter().cloned().chain([name.to_owned()]).collect();
        self.code.contains_key(&child).then_some(child)
    }
}

/// The text without comments and without the tests at its end.
fn without_tests(text: &str) -> String {
    let end = text.find("#[cfg(test)]\nmod").unwrap_or(text.len());
    let lines = text[..end].lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

fn split_imports(text: &str) -> (Vec<Import>, String) {
    let (mut imports, mut code) = (Vec::new(), String::new());
    let mut rest = text;
    while let Some(at) = next_use(rest) {
        let line = rest[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let end = at + rest[at..].find(';').unwrap();
        let is_public = rest[line..at].contains("pub");
        code.push_str(&rest[..line]);
        for path in expand(&rest[at + "use ".len()..end]) {
            let (path, name) = path.split_once(" as ").unwrap_or((&path, path.rsplit("::").next().unwrap()));
            let mut parts: Vec<String> = path.split("::").map(|part| part.trim().to_owned()).collect();
            if parts.last().is_some_and(|last| last == "self") {
                parts.pop();
            }
            let name = if name == "self" { parts.last().unwrap().clone() } else { name.trim().to_owned() };
            imports.push(Import { path: parts, name, is_public });
        }
        rest = &rest[end + 1..];
    }
    code.push_str(rest);
    (imports, code)
}

/// Where the next `use` at the start of a line is, behind a visibility or not.
fn next_use(text: &str) -> Option<usize> {
    text.match_indices("use ").map(|(at, _)| at).find(|&at| {
        let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let before = text[line..at].trim();
        before.is_empty() || before == "pub" || (before.starts_with("pub(") && before.ends_with(')'))
    })
}

/// The paths of a `use` with braces.
fn expand(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((prefix, list)) = tree.split_once('{') else { return vec![tree.to_owned()] };
    let list = &list[..list.rfind('}').unwrap()];
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, char) in list.char_indices() {
        match char {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&list[start..]);
    let parts = parts.into_iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(|part| expand(&format!("{prefix}{}", part.trim()))).collect()
}

/// The paths that code spells out.
fn paths_in(code: &str) -> Vec<Vec<String>> {
    let is_part = |char: char| char.is_alphanumeric() || char == '_' || char == ':';
    let mut paths = Vec::new();
    // A visibility (`pub(in crate::lint)`) is no import.
    let parts = code.split("pub(in ").enumerate();
    let parts = parts.map(|(at, part)| if at == 0 { part } else { &part[part.find(')').unwrap()..] });
    for part in parts {
        for word in part.split(|char| !is_part(char)).filter(|word| word.contains("::")) {
            let parts: Vec<String> = word.split("::").map(str::to_owned).collect();
            if parts.iter().all(|part| !part.is_empty() && !part.contains(':')) {
                paths.push(parts);
            }
        }
    }
    paths
}

/// Everything that can be reached from each file.
fn reachable(needs: &BTreeMap<Module, BTreeSet<Module>>, start: &Module) -> BTreeSet<Module> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![start.clone()]);
    while let Some(module) = open.pop() {
        for next in needs.get(&module).into_iter().flatten() {
            if seen.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    seen
}

/// The files that need each other, each group once.
fn circles() -> BTreeSet<BTreeSet<String>> {
    let sources = Sources::read();
    let needs: BTreeMap<Module, BTreeSet<Module>> =
        sources.code.keys().map(|module| (module.clone(), sources.needs(module))).collect();
    assert!(
        needs.len() > 300 && needs.values().map(BTreeSet::len).sum::<usize>() > 1000,
        "imports were not found"
    );
    let reached: BTreeMap<&Module, BTreeSet<Module>> =
        needs.keys().map(|module| (module, reachable(&needs, module))).collect();
    let circle = |module: &Module| -> BTreeSet<String> {
        let others = reached[module].iter().filter(|other| reached[other].contains(module));
        others.map(|other| other.join("::")).collect()
    };
    needs.keys().map(circle).filter(|circle| circle.len() > 1).collect()
}

#[test]
fn files_form_a_ladder() {
    let circles = circles();
    for circle in &circles {
        let is_known = KNOTS.iter().any(|(_, within)| {
            circle.iter().all(|file| within.iter().any(|prefix| file.starts_with(prefix)))
        });
        assert!(is_known, "these files need each other: {circle:#?}");
    }
    assert!(circles.len() <= KNOTS.len(), "{circles:#?}");
}

/// What the folders of `lint` must not import: rules are known to the list of all rules only, knowledge needs no run.
const BELOW: &[(&str, &[&str])] = &[
    ("lint::engine", &["lint::rules", "lint::api", "lint::rule_index"]),
    ("lint::pod", &["lint::rules", "lint::api", "lint::rule_index", "lint::cluster"]),
    ("lint::cluster", &["lint::rules", "lint::api", "lint::rule_index"]),
    ("lint::api", &["lint::rules", "lint::rule_index"]),
    ("lint::knowledge", &["lint::rules", "lint::api", "lint::rule_index", "lint::engine", "lint::cluster"]),
];

#[test]
fn folders_of_lint_import_down() {
    let sources = Sources::read();
    for module in sources.code.keys() {
        let name = module.join("::");
        let Some((_, above)) = BELOW.iter().find(|(folder, _)| name.starts_with(folder)) else { continue };
        for needed in sources.needs(module) {
            let needed = needed.join("::");
            assert!(
                !above.iter().any(|folder| needed.starts_with(folder)),
                "{name} must not import {needed}"
            );
        }
    }
}
