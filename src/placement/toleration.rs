//! Tolerations: which taints a pod puts up with, and those that every `DaemonSet` pod gets for free.

use std::sync::LazyLock;

use k8s_openapi::api::core::v1 as api;

use super::taint::{Taint, TaintEffect};

/// Whether the operators `Lt` and `Gt` of tolerations compare, or never match.
///
/// They came with Kubernetes 1.35 behind the gate `TaintTolerationComparisonOperators`, which is off by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ComparisonOperators {
    /// `Lt` and `Gt` match nothing: the default of every release so far.
    #[default]
    Off,
    /// `Lt` and `Gt` compare the taint's value with the toleration's as integers.
    On,
}

/// The operator of a toleration.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TolerationOperator {
    /// Not given: matches like [`Equal`](Self::Equal), but is a different toleration to the merge of automatic ones.
    Unset,
    /// The values must be equal.
    Equal,
    /// Any value will do.
    Exists,
    /// The taint's value is a smaller integer; see [`ComparisonOperators`].
    Lt,
    /// The taint's value is a greater integer; see [`ComparisonOperators`].
    Gt,
    /// Anything else, as written: never matches.
    Other(String),
}

impl From<&str> for TolerationOperator {
    fn from(text: &str) -> Self {
        match text {
            "" => Self::Unset,
            "Equal" => Self::Equal,
            "Exists" => Self::Exists,
            "Lt" => Self::Lt,
            "Gt" => Self::Gt,
            other => Self::Other(other.to_owned()),
        }
    }
}

/// A toleration, parsed once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Toleration {
    /// The key; `""` stands for every key, whatever the operator.
    pub key: String,
    /// How the values are compared.
    pub operator: TolerationOperator,
    /// The value, `""` if there is none.
    pub value: String,
    /// The effect; `None` stands for every effect.
    pub effect: Option<TaintEffect>,
    /// For how many seconds a `NoExecute` taint is put up with; `None` is for ever. No judge of placement reads it.
    pub seconds: Option<i64>,
}

impl From<&api::Toleration> for Toleration {
    fn from(toleration: &api::Toleration) -> Self {
        let effect = toleration.effect.as_deref().filter(|effect| !effect.is_empty());
        Self {
            key: toleration.key.clone().unwrap_or_default(),
            operator: toleration.operator.as_deref().unwrap_or_default().into(),
            value: toleration.value.clone().unwrap_or_default(),
            effect: effect.map(TaintEffect::from),
            seconds: toleration.toleration_seconds,
        }
    }
}

impl Toleration {
    /// Whether this toleration covers the taint.
    ///
    /// `ToleratesTaint` in `api/core/v1/toleration.go`, 1.34 to 1.37: effect, then key, then value; exact and
    /// case-sensitive. Any number of seconds counts as tolerating.
    pub fn tolerates(&self, taint: &Taint, comparison: ComparisonOperators) -> bool {
        if self.effect.as_ref().is_some_and(|effect| *effect != taint.effect) {
            return false;
        }
        if !self.key.is_empty() && self.key != taint.key {
            return false;
        }
        match self.operator {
            TolerationOperator::Unset | TolerationOperator::Equal => self.value == taint.value,
            TolerationOperator::Exists => true,
            TolerationOperator::Lt => self.compares(taint, comparison, |taint, own| taint < own),
            TolerationOperator::Gt => self.compares(taint, comparison, |taint, own| taint > own),
            TolerationOperator::Other(_) => false,
        }
    }

    /// `compareNumericValues` of the same file, 1.35 on: both values must be decimal integers in canonical form.
    fn compares(&self, taint: &Taint, comparison: ComparisonOperators, holds: fn(i64, i64) -> bool) -> bool {
        if comparison == ComparisonOperators::Off {
            return false;
        }
        let (Some(taint), Some(own)) = (canonical_integer(&taint.value), canonical_integer(&self.value))
        else {
            return false;
        };
        holds(taint, own)
    }

    /// Whether upstream takes both for the same toleration: key, operator, value and effect are the same text.
    ///
    /// `MatchToleration` in `api/core/v1/toleration.go`; seconds are not compared.
    pub fn is_same(&self, other: &Self) -> bool {
        self.key == other.key
            && self.operator == other.operator
            && self.value == other.value
            && self.effect == other.effect
    }
}

