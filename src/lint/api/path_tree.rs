//! Which of many paths lie within each other, found in one walk along each of them.

use std::collections::HashMap;

/// Paths by their parts, in the order in which they were added.
pub(super) struct PathTree<'a> {
    /// The first one stands around all paths.
    folders: Vec<Folder<'a>>,
    added: usize,
}

/// A part of some path.
#[derive(Default)]
struct Folder<'a> {
    below: HashMap<&'a str, usize>,
    /// The first path that ends here.
    ends: Option<usize>,
    /// The first path that ends here or below.
    first: Option<usize>,
}

impl<'a> PathTree<'a> {
    pub(super) fn new() -> Self {
        Self { folders: vec![Folder::default()], added: 0 }
    }

    /// Adds a path. Returns the number of the first one that is the same, lies around it or within it.
    pub(super) fn add(&mut self, path: &'a str) -> Option<usize> {
        let number = self.added;
        self.added += 1;
        let mut around = None;
        let mut at = 0;
        let mut way = Vec::new();
        for part in path.split('/') {
            at = self.below(at, part);
            around = around.into_iter().chain(self.folders[at].ends).min();
            way.push(at);
        }
        let within = self.folders[at].first;
        for folder in way {
            self.folders[folder].first.get_or_insert(number);
        }
        self.folders[at].ends.get_or_insert(number);
        around.into_iter().chain(within).min()
    }

    fn below(&mut self, folder: usize, part: &'a str) -> usize {
        let next = self.folders.len();
        let found = *self.folders[folder].below.entry(part).or_insert(next);
        if found == next {
            self.folders.push(Folder::default());
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::PathTree;

    #[test]
    fn the_first_path_around_or_within_is_found() {
        let table: [(&[&str], Option<usize>); 9] = [
            (&["a"], None),
            (&["a", "b"], None),
            (&["a", "ab"], None),
            (&["a/b", "a/c"], None),
            (&["a", "a"], Some(0)),
            (&["a", "a/b/c"], Some(0)),
            (&["x", "a/b/c", "a/b/d", "a"], Some(1)),
            (&["a/b/c", "a", "a/b"], Some(0)),
            (&["a/", "a//b"], Some(0)),
        ];
        for (paths, expected) in table {
            let mut tree = PathTree::new();
            let found = paths.iter().map(|path| tree.add(path)).last().flatten();
            assert_eq!(found, expected, "{paths:?}");
        }
    }

    #[test]
    fn it_finds_what_a_comparison_of_all_finds() {
        let names = ["a", "b", "a/b", "a/b/c", "b/a", "a/a", "a/b/a", "b/a/c", "a//b", "c"];
        for start in 0..names.len() {
            let paths: Vec<&str> =
                names.iter().cycle().skip(start).step_by(3).take(names.len()).copied().collect();
            let mut tree = PathTree::new();
            for (index, path) in paths.iter().enumerate() {
                let meets = |other: &&str| {
                    format!("{path}/").starts_with(&format!("{other}/"))
                        || format!("{other}/").starts_with(&format!("{path}/"))
                };
                let expected = paths.iter().take(index).position(meets);
                assert_eq!(tree.add(path), expected, "{path} of {paths:?}");
            }
        }
    }
}
