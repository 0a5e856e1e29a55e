//! Derived files are current. `UPDATE_GENERATED=1 cargo test --test generated` writes them anew.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may fail loudly")]

mod schema_table;

use std::path::Path;

#[test]
fn the_schema_table_is_current() {
    assert_current("src/manifest/schema/generated.rs", &schema_table::render());
}

/// Compares a committed file with what it should be, or writes it when asked to.
fn assert_current(path: &str, expected: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE_GENERATED").is_some() {
        std::fs::write(&file, expected).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        committed == expected,
        "{path} is out of date; run `UPDATE_GENERATED=1 cargo test --test generated` and commit the result"
    );
}
