//! The decision held against the law: random worlds, and somebody slow who judges them too.

mod actor;
mod case;
mod dice;
mod law;
mod reasons;
mod spelling;
mod world;

use std::thread;

use crate::domain::{Right, VirtualPath};

use actor::Actor;
use case::{Case, Seen};
use dice::Dice;
use spelling::{NAMES, all_escaped, escaped, spelled};
use world::{Clay, Name, Place, joined};

/// How many worlds are judged.
const WORLDS: u64 = 100_000;

/// How many paths are written in other ways, and how many of them in each world.
const SPELLINGS: u64 = 100_000;
const SPELLINGS_IN_A_WORLD: u64 = 5;

/// Everything that a decision can come to, and every reason for it.
const ALL: [&str; 26] = [
    "Allowed",
    "Passage",
    "Locked",
    "Denied",
    "Hidden",
    "Full",
    "NameOnly",
    "Absent",
    "closed below",
    "sees all",
    "hidden below",
    "scope_lacking",
    "outside_token",
    "outside_link",
    "administrator",
    "tenant_administrator",
    "granted",
    "closed",
    "nothing_granted",
    "hidden",
    "revealed",
    "leads_to_grant",
    "leads_to_tenant",
    "locked",
    "unlocked",
    "by link",
];

/// What only comes up where more than one path is looked at.
const OF_MANY_PATHS: [&str; 6] = [
    "Full",
    "NameOnly",
    "Absent",
    "closed below",
    "sees all",
    "hidden below",
];

/// What was seen in all of these cases together. Each has dice of its own, so that one can be played again
/// alone, and two players halve the time.
fn play(cases: u64, game: impl Fn(&Clay, &mut Dice, &mut Seen) + Sync) -> Seen {
    let clay = Clay::new(&mut Dice::of(u64::MAX));
    let half = |first| {
        let mut seen = Seen::new();
        for case in (first..cases).step_by(2) {
            game(&clay, &mut Dice::of(case), &mut seen);
        }
        seen
    };
    thread::scope(|scope| {
        let other = scope.spawn(|| half(1));
        let mut seen = half(0);
        for (what, times) in other.join().expect("the cases hold") {
            *seen.entry(what).or_default() += times;
        }
        seen
    })
}

/// Worlds in which nothing happens would agree about everything.
fn assert_all_seen(seen: &Seen, wanted: impl Fn(&&str) -> bool) {
    for what in ALL.into_iter().filter(wanted) {
        let times = seen.get(what).copied().unwrap_or_default();
        assert!(times > 500, "{what} was seen {times} times: {seen:#?}");
    }
}

#[test]
fn decisions_and_explanations_agree_with_the_law_in_random_worlds() {
    let seen = play(WORLDS, |clay, dice, seen| {
        let world = clay.world(dice);
        let actor = Actor::of(clay, &world, dice);
        let case = Case::new(&world, &actor);
        for _ in 0..3 {
            case.judge(actor.wish(dice), case.somewhere(clay, dice), seen);
        }
        case.judge(Right::List, case.somewhere(clay, dice), seen);
        case.look_into(case.somewhere(clay, dice), dice, seen);
        case.judge_all(actor.wish(dice), case.somewhere(clay, dice), seen);
    });
    assert_all_seen(&seen, |_| true);
    let times = |what| seen.get(what).copied().unwrap_or_default();
    assert!(
        times("too strict") * 20 < times("hidden below"),
        "{seen:#?}"
    );
}

#[test]
fn a_path_is_decided_alike_however_it_is_written() {
    let seen = play(SPELLINGS / SPELLINGS_IN_A_WORLD, |clay, dice, seen| {
        let world = clay.world(dice);
        let actor = Actor::of(clay, &world, dice);
        let case = Case::new(&world, &actor);
        for _ in 0..SPELLINGS_IN_A_WORLD {
            let right = match dice.below(4) {
                0 => Right::List,
                _ => actor.wish(dice),
            };
            let at = match actor.places().last() {
                Some(linked) if actor.comes_by_link() => linked,
                _ => case.somewhere_told_of(clay, dice),
            };
            let names = names(at, dice);
            let plain = joined(names.iter().map(|name| (*name).to_owned()));
            let plain = VirtualPath::parse(&plain).expect("a path");
            let slash = *dice.pick(&["", "/"]);
            let raw = format!("{}{slash}", raw_of(&names, dice));
            let read = VirtualPath::from_raw(&raw).expect("a path");
            assert_eq!(read.trailing_slash, !slash.is_empty(), "{raw}");
            let expected = case.explain(right, &plain);
            assert_eq!(case.explain(right, &read.path), expected, "{raw}");
            case.judge_path(right, &names, &read.path, seen);

            let (literal, raw) = escaped_twice(&names, dice);
            let read = VirtualPath::from_raw(&raw).expect("a path").path;
            assert_eq!(read.as_str(), literal, "decoded once: {raw}");
            assert_ne!(read.key(), plain.key(), "another place: {raw}");
        }
    });
    assert_all_seen(&seen, |what| !OF_MANY_PATHS.contains(what));
}

/// Where something stands, or a folder above or below: elsewhere all spellings would agree that there is
/// nothing.
fn names(at: &Place, dice: &mut Dice) -> Vec<Name> {
    let mut names = at.names.clone();
    match dice.below(5) {
        0 | 1 if names.len() > 1 => drop(names.pop()),
        2 => names.push(*dice.pick(&NAMES)),
        _ if names.is_empty() => names.push(*dice.pick(&NAMES)),
        _ => {}
    }
    names
}

#[test]
fn a_name_that_was_escaped_twice_is_decided_as_the_name_it_then_is() {
    let clay = Clay::new(&mut Dice::of(0));
    let (mut apart, mut seen) = (0, Seen::new());
    for case in 0..1_000 {
        let dice = &mut Dice::of(case);
        let world = clay.world(dice);
        let actor = Actor::of(&clay, &world, dice);
        let case = Case::new(&world, &actor);
        // `%61` is one of the names there are, so that there may be grants for it, which are not those of `a`.
        let read = VirtualPath::from_raw("/%2561").expect("a path").path;
        case.judge_path(Right::Read, &["%61"], &read, &mut seen);
        let plain = VirtualPath::from_raw("/%61").expect("a path").path;
        case.judge_path(Right::Read, &["a"], &plain, &mut seen);
        let differ = case.explain(Right::Read, &read) != case.explain(Right::Read, &plain);
        apart += usize::from(differ);
    }
    assert!(apart > 100, "{apart}");
}

/// A raw path for these names.
fn raw_of(names: &[&str], dice: &mut Dice) -> String {
    let names = names.iter();
    joined(names.map(|name| escaped(&spelled(name, dice), dice)))
}

/// A path whose names look escaped, and the raw path that means it.
fn escaped_twice(names: &[&str], dice: &mut Dice) -> (String, String) {
    let names = names.iter();
    let literal = joined(names.map(|name| all_escaped(&spelled(name, dice), dice)));
    let raw = literal.replace('%', "%25");
    (literal, raw)
}