/// Reads `0` or an optional minus and digits without a leading zero (`IsDecimalInteger` of apimachinery, 1.35).
fn canonical_integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let canonical = text == "0" || digits.starts_with(|first: char| ('1'..='9').contains(&first));
    if canonical { text.parse().ok() } else { None }
}

/// The tolerations that the controller gives to every pod of a `DaemonSet`, in its order.
///
/// `AddOrUpdateDaemonPodTolerations` in `pkg/controller/daemon/util/daemonset_util.go`, 1.27 to 1.36. The last one is
/// for pods on the host network only. `not-ready` and `unreachable` are tolerated as `NoExecute` alone.
static AUTOMATIC: LazyLock<[Toleration; 7]> = LazyLock::new(|| {
    use TaintEffect::{NoExecute, NoSchedule};
    let all = [
        ("not-ready", NoExecute),
        ("unreachable", NoExecute),
        ("disk-pressure", NoSchedule),
        ("memory-pressure", NoSchedule),
        ("pid-pressure", NoSchedule),
        ("unschedulable", NoSchedule),
        ("network-unavailable", NoSchedule),
    ];
    all.map(|(name, effect)| Toleration {
        key: format!("node.kubernetes.io/{name}"),
        operator: TolerationOperator::Exists,
        value: String::new(),
        effect: Some(effect),
        seconds: None,
    })
});

/// The tolerations that the controller gives to every pod of a `DaemonSet`, in its order; one more on the host network.
pub(crate) fn automatic_tolerations(host_network: bool) -> &'static [Toleration] {
    let all = AUTOMATIC.as_slice();
    if host_network { all } else { all.get(..6).unwrap_or_default() }
}

/// All tolerations of a pod, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Tolerations {
    own: Vec<Toleration>,
    /// Which of the automatic ones come behind them, one bit each: nearly all pods share them.
    added: u8,
    comparison: ComparisonOperators,
}

impl Tolerations {
    /// Exactly the given tolerations, nothing added.
    pub fn new(own: Vec<Toleration>) -> Self {
        Self { own, added: 0, comparison: ComparisonOperators::Off }
    }

    /// The tolerations of a `DaemonSet` pod: the template's, merged with the automatic ones.
    ///
    /// `AddOrUpdateTolerationInPodSpec` in `pkg/apis/core/v1/helper/helpers.go`, 1.31: whatever [is the
    /// same](Toleration::is_same) as an automatic one is replaced in place and so loses its seconds; an automatic one
    /// that met none goes to the end.
    pub fn for_daemon_pod(spec: &api::PodSpec) -> Self {
        let mut own: Vec<_> = spec.tolerations.iter().flatten().map(Toleration::from).collect();
        let mut added = 0;
        let automatic = automatic_tolerations(spec.host_network.unwrap_or_default());
        for (index, automatic) in automatic.iter().enumerate() {
            let mut met = false;
            for own in own.iter_mut().filter(|own| own.is_same(automatic)) {
                own.seconds = None;
                met = true;
            }
            if !met {
                added |= 1 << index;
            }
        }
        own.shrink_to_fit();
        Self { added, ..Self::new(own) }
    }

    /// The same tolerations with `Lt` and `Gt` switched.
    #[must_use]
    pub fn with_comparison_operators(mut self, comparison: ComparisonOperators) -> Self {
        self.comparison = comparison;
        self
    }

    /// The tolerations in order.
    pub fn iter(&self) -> impl Iterator<Item = &Toleration> {
        let added = AUTOMATIC.iter().enumerate().filter(|(index, _)| self.added & (1 << index) != 0);
        self.own.iter().chain(added.map(|(_, automatic)| automatic))
    }

    /// The first toleration that covers the taint: the one whose seconds decide about eviction.
    ///
    /// `GetMatchingTolerations` in `pkg/apis/core/v1/helper/helpers.go`, 1.31.
    pub fn tolerating(&self, taint: &Taint) -> Option<&Toleration> {
        self.iter().find(|toleration| toleration.tolerates(taint, self.comparison))
    }

    /// Every taint with one of the effects that no toleration covers, in the node's order.
    ///
    /// `FindMatchingUntoleratedTaint` in component-helpers `scheduling/corev1/helpers.go`, 1.34, stops at the first.
    pub fn untolerated<'a>(
        &'a self,
        taints: &'a [Taint],
        effects: &'a [TaintEffect],
    ) -> impl Iterator<Item = &'a Taint> {
        taints.iter().filter(|taint| effects.contains(&taint.effect) && self.tolerating(taint).is_none())
    }
}
