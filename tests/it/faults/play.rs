//! Cases played on servers: as many on one as don't disturb each other.

use std::collections::BTreeMap;

use futures_util::{StreamExt as _, stream};

use super::outcome::Got;
use super::row::{Calls, Case, Cell, Row};
use super::scene::{Place, Scene};
use super::stage::{Door, Stage};

/// A case by one door, with the case's number.
#[derive(Clone, Debug)]
struct Act {
    number: usize,
    case: Case,
    door: Door,
}

/// Acts on one server. The waits of all of them together stay below the time after which the server looks
/// by itself at organizations that are not well, which would be counted here.
const ACTS: usize = 12;

/// Servers under way at once: those that are met with silence wait for real, and not for a processor.
const SLOW_AT_ONCE: usize = 12;
const QUICK_AT_ONCE: usize = 8;

/// Plays all cases and gives their rows, in the same order.
pub(super) async fn all(cases: Vec<Case>) -> Vec<Row> {
    let is_slow = |acts: &Vec<Act>| acts.iter().any(|act| act.case.is_slow());
    let (slow, quick): (Vec<_>, Vec<_>) = divide(&cases).into_iter().partition(is_slow);
    let (slow, quick) = tokio::join!(play_all(slow, SLOW_AT_ONCE), play_all(quick, QUICK_AT_ONCE));
    let mut cells: BTreeMap<usize, Vec<Cell>> = BTreeMap::new();
    for (number, cell) in slow.into_iter().chain(quick) {
        cells.entry(number).or_default().push(cell);
    }
    let row = |(number, case): (usize, Case)| {
        let found = cells.get(&number).cloned().unwrap_or_default();
        let by = |door| found.iter().find(|cell: &&Cell| cell.door == door).cloned();
        Row {
            cells: Door::ALL.into_iter().filter_map(by).collect(),
            case,
        }
    };
    cases.into_iter().enumerate().map(row).collect()
}

async fn play_all(plays: Vec<Vec<Act>>, at_once: usize) -> Vec<(usize, Cell)> {
    let playing = plays.into_iter().map(play);
    let played: Vec<_> = stream::iter(playing)
        .buffer_unordered(at_once)
        .collect()
        .await;
    played.into_iter().flatten().collect()
}

fn divide(cases: &[Case]) -> Vec<Vec<Act>> {
    let mut plays: Vec<Vec<Act>> = Vec::new();
    for (number, case) in cases.iter().enumerate() {
        for door in case.stage.doors() {
            let act = Act {
                number,
                case: case.clone(),
                door: *door,
            };
            match plays.last_mut() {
                Some(acts)
                    if acts.len() < ACTS
                        && acts.iter().all(|other| go_together(&other.case, case)) =>
                {
                    acts.push(act);
                }
                _ => plays.push(vec![act]),
            }
        }
    }
    plays
}

/// Whether both can be played on one server.
fn go_together(one: &Case, other: &Case) -> bool {
    one.is_beside(other) && !one.is_slow() && !other.is_slow()
}

async fn play(acts: Vec<Act>) -> Vec<(usize, Cell)> {
    let Some(Act { case, .. }) = acts.first() else {
        return Vec::new();
    };
    let scene = Scene::set(case, acts.len()).await;
    if case.stage == Stage::Token {
        for place in &scene.places {
            scene.prepare(place, case.stage).await;
        }
        scene.let_tokens_expire();
    }
    let mut cells = Vec::new();
    for (act, place) in acts.iter().zip(&scene.places) {
        if act.case.stage != Stage::Token {
            scene.prepare(place, act.case.stage).await;
            scene.let_tokens_settle();
        }
        cells.push((act.number, act.play(&scene, place).await));
    }
    scene.house.stop().await;
    cells
}

impl Act {
    async fn play(&self, scene: &Scene, place: &Place) -> Cell {
        let Case {
            stage,
            trouble,
            often,
            ..
        } = &self.case;
        let (sim, clock) = (&scene.house.sim, &scene.house.clock);
        sim.journal().clear();
        clock.take_skipped();
        for fault in trouble.blow.faults(*stage, *often, (scene, place)) {
            sim.faults().add(fault);
        }
        let (got, ()) = tokio::join!(
            Got::ask(scene, place, (*stage, self.door)),
            scene.meddle(&trouble.blow, place)
        );
        let calls = Calls::of(&sim.journal().entries());
        let waits = clock.take_skipped();
        sim.faults().clear();
        Cell {
            door: self.door,
            calls,
            waits,
            outcome: got.judge(scene, (*stage, self.door)).await,
        }
    }
}
