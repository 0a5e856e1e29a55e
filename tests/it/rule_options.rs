//! Options of rules: declared as statics, set by configs, read by type.

use daemonset_lint::config::{self, InForce, Overrides, RunInForce};
use daemonset_lint::lint::{
    Activation, Category, Check, ListOption, Needs, NumberOption, Page, QuantityOption, Rule, RuleOption,
    Severity, Unit, rules::ALL,
};
use daemonset_lint::yaml::SourceFile;

static SHARE: NumberOption = NumberOption {
    name: "max-percent",
    summary: "a share",
    unit: Unit::Percent,
    default: 50,
    min: 1,
    max: 100,
};
static COUNT: NumberOption =
    NumberOption { name: "count", summary: "a number", unit: Unit::Count, default: 3, min: 0, max: 9 };
static MEMORY: QuantityOption = QuantityOption { name: "memory", summary: "an amount", default: "1Gi" };
static NAMES: ListOption = ListOption { name: "names", summary: "names", default: &["a"] };

static RULE: Rule = Rule {
    id: "some-rule",
    summary: "some defect",
    category: Category::Rollout,
    severity: Severity::Warning,
    default: Activation::Off,
    needs: Needs::Manifest,
    options: &[
        RuleOption::Number(&SHARE),
        RuleOption::Number(&COUNT),
        RuleOption::Quantity(&MEMORY),
        RuleOption::List(&NAMES),
    ],
    yields_to: &[],
    page: Page { what: "", why: "", remedy: "", bad: "", good: "", links: &[] },
    check: Check::Run(|_, _| {}),
};

/// What is in force under `some-rule: <setting>`.
fn in_force(setting: &str) -> InForce {
    let source = SourceFile::new("config", format!("version: 1\nrules: {{some-rule: {setting}}}\n"));
    let config = config::parse(&source, &[&RULE]).unwrap_or_else(|faults| panic!("{setting}: {faults:?}"));
    InForce::new(Some(&config), &Overrides::default(), &[&RULE])
}

fn fault(setting: &str) -> String {
    let source = SourceFile::new("config", format!("version: 1\nrules: {{some-rule: {setting}}}\n"));
    let faults = config::parse(&source, &[&RULE]).unwrap_err();
    faults.iter().map(|fault| format!("{} ({})", fault.message, fault.help)).collect::<Vec<_>>().join("\n")
}

#[test]
fn options_have_their_defaults_until_they_are_set() {
    let profile = in_force("on").profile;
    let options = profile.options(&RULE);
    assert_eq!((options.number(&SHARE), options.number(&COUNT)), (50, 3));
    assert_eq!(options.quantity(&MEMORY), "1Gi".parse().unwrap());
    assert_eq!(options.list(&NAMES), ["a"]);

    let profile = in_force("{max-percent: 20%, count: 0, memory: 100M, names: [b, c]}").profile;
    let options = profile.options(&RULE);
    assert_eq!((options.number(&SHARE), options.number(&COUNT)), (20, 0));
    assert_eq!(options.quantity(&MEMORY), "100M".parse().unwrap());
    assert_eq!(options.list(&NAMES), ["b", "c"]);
}

#[test]
fn options_alone_turn_nothing_on() {
    assert!(!in_force("{count: 1}").profile.runs(&RULE));
    assert!(in_force("{count: 1, severity: note}").profile.runs(&RULE));
    assert!(in_force("on").profile.runs(&RULE));
}

#[test]
fn values_out_of_bounds_and_of_other_kinds_are_faults() {
    let cases = [
        ("{max-percent: 0}", "max-percent is no percentage from 1 to 100 (the default is 50)"),
        ("{max-percent: 101%}", "max-percent is no percentage from 1 to 100 (the default is 50)"),
        ("{count: 20%}", "count is no whole number from 0 to 9 (the default is 3)"),
        ("{count: 1.5}", "count is no whole number from 0 to 9 (the default is 3)"),
        ("{memory: much}", "memory is no amount (write an amount such as 1Gi)"),
        ("{memory: [1]}", "memory is no amount (write an amount such as 1Gi)"),
        ("{names: a}", "names is no list (write names: [value])"),
        ("{names: [1]}", "the item is no string (quote it)"),
        ("{max-precent: 1}", "unknown option of some-rule \"max-precent\" (did you mean max-percent?)"),
        (
            "{zzz: 1}",
            "unknown option of some-rule \"zzz\" (known are severity, max-percent, count, memory, names)",
        ),
    ];
    for (setting, wanted) in cases {
        assert_eq!(fault(setting), wanted, "{setting}");
    }
}

#[test]
fn presets_turn_opt_in_rules_on_and_the_config_still_decides() {
    let strict = Overrides { preset: Some(config::Preset::Strict), ..Overrides::default() };
    let runs = |text: &str, overrides: &Overrides| {
        let config = config::parse(&SourceFile::new("config", text), &[&RULE]).unwrap();
        InForce::new(Some(&config), overrides, &[&RULE]).profile.runs(&RULE)
    };
    assert!(!runs("version: 1", &Overrides::default()));
    assert!(runs("version: 1", &strict));
    assert!(runs("{version: 1, preset: strict}", &Overrides::default()));
    assert!(!runs("{version: 1, preset: strict, rules: {some-rule: off}}", &strict));
    let default = Overrides { preset: Some(config::Preset::Default), ..Overrides::default() };
    assert!(!runs("{version: 1, preset: strict}", &default), "the flag comes first");
}

#[test]
fn the_config_in_force_and_its_schema_show_options() {
    let source = SourceFile::new("config", "version: 1\nrules: {some-rule: {severity: error, names: [b]}}\n");
    let config = config::parse(&source, &[&RULE]).unwrap();
    let shown = config::show(
        Some(&config),
        &InForce::new(Some(&config), &Overrides::default(), &[&RULE]),
        &RunInForce::default(),
    );
    insta::assert_snapshot!("options_in_force", shown);
    let schema = serde_json::to_string_pretty(&config::schema(&[&RULE])["properties"]["rules"]).unwrap();
    insta::assert_snapshot!("options_in_the_schema", schema);
}

/// An option that a rule reads but does not list could never be set.
#[test]
fn every_rule_lists_its_options_with_sound_defaults() {
    for rule in ALL {
        let file = format!("src/lint/rules/{}.rs", rule.id.replace('-', "_"));
        let code = std::fs::read_to_string(file).unwrap();
        let kinds = ["NumberOption =", "QuantityOption =", "ListOption ="];
        let declared: usize = kinds.iter().map(|kind| code.matches(kind).count()).sum();
        assert_eq!(declared, rule.options.len(), "{}: an option is declared but not listed", rule.id);
        for option in rule.options {
            assert_ne!(option.name(), "severity", "{}", rule.id);
            match option {
                RuleOption::Number(option) => assert!((option.min..=option.max).contains(&option.default)),
                RuleOption::Quantity(option) => {
                    assert!(option.default.parse::<daemonset_lint::placement::Quantity>().is_ok());
                }
                RuleOption::List(_) => {}
            }
        }
    }
}
