//! What the fuzz targets share: what must hold of places, of rules and of reports, whatever the text.

pub mod exact;
pub mod places;
pub mod reports;
pub mod run;

/// Keeps all work on the thread of the fuzzer, which makes runs repeatable.
pub fn start() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
    pool.build_global().expect("the pool is made once");
}
