//! Recognises the templates of Helm charts by their place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Remembers which folders are charts, so that each is looked at once.
pub(super) struct Charts<'a> {
    is_chart: Box<dyn Fn(&Path) -> bool + Send + 'a>,
    known: BTreeMap<PathBuf, bool>,
}

impl<'a> Charts<'a> {
    /// Charts among the files of the disk.
    pub(super) fn in_files() -> Self {
        Self::new(|folder| folder.join("Chart.yaml").is_file())
    }

    /// Charts wherever the function finds one.
    pub(super) fn new(is_chart: impl Fn(&Path) -> bool + Send + 'a) -> Self {
        Self { is_chart: Box::new(is_chart), known: BTreeMap::new() }
    }

    /// The chart whose `templates` folder holds the file, if there is one.
    pub(super) fn of_template(&mut self, file: &Path) -> Option<String> {
        let templates = file.ancestors().skip(1).filter(|folder| folder.ends_with("templates"));
        let mut charts = templates.filter_map(Path::parent);
        let chart = charts.find(|folder| self.is_chart(folder))?;
        let name = chart.to_string_lossy();
        Some(if name.is_empty() { ".".to_owned() } else { name.into_owned() })
    }

    fn is_chart(&mut self, folder: &Path) -> bool {
        if let Some(known) = self.known.get(folder) {
            return *known;
        }
        let is_chart = (self.is_chart)(folder);
        self.known.insert(folder.to_owned(), is_chart);
        is_chart
    }
}
