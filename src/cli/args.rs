//! The command line, as declared to clap.

mod cluster;

pub use cluster::ClusterArgs;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;

use crate::config::Threshold;
use crate::lint::Severity;

/// Finds the mistakes that people make with DaemonSets, and says on which nodes each one lands.
#[derive(Debug, Parser)]
#[command(
    name = "kubectl-daemonset_lint",
    bin_name = "kubectl daemonset-lint",
    version,
    propagate_version = true,
    max_term_width = 100,
    after_help = "Exit status: 0 nothing to report, 1 findings, 2 the program could not do its work."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// Which cluster is read, said before the subcommand.
    #[command(flatten)]
    pub cluster: ClusterArgs,

    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,

    /// Print results only: no summary, no remarks about the run.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Print more about the run: every document that was passed over and every finding that was left out, and why.
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check manifests for mistakes.
    ///
    /// With --nodes or --cluster the rules that need nodes join in, and a summary of where each DaemonSet lands follows.
    Check(CheckArgs),
    /// Print on which nodes each DaemonSet lands, and why not on the others.
    Coverage(CoverageArgs),
    /// Print what all DaemonSets together take from each kind of node.
    ///
    /// The smallest node comes first, with what finds no room there.
    Overhead(OverheadArgs),
    /// Print what a change does to coverage, requests and findings.
    ///
    /// Compares two files or directories; with --since the work tree with a git revision; with --cluster what runs with
    /// what would run if PATH were applied.
    Diff(DiffArgs),
    /// Write the nodes of a cluster as a small file for --nodes.
    ///
    /// The file is stable and made to be committed beside the manifests.
    Snapshot(SnapshotArgs),
    /// Print the page of a rule: what it reports, why, and what to do.
    Explain {
        /// Name of the rule.
        rule: String,
    },
    /// Print the table of all rules.
    Rules(RulesArgs),
    /// Print the completion script of a shell.
    Completion {
        /// The shell.
        shell: Shell,
    },
    /// Print completions for kubectl; called by `kubectl_complete-daemonset_lint`.
    #[command(name = "__complete", hide = true, disable_help_flag = true)]
    Complete {
        /// The words of the command line, the last one incomplete.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<String>,
    },
}

/// Where manifests and nodes come from.
#[derive(Debug, Args)]
pub struct InputArgs {
    /// Files, directories (walked for .yaml, .yml and .json), or - for standard input; if none is given, what
    /// --cluster reads, or what is piped in, or the current directory.
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,

    /// The same as PATH, as kubectl users type it.
    #[arg(short, long = "filename", value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub filenames: Vec<PathBuf>,

    /// Leave out paths that match; repeatable.
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,

    /// Nodes (`kubectl get nodes -o json`) or node pools as code (Karpenter, eksctl, Terraform plans and more); - for
    /// standard input; repeatable.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub nodes: Vec<PathBuf>,

    /// The config to use, in place of the .daemonset-lint.yaml found from each PATH upwards.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,

    /// Leave configs alone: what they exclude, turn off or name does not count.
    #[arg(long, conflicts_with = "config")]
    pub no_config: bool,
}

/// Where pods come from, and whose they are.
#[derive(Debug, Args)]
pub struct PodArgs {
    /// Pods, as `kubectl get pods -A -o json` (or yaml) prints them; - for standard input; repeatable. Without them
    /// nodes count as empty.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub pods: Vec<PathBuf>,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Where manifests and nodes come from.
    #[command(flatten)]
    pub input: InputArgs,

    /// Where pods come from, and whose they are.
    #[command(flatten)]
    pub pods: PodArgs,

    /// Which clusters are read.
    #[command(flatten)]
    pub cluster: ClusterArgs,

    /// Which rules run, and what fails.
    #[command(flatten)]
    pub rules: RuleChoice,

    /// What has to be checked at least.
    #[command(flatten)]
    pub demands: DemandArgs,

    /// Print what is in force and where each value comes from, and check nothing.
    #[arg(long)]
    pub print_config: bool,

    /// Known findings, which are not to be told again.
    #[command(flatten)]
    pub baseline: BaselineArgs,

    /// Format, and the file to write it to instead of standard output: human, compact, json; repeatable.
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "human")]
    pub output: Vec<String>,

    /// What to do about findings.
    #[command(flatten)]
    pub fixes: FixArgs,

    /// The name under which findings in standard input are reported.
    #[arg(long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub stdin_filename: Option<String>,
}

/// Which rules run, and what fails.
#[derive(Debug, Args)]
pub struct RuleChoice {
    /// Lowest severity that makes the exit status 1, or never; warning, unless the config says otherwise.
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub fail_on: Option<FailOn>,

    /// Run only these rules; repeatable, or separated by commas.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub select: Vec<String>,

    /// Do not run these rules; repeatable, or separated by commas.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub ignore: Vec<String>,

    /// The rules to start from, in place of the config's: those on by default, or all.
    #[arg(long, value_enum, value_name = "PRESET")]
    pub preset: Option<PresetArg>,

    /// Report what comments and annotations in the manifests ask to leave out, too.
    #[arg(long)]
    pub no_ignores: bool,
}

