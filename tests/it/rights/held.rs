//! A lock that the administrator holds: who lets it live on, and who ends it. The same actors are asked at the same
//! places, at either door.

use onefold::domain::{Caller, LockToken, Result, Right, Scope};

use super::actors::{ACTORS, ADMIN, Actor, Pass, Role};
use super::deeds::{lock_request, parse};
use super::disks::{status, unlocked};
use super::law::Verdict;
use super::places::{PLACES, Part, Place};
use super::questions::{Door, End, is_asked};
use super::scene::Scene;
use crate::support::Answer;

/// How it is asked for over WebDAV.
pub(super) const METHODS: [&str; 2] = ["LOCK", "UNLOCK"];

/// Where it is asked: a place of each nature and in each area.
const ASKED: [&str; 6] = [
    "desk-plain",
    "desk-closed",
    "desk-vault",
    "desk-hush",
    "square-safe",
    "far",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Refresh,
    End,
}

/// A lock of a file.
struct Held {
    place: &'static Place,
    path: String,
    token: LockToken,
}

impl Door {
    /// Only whoever may write there has anything to do with it: whose it is lets it live on, and whoever has come to
    /// administer the place may end it, too.
    fn expected_of_held(self, actor: &Actor, place: &Place, wish: Wish) -> End {
        let is_his = actor.person == Some(ADMIN);
        let good = is_his || wish == Wish::End && has_come_to_administer(actor, place);
        match self.law(actor, Right::Write, (place, Part::File)) {
            Verdict::Yes if good => End::Passed,
            Verdict::Yes => End::Refused(Verdict::Forbidden),
            refused => End::Refused(refused),
        }
    }
}

fn has_come_to_administer(actor: &Actor, place: &Place) -> bool {
    let role = actor.person.map(|person| person.role);
    let reaches = matches!(role, Some(Role::TenantAdmin(tenant))
        if place.area.tenant() == Some(tenant));
    reaches
        && match actor.pass {
            Pass::Session | Pass::Cookie => true,
            Pass::Token(token) => {
                token.scopes.contains(&Scope::AdminWrite) && token.prefix.is_none()
            }
            _ => false,
        }
}

impl Scene {
    /// What is wrong with what comes of it.
    pub(super) async fn faults_of_held_locks(&self, door: Door) -> Vec<String> {
        let mut faults = Vec::new();
        for place in PLACES.iter().filter(|it| ASKED.contains(&it.tag)) {
            let mut held = self.hold(place).await;
            self.forget();
            for wish in [Wish::Refresh, Wish::End] {
                for actor in ACTORS.iter().filter(|actor| is_asked(actor)) {
                    let expected = door.expected_of_held(actor, place, wish);
                    faults.extend(
                        self.fault_of_held(door, (actor, &held), (wish, &expected))
                            .await,
                    );
                    if (wish, &expected) == (Wish::End, &End::Passed) {
                        held = self.hold(place).await;
                    }
                }
            }
            let holder = self.holder(place).await;
            let ended = self.wish_by_use_case(&holder, &held, Wish::End).await;
            ended.expect("it is his");
        }
        faults
    }

    async fn holder(&self, place: &Place) -> Caller {
        let mut actors = ACTORS.iter();
        let holder = actors.find(|it| it.person == Some(ADMIN) && it.pass == Pass::Session);
        let holder = self.caller(holder.expect("a column"), place, place.folder);
        holder.await.expect("he is known")
    }

    async fn hold(&self, place: &'static Place) -> Held {
        let path = place.path(Part::File).expect("it has a file");
        let locks = &self.house.services().locks;
        let holder = self.holder(place).await;
        let locked = locks.lock(&holder, &parse(&path), lock_request()).await;
        let token = locked
            .expect("nobody holds another one")
            .lock
            .lock
            .token
            .clone();
        Held { place, path, token }
    }

    async fn fault_of_held(
        &self,
        door: Door,
        (actor, held): (&Actor, &Held),
        (wish, expected): (Wish, &End),
    ) -> Option<String> {
        let journal = self.house.sim.journal();
        journal.clear();
        let (is_right, told) = match door {
            Door::UseCases => {
                let caller = self.caller(actor, held.place, &held.path).await;
                let done = match caller {
                    Ok(caller) => self.wish_by_use_case(&caller, held, wish).await,
                    Err(error) => Err(error),
                };
                let end = done.map_or_else(|error| End::of(&error), |()| End::Passed);
                (end == *expected, format!("{end:?}"))
            }
            Door::Disks => {
                let status = self.wish_over_webdav(actor, held, wish).await.status;
                (
                    answers(wish, expected).contains(&status),
                    status.to_string(),
                )
            }
        };
        let calls = journal.entries().len();
        let told = format!("{told} after {calls} calls, not {expected:?}");
        let is_good = is_right && calls == 0;
        (!is_good).then(|| format!("{wish:?} {} by {}: {told}", held.path, actor.name))
    }

    async fn wish_by_use_case(&self, caller: &Caller, held: &Held, wish: Wish) -> Result<()> {
        let (locks, path) = (&self.house.services().locks, parse(&held.path));
        match wish {
            Wish::Refresh => {
                let refreshed = locks.refresh(caller, &path, &held.token, None).await;
                refreshed.map(drop)
            }
            Wish::End => locks.unlock(caller, &path, &held.token).await,
        }
    }

    async fn wish_over_webdav(&self, actor: &Actor, held: &Held, wish: Wish) -> Answer {
        let target = format!("/dav{}", parse(&held.path).to_url());
        let token = format!("<{}>", held.token.as_str());
        let request = match wish {
            Wish::Refresh => {
                let request = self.sender.request("LOCK", &target);
                request.header("if", format!("({token})"))
            }
            Wish::End => {
                let request = self.sender.request("UNLOCK", &target);
                request.header("lock-token", token)
            }
        };
        let request = unlocked(held.place, request);
        Answer::of(self.keys[actor.name].show(request)).await
    }
}

/// The statuses that say so. Of a lock that somebody may not see, `If` does not hold.
fn answers(wish: Wish, expected: &End) -> Vec<u16> {
    match (wish, expected) {
        (Wish::Refresh, End::Passed) => vec![200],
        (Wish::End, End::Passed) => vec![204],
        (Wish::Refresh, End::Refused(refused)) if *refused != Verdict::SignIn => {
            vec![403, 404, 412]
        }
        (_, refused) => status(refused).into_iter().collect(),
    }
}
