//! By which way the bytes go to network disks.

use std::time::Duration;

use graph_sim::{Content, World};
use onefold::domain::{Caller, Conditions, Principal, Right, Rights};
use onefold::services::{FetchRequest, Fetched, Habit, NewGrant, NewRule, RuleContent, Way};

use crate::support::Plan;
use crate::writing::scene::{Scene, path};
use crate::writing::{code, done};

const HABITS: [Habit; 3] = [Habit::Follows, Habit::Remembers, Habit::Stays];

/// The mounts, and by which way a large and a small file go by each habit: `r`edirected, `w`orker, through `u`s.
const MOUNTS: [(&str, &str, [&str; 3]); 8] = [
    ("auto", "delivery: redirect", ["ru", "ru", "uu"]),
    ("redirect", "options: { dav: redirect }", ["ru", "ru", "ru"]),
    ("proxied", "options: { dav: proxy }", ["uu", "uu", "uu"]),
    (
        "proxy",
        "delivery: proxy, options: { dav: redirect }",
        ["uu", "uu", "uu"],
    ),
    ("never", "options: { proxy: never }", ["rr", "rr", "rr"]),
    (
        "contrary",
        "options: { proxy: never, dav: proxy }",
        ["xx", "xx", "xx"],
    ),
    (
        "worker",
        "delivery: worker, options: { worker_url: \"https://dl.example.org/x\" }",
        ["ww", "ww", "uu"],
    ),
    (
        "spared",
        "delivery: worker, options: { worker_url: \"https://dl.example.org/x\", dav: proxy }",
        ["uu", "uu", "uu"],
    ),
];

async fn scene() -> Scene {
    let mut plan = Plan::empty();
    plan.add_writer("contoso", |world, org| {
        let large = Content::Generated {
            seed: 1,
            size: 1024 * 1024,
        };
        world
            .drive_of(&org.ada)
            .add_file("/large.bin", large, World::BEGINNING)
            .add_file("/small.txt", "alpha", World::BEGINNING);
    });
    for (name, options, _) in MOUNTS {
        plan.mount(
            &format!("/contoso/{name}"),
            "contoso",
            "ada@contoso.example",
            options,
        );
    }
    Scene::of(plan.configure("workers: [\"https://dl.example.org\"]")).await
}

async fn fetch(
    scene: &Scene,
    caller: &Caller,
    at: &str,
    way: Way,
    head: bool,
) -> onefold::domain::Result<Fetched> {
    let request = FetchRequest {
        path: path(at),
        way,
        head,
        conditions: Conditions::default(),
        range: None,
        until: None,
        shown_to: None,
    };
    scene
        .house
        .services()
        .downloads
        .fetch(caller, request)
        .await
}

async fn goes(scene: &Scene, caller: &Caller, at: &str, habit: Habit) -> char {
    match fetch(scene, caller, at, Way::ByClient(habit), false).await {
        Ok(Fetched::Redirect { keep_for, .. }) => {
            assert_eq!(
                keep_for.is_some(),
                habit == Habit::Remembers,
                "{at} {habit:?}"
            );
            'r'
        }
        Ok(Fetched::Worker(_)) => 'w',
        Ok(Fetched::Stream { .. }) => 'u',
        refused => {
            assert_eq!(code(refused), "proxy_not_allowed", "{at} {habit:?}");
            'x'
        }
    }
}

#[tokio::test]
async fn the_mount_decides_with_what_the_program_can_do_and_the_size_of_the_file() {
    let scene = scene().await;
    for (mount, _, expected) in MOUNTS {
        for (habit, expected) in HABITS.into_iter().zip(expected) {
            let mut ways = String::new();
            for file in ["large.bin", "small.txt"] {
                let at = format!("/contoso/{mount}/{file}");
                ways.push(goes(&scene, &scene.admin, &at, habit).await);
            }
            assert_eq!(ways, expected, "{mount} {habit:?}");
        }
    }
    scene.stop().await;
}

#[tokio::test]
async fn what_a_player_may_remember_ends_before_the_url_does() {
    let scene = scene().await;
    let way = Way::ByClient(Habit::Remembers);
    let mut kept = Vec::new();
    for _ in 0..4 {
        let sent = fetch(&scene, &scene.admin, "/contoso/auto/large.bin", way, false).await;
        match done(sent) {
            Fetched::Redirect { url, keep_for } => {
                let keep_for = keep_for.expect("it may be remembered");
                let now = onefold::domain::Clock::now(&*scene.house.clock);
                assert!(url.lives(now, keep_for + Duration::from_mins(1)));
                kept.push(keep_for);
            }
            other => panic!("{other:?}"),
        }
        scene.house.advance(Duration::from_mins(20));
    }
    assert!(
        kept.iter().all(|time| *time == Duration::from_mins(10)),
        "{kept:?}"
    );
    scene.stop().await;
}

#[tokio::test]
async fn guests_and_whoever_is_below_a_password_are_sent_nowhere() {
    let scene = scene().await;
    let grant = NewGrant {
        principal: Principal::Guest,
        path: path("/contoso"),
        rights: [Right::List, Right::Read].into_iter().collect::<Rights>(),
    };
    done(scene.administration().grants().create(grant).await);
    let rule = NewRule {
        path: path("/contoso/redirect"),
        content: RuleContent::default(),
        password: Some(onefold::domain::Secret::new("open sesame".to_owned())),
    };
    done(scene.administration().folder_rules().create(rule).await);
    let guest = Caller::anonymous();
    for habit in HABITS {
        assert_eq!(
            goes(&scene, &guest, "/contoso/auto/large.bin", habit).await,
            'u'
        );
        assert_eq!(
            goes(&scene, &scene.admin, "/contoso/redirect/large.bin", habit).await,
            'u'
        );
    }
    scene.stop().await;
}

#[tokio::test]
async fn facts_are_told_by_us_and_a_small_file_costs_no_more_calls_than_a_large_one() {
    let scene = scene().await;
    let browse = &scene.house.services().browse;
    done(browse.whole(&scene.admin, &path("/contoso/auto")).await);
    scene.forget();
    for file in ["/contoso/auto/large.bin", "/contoso/auto/small.txt"] {
        for habit in HABITS {
            let way = Way::ByClient(habit);
            let head = done(fetch(&scene, &scene.admin, file, way, true).await);
            assert!(
                matches!(head, Fetched::Stream { bytes: None, .. }),
                "{head:?}"
            );
            let way = goes(&scene, &scene.admin, file, habit).await;
            let stays = file.contains("small") || habit == Habit::Stays;
            assert_eq!(way, if stays { 'u' } else { 'r' }, "{file} {habit:?}");
        }
    }
    assert_eq!(scene.calls(), 0);
    scene.stop().await;
}