/// What has to be checked at least.
#[derive(Clone, Copy, Debug, Args)]
pub struct DemandArgs {
    /// Exit with 2 if documents were left alone: templates, and parts of objects.
    #[arg(long)]
    pub fail_on_skipped: bool,

    /// Exit with 2 if there is no DaemonSet.
    #[arg(long)]
    pub fail_if_none: bool,
}

/// What to do about findings, beside reporting them.
#[derive(Clone, Copy, Debug, Args)]
pub struct FixArgs {
    /// Apply safe fixes, then report what is left; standard input goes fixed to standard output.
    #[arg(long)]
    pub fix: bool,

    /// Apply fixes that a person has to look at, too; implies --fix.
    #[arg(long)]
    pub unsafe_fixes: bool,

    /// Print what --fix (or --unsafe-fixes) would change as a diff, and change nothing; exits with 1 if it would.
    #[arg(long, conflicts_with = "output")]
    pub diff: bool,
}

/// Known findings.
#[derive(Debug, Args)]
pub struct BaselineArgs {
    /// Hide the findings that this file knows; only others are told and count.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub baseline: Option<PathBuf>,

    /// Write today's findings to the file of --baseline (without it: .daemonset-lint-baseline.json), in place of what it
    /// knew.
    #[arg(long)]
    pub write_baseline: bool,
}

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub struct RulesArgs {
    /// Format, and the file to write it to instead of standard output: table, json, markdown; repeatable.
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    pub output: Vec<String>,
}

/// Arguments of `coverage`.
#[derive(Debug, Args)]
pub struct CoverageArgs {
    /// Where manifests and nodes come from.
    #[command(flatten)]
    pub input: InputArgs,

    /// Where pods come from, and whose they are.
    #[command(flatten)]
    pub pods: PodArgs,

    /// Which clusters are read.
    #[command(flatten)]
    pub cluster: ClusterArgs,

    /// How long a new pod takes until it is ready, such as 30s or 2m: rollouts are then told in time.
    #[arg(long, value_name = "DURATION", value_parser = super::duration::parse)]
    pub ready_after: Option<Duration>,

    /// Format, and the file to write it to instead of standard output: table, wide, json, metrics; repeatable.
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    pub output: Vec<String>,
}

/// Arguments of `snapshot`.
#[derive(Debug, Args)]
pub struct SnapshotArgs {
    /// A list of nodes to write down, in place of the nodes of the cluster; - for standard input; repeatable.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["cluster", "context", "all_contexts"])]
    pub nodes: Vec<PathBuf>,

    /// Also write down what the pods on each node take; with --nodes from this file, repeatable.
    #[arg(long, value_name = "FILE", num_args = 0..=1, value_hint = ValueHint::FilePath)]
    pub pods: Option<Vec<PathBuf>>,

    /// Which cluster is read; that of the current context unless the flags say otherwise.
    #[command(flatten)]
    pub cluster: ClusterArgs,

    /// Leave out the names of nodes, and values of labels and taints that identify a machine, an account or a cluster.
    #[arg(long)]
    pub anonymize: bool,

    /// The file to write to instead of standard output.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output: Option<PathBuf>,
}

/// Arguments of `overhead`.
#[derive(Debug, Args)]
pub struct OverheadArgs {
    /// Where manifests and nodes come from.
    #[command(flatten)]
    pub input: InputArgs,

    /// Where pods come from, and whose they are.
    #[command(flatten)]
    pub pods: PodArgs,

    /// Which clusters are read.
    #[command(flatten)]
    pub cluster: ClusterArgs,

    /// Format, and the file to write it to instead of standard output: table, wide, json, markdown; repeatable.
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    pub output: Vec<String>,
}

/// Arguments of `diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// BEFORE and AFTER; with --since the paths to compare. Node files are read from the revision too, where it has them.
    #[command(flatten)]
    pub input: InputArgs,

    /// Which clusters are read.
    #[command(flatten)]
    pub cluster: ClusterArgs,

    /// Compare the work tree with this git revision.
    #[arg(long, value_name = "REV")]
    pub since: Option<String>,

    /// Which rules run, and what fails.
    #[command(flatten)]
    pub rules: RuleChoice,

    /// Hide the findings that this file knows; only others are told and count.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub baseline: Option<PathBuf>,

    /// Format, and the file to write it to instead of standard output: table, json, markdown; repeatable.
    #[arg(short, long, value_name = "FORMAT[=FILE]", default_value = "table")]
    pub output: Vec<String>,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A named choice of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PresetArg {
    /// The rules that are on by default.
    Default,
    /// All rules.
    Strict,
}

/// Lowest severity that fails a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Notes, warnings and errors.
    Note,
    /// Warnings and errors.
    Warning,
    /// Errors only.
    Error,
    /// Nothing.
    Never,
}

impl From<FailOn> for Threshold {
    fn from(fail_on: FailOn) -> Self {
        match fail_on {
            FailOn::Note => Self::From(Severity::Note),
            FailOn::Warning => Self::From(Severity::Warning),
            FailOn::Error => Self::From(Severity::Error),
            FailOn::Never => Self::Never,
        }
    }
}
