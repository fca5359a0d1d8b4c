//! Faults of bytes on their way.

use graph_sim::Listener;

use super::blow::Blow;
use super::scene::Scene;
use super::trouble::{HTML, PAGE, Trouble};

/// The content host refuses the URL, or answers with something else than the file.
pub(super) fn refusals() -> Vec<Trouble> {
    let part = [("content-range", "bytes 3-5/10"), ("content-length", "3")];
    let elsewhere = [("location", "http://127.0.0.1:1/")];
    let mut all: Vec<_> = [401, 403, 404, 410]
        .map(|status| Trouble::passing(&format!("{status}, URL refused"), Blow::status(status)))
        .into();
    all.extend([
        Trouble::lasting("302", Blow::answer(302, &elsewhere, "")),
        Trouble::passing("200, HTML", Blow::answer(200, &[HTML], PAGE)),
        Trouble::passing("200, empty", Blow::status(200)),
        Trouble::passing("another part", Blow::answer(206, &part, "abc")),
    ]);
    all
}

/// The body ends too early. As long as each try brings new bytes, it goes on.
pub(super) fn cuts() -> Vec<Trouble> {
    vec![
        Trouble::passing("cut at byte 0", Blow::Cut(0)),
        Trouble::harmless("cut in the middle", Blow::Cut(Scene::MIDDLE)),
        Trouble::harmless("cut before the last byte", Blow::Cut(Scene::LENGTH - 1)),
        Trouble::passing("silence at byte 0", Blow::SilenceAfter(0)),
        Trouble::harmless("silence in the middle", Blow::SilenceAfter(Scene::MIDDLE)),
    ]
}

/// The body is cut in the middle, and going on meets the next trouble.
pub(super) fn resumptions() -> Vec<Trouble> {
    let part = [
        ("content-range", "bytes 0-2/10000"),
        ("content-length", "3"),
    ];
    let pause = || Blow::answer(429, &[("retry-after", "120")], "");
    let then = |name: &str, listener, blow: Blow| {
        Trouble::passing(&format!("cut, then {name}"), blow.after_a_cut(listener))
    };
    let never = |name: &str, listener, blow: Blow| {
        Trouble::lasting(&format!("cut, then {name}"), blow.after_a_cut(listener))
    };
    let (content, graph) = (Listener::Content, Listener::Graph);
    vec![
        then("503", content, Blow::status(503)),
        never("429, wait 120 s", content, pause()),
        then("reset", content, Blow::Reset),
        then("404, URL refused", content, Blow::status(404)),
        then("200, HTML", content, Blow::answer(200, &[HTML], PAGE)),
        then("another part", content, Blow::answer(206, &part, "abc")),
        then("cut at byte 0", content, Blow::Cut(0)),
        then("503 of Graph", graph, Blow::status(503)),
        never("429 of Graph, wait 120 s", graph, pause()),
        then(
            "200, HTML of Graph",
            graph,
            Blow::answer(200, &[HTML], PAGE),
        ),
        Trouble::lasting("cut, file changed", Blow::CutAndChanged(Scene::LENGTH)),
        Trouble::lasting("cut, file shortened", Blow::CutAndChanged(Scene::MIDDLE)),
    ]
}
