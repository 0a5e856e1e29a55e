//! Recognises the templates of Helm charts by their place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Remembers which folders are charts, so that each is looked at once.
#[derive(Debug, Default)]
pub(super) struct Charts(BTreeMap<PathBuf, bool>);

impl Charts {
    /// The chart whose `templates` folder holds the file, if there is one.
    pub(super) fn of_template(&mut self, file: &Path) -> Option<String> {
        let templates = file.ancestors().skip(1).filter(|folder| folder.ends_with("templates"));
        let mut charts = templates.filter_map(Path::parent);
        let chart = charts.find(|folder| self.is_chart(folder))?;
        let name = chart.to_string_lossy();
        Some(if name.is_empty() { ".".to_owned() } else { name.into_owned() })
    }

    fn is_chart(&mut self, folder: &Path) -> bool {
        *self.0.entry(folder.to_owned()).or_insert_with(|| folder.join("Chart.yaml").is_file())
    }
}
