//! What the rules of a run share: the facts of its workloads, and indexes of its other objects, built when first asked for.

use std::sync::{Arc, OnceLock};

use super::facts::Facts;
use crate::lint::cluster::control_plane_tiers::ControlPlaneTiers;
use crate::lint::cluster::kustomization::{KustomizeImages, KustomizedFiles};
use crate::lint::cluster::services::{Routes, Services};
use crate::manifest::ManifestSet;

/// Nothing, until a run begins.
static NOTHING: RunFacts = RunFacts::new(Vec::new());

/// What is known of the objects of a run.
#[derive(Debug)]
pub struct RunFacts {
    /// Of the workloads, by the index of the object.
    facts: Vec<Option<Arc<Facts>>>,
    services: OnceLock<Services>,
    routes: OnceLock<Routes>,
    images: OnceLock<KustomizeImages>,
    kustomized: OnceLock<KustomizedFiles>,
    tiers: OnceLock<ControlPlaneTiers>,
}

impl RunFacts {
    /// Knows workloads by the indexes of their objects.
    pub(crate) const fn new(facts: Vec<Option<Arc<Facts>>>) -> Self {
        Self {
            facts,
            services: OnceLock::new(),
            routes: OnceLock::new(),
            images: OnceLock::new(),
            kustomized: OnceLock::new(),
            tiers: OnceLock::new(),
        }
    }

    /// For contexts of a run that has yet to begin.
    pub fn nothing() -> &'static Self {
        &NOTHING
    }

    pub(crate) fn facts(&self) -> &[Option<Arc<Facts>>] {
        &self.facts
    }

    pub(crate) fn into_facts(self) -> Vec<Option<Arc<Facts>>> {
        self.facts
    }

    pub(crate) fn services(&self, set: &ManifestSet) -> &Services {
        self.services.get_or_init(|| Services::new(set))
    }

    pub(crate) fn routes(&self, set: &ManifestSet) -> &Routes {
        self.routes.get_or_init(|| Routes::new(set))
    }

    /// Whether a sibling of a DaemonSet runs its agent on control plane nodes.
    pub(crate) fn is_covered_by_tier(&self, set: &ManifestSet, object: usize) -> bool {
        let tiers = self.tiers.get_or_init(|| ControlPlaneTiers::new(set, &self.facts));
        tiers.cover(set, &self.facts, object)
    }

    /// What the kustomizations of the run do to files.
    pub(crate) fn kustomized(&self, set: &ManifestSet) -> &KustomizedFiles {
        self.kustomized.get_or_init(|| KustomizedFiles::new(set))
    }

    pub(crate) fn kustomize_images(&self, set: &ManifestSet) -> &KustomizeImages {
        self.images.get_or_init(|| KustomizeImages::new(set))
    }
}
