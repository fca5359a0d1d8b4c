//! Figures for Prometheus.
//!
//! Layers count through the facade of the `metrics` crate, under the names below; this is the one
//! place that gathers them. No label ever holds a path, a name or an id: figures are shown to programs
//! that have no rights in the tree.

use std::sync::OnceLock;

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

/// The figures of this process. Clones share them.
#[derive(Clone)]
pub struct Metrics(PrometheusHandle);

/// One gatherer a process: the facade knows one recorder.
static GATHERER: OnceLock<Metrics> = OnceLock::new();

/// Upper bounds of the buckets for times, in seconds: from an answer out of memory to a visitor's
/// patience.
const SECONDS: [f64; 9] = [0.001, 0.005, 0.02, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0];

impl Metrics {
    /// Gathers from now on; later calls answer the same figures.
    pub fn gather() -> Self {
        GATHERER.get_or_init(Self::install).clone()
    }

    /// All figures in Prometheus' text form (exposition format 0.0.4).
    pub fn render(&self) -> String {
        self.0.render()
    }

    /// Tidies up; to be called now and then, or histograms grow.
    pub fn tidy(&self) {
        self.0.run_upkeep();
    }

    fn install() -> Self {
        let builder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
            .expect("the bounds are not empty");
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        // Somebody else's recorder may be there already, in a test of another library; then ours stays
        // empty, which harms nobody.
        let _ = metrics::set_global_recorder(recorder);
        describe();
        Self(handle)
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Metrics")
    }
}

/// What is counted, by the name under which layers count it. Labels and their values are listed in
/// `docs/OPERATIONS.md`.
const COUNTERS: [(&str, Unit, &str); 9] = [
    (
        "onefold_requests_total",
        Unit::Count,
        "Requests answered, by face and status",
    ),
    (
        "onefold_deliveries_total",
        Unit::Count,
        "Files handed out, by delivery",
    ),
    (
        "onefold_bytes_total",
        Unit::Bytes,
        "Bytes of files that went through this server, by delivery",
    ),
    (
        "onefold_cache_lookups_total",
        Unit::Count,
        "Questions to the memory of drives, by what was looked for and whether it was there",
    ),
    (
        "onefold_upstream_calls_total",
        Unit::Count,
        "Requests made to Microsoft, by operation and outcome",
    ),
    (
        "onefold_resource_units_total",
        Unit::Count,
        "Resource units of Microsoft's that calls have cost",
    ),
    (
        "onefold_throttle_pauses_total",
        Unit::Count,
        "Pauses that Microsoft asked for, by service",
    ),
    (
        "onefold_budget_refusals_total",
        Unit::Count,
        "Calls not made since their turn would have come too late, by cause",
    ),
    (
        "onefold_old_copies_total",
        Unit::Count,
        "Pages shown from an old copy while Microsoft failed",
    ),
];

/// What is measured.
const HISTOGRAMS: [(&str, &str); 2] = [
    (
        "onefold_request_seconds",
        "Time until the head of an answer, by face",
    ),
    (
        "onefold_upstream_call_seconds",
        "Time of one request to Microsoft, by operation; of a download, until its head",
    ),
];

/// What stands at this moment.
const GAUGES: [(&str, &str); 2] = [
    (
        "onefold_upstream_calls_under_way",
        "Calls to Graph and its content hosts under way, their heads or bodies not yet read",
    ),
    (
        "onefold_upstream_calls_waiting",
        "Calls waiting, by what for: the budget or a place",
    ),
];

fn describe() {
    for (name, unit, what) in COUNTERS {
        describe_counter!(name, unit, what);
    }
    for (name, what) in HISTOGRAMS {
        describe_histogram!(name, Unit::Seconds, what);
    }
    for (name, what) in GAUGES {
        describe_gauge!(name, Unit::Count, what);
    }
}
