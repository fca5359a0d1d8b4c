//! The way through a row: all actors, and all places where it is about one.

use onefold::domain::{Right, Scope};
use serde_json::json;

use super::actors::{ACTORS, Actor, Pass, Role, SPARE};
use super::exam::{Asked, Exam, Expected, twin};
use super::keys::Key;
use super::law::{Standing, Verdict};
use super::places::{PLACES, Part, Place, Tenant};
use super::rows::{Address, Answers, Body, Need, Question, Reach, Row, Wish};
use super::scene::Scene;
use crate::support::text;

/// Asks all that a row is about. Of places what is refused comes first, while nothing is remembered of them:
/// whatever a refusal asks of Microsoft is seen then.
pub(super) async fn row(exam: &mut Exam<'_>, row: &Row) {
    let of_places = match row.need {
        Need::Right(right, address, answers) => Some((right, address, answers)),
        Need::Bytes(answers, _) => Some((Right::Read, Address::Path, answers)),
        _ => None,
    };
    if let Some((right, address, answers)) = of_places {
        exam.scene.forget();
        for refused in [true, false] {
            for actor in &ACTORS {
                let wanted = (right, refused);
                places(exam, (row, actor), wanted, (address, answers)).await;
            }
        }
        return;
    }
    for actor in &ACTORS {
        match row.need {
            Need::Right(..) | Need::Bytes(..) => unreachable!("those were asked"),
            Need::Nothing(question, good) => {
                ask(exam, (row, actor), question, Expected::Good(good)).await;
            }
            Need::NoVoid(question, good) => {
                let expected = match actor.standing() {
                    Standing::Refused => Expected::Refused(Verdict::SignIn),
                    Standing::Anonymous | Standing::Known(_) => Expected::Good(good),
                };
                ask(exam, (row, actor), question, expected).await;
            }
            Need::Known(question, good) => {
                let expected = match actor.standing_at(row.face) {
                    Standing::Refused | Standing::Anonymous => Expected::Refused(Verdict::SignIn),
                    Standing::Known(_) => Expected::Good(good),
                };
                ask(exam, (row, actor), question, expected).await;
            }
            Need::Own(wish, question, good) => {
                let expected = own(actor, wish, row, good);
                ask_for_himself(exam, (row, actor), (wish, question), expected).await;
            }
            Need::Office(scope, question, reach) => {
                let expected = office(actor, scope, reach);
                ask(exam, (row, actor), question, expected).await;
            }
        }
    }
}

/// What the own account answers: everything to sessions, a look to tokens that are good for it
/// and for more than a folder.
fn own(actor: &Actor, wish: Wish, row: &Row, good: &'static [u16]) -> Expected {
    // Whoever signs out is signed out, whether or not he was signed in.
    let is_idle = row.pattern == "/@logout" && actor.standing() != Standing::Refused;
    match (actor.standing(), actor.token()) {
        _ if is_idle => Expected::Good(good),
        (Standing::Refused | Standing::Anonymous, _) => Expected::Refused(Verdict::SignIn),
        (Standing::Known(_), None) => Expected::Good(good),
        (Standing::Known(_), Some(token)) => {
            let looks = wish == Wish::Look
                && token.prefix.is_none()
                && token.scopes.contains(&Scope::AccountRead);
            if looks {
                Expected::Good(good)
            } else {
                Expected::Refused(Verdict::Forbidden)
            }
        }
    }
}

/// What is answered about a row of Contoso's.
fn office(actor: &Actor, scope: Scope, reach: Reach) -> Expected {
    let person = match actor.standing() {
        Standing::Refused | Standing::Anonymous => return Expected::Refused(Verdict::SignIn),
        Standing::Known(person) => person,
    };
    let good = actor
        .token()
        .is_none_or(|token| token.prefix.is_none() && token.scopes.contains(&scope));
    match person.role {
        _ if !good => Expected::Refused(Verdict::Forbidden),
        Role::Member => Expected::Refused(Verdict::Forbidden),
        Role::Admin => Expected::Status(reach.server),
        Role::TenantAdmin(Tenant::Contoso) => Expected::Status(reach.here),
        Role::TenantAdmin(Tenant::Fabrikam) => Expected::Status(reach.there),
    }
}

async fn ask(
    exam: &mut Exam<'_>,
    (row, actor): (&Row, &Actor),
    question: Question,
    expected: Expected,
) {
    let key = exam.scene.keys[actor.name].clone();
    ask_with(exam, (row, actor, &key), question, expected).await;
}

async fn ask_with(
    exam: &mut Exam<'_>,
    (row, actor, key): (&Row, &Actor, &Key),
    question: Question,
    expected: Expected,
) {
    let is_done = matches!(expected, Expected::Status(200..=299));
    let target = exam.scene.with_victim(question.target, is_done).await;
    let asked = Asked {
        row,
        actor,
        target,
        body: question.body,
        place: None,
        twin: None,
    };
    exam.ask(asked, key, expected).await;
}

/// A session that ends must not be one that is still needed: somebody else's, by the same way.
async fn ask_for_himself(
    exam: &mut Exam<'_>,
    (row, actor): (&Row, &Actor),
    (wish, question): (Wish, Question),
    expected: Expected,
) {
    let ends = wish == Wish::EndSessions && matches!(expected, Expected::Good(_));
    let key = match actor.pass {
        Pass::Session | Pass::Cookie if ends => {
            let spare = exam.scene.sign_in(SPARE.name).await;
            let by_token = row.pattern == "/api/v1/auth/refresh" || actor.pass == Pass::Session;
            if by_token {
                Key::bearer(&spare)
            } else {
                Key::cookie(&spare)
            }
        }
        _ => exam.scene.keys[actor.name].clone(),
    };
    ask_with(exam, (row, actor, &key), question, expected).await;
}

/// All places: those questions that are to be refused, or all others.
async fn places(
    exam: &mut Exam<'_>,
    (row, actor): (&Row, &Actor),
    (right, refused): (Right, bool),
    (address, answers): (Address, Answers),
) {
    let key = exam.scene.keys[actor.name].clone();
    for place in &PLACES {
        for part in [Part::Folder, Part::File] {
            let Some(path) = place.path(part) else {
                continue;
            };
            for target in targets((row, address), (place, part), &path) {
                let sign = match &key {
                    Key::Sign(signs) => {
                        let door = row.pattern.trim_matches('/').split('/').next();
                        door.and_then(|door| signs.find(door, &path))
                    }
                    _ => None,
                };
                let target = match sign {
                    Some(sign) => format!("{target}?sign={sign}"),
                    None => target,
                };
                let asked = Asked {
                    row,
                    actor,
                    twin: Some(twin(&target, &path)).filter(|_| address != Address::Root),
                    target,
                    body: Body::None,
                    place: Some((place, part)),
                };
                let accounts_only = address
                    == Address::Query {
                        accounts_only: true,
                    };
                let good = answers.of(place, part);
                let expected = asked.about_place(right, accounts_only, good);
                let expected = match expected {
                    Expected::Refused(Verdict::Forbidden | Verdict::Nothing) => {
                        seen(&asked, (place, part)).unwrap_or(expected)
                    }
                    expected => expected,
                };
                if expected.is_refusal() == refused {
                    exam.ask(asked, &key, expected).await;
                }
            }
        }
    }
}

/// What is answered to whoever may not read, where that is no reason to be refused: he may see what is there.
fn seen(asked: &Asked<'_>, (place, part): (&Place, Part)) -> Option<Expected> {
    let Need::Bytes(_, seen) = asked.row.need else {
        return None;
    };
    let listed = asked.about_place(Right::List, false, seen.of(place, part));
    Some(listed).filter(|listed| !listed.is_refusal())
}

impl Answers {
    fn of(&self, place: &Place, part: Part) -> &'static [u16] {
        match part {
            _ if !place.is_there => self.missing,
            Part::Folder if place.is_virtual() => self.virtual_folder,
            Part::Folder => self.folder,
            Part::File => self.file,
        }
    }
}

/// How a row is asked for a place: not at all, or in one way or two.
fn targets(
    (row, address): (&Row, Address),
    (place, part): (&Place, Part),
    path: &str,
) -> Vec<String> {
    match address {
        Address::Root if path == "/" => vec![row.pattern.to_owned()],
        Address::Root => Vec::new(),
        // The face has rows of its own for the root.
        Address::Path if path == "/" => Vec::new(),
        Address::Path => {
            let target = row.pattern.replace("/{*path}", path);
            let is_page = row.pattern == "/{*path}";
            let twice = is_page && part == Part::Folder && place.is_there;
            let slash = twice.then(|| format!("{target}/"));
            std::iter::once(target).chain(slash).collect()
        }
        Address::Query { .. } => vec![format!("{}?path={path}", row.pattern)],
    }
}

impl Scene {
    /// The text with the ids that its names in braces stand for.
    pub(super) fn fill_in(&self, text: &str) -> String {
        let put =
            |text: String, (name, id): (&&str, &String)| text.replace(&format!("{{{name}}}"), id);
        self.ids.iter().fold(text.to_owned(), put)
    }

    /// The same, with something to be removed: made for this question where it will be removed.
    async fn with_victim(&self, text: &str, is_removed: bool) -> String {
        let filled = self.fill_in(text);
        let Some((before, rest)) = filled.split_once("{victim:") else {
            return filled;
        };
        let (kind, after) = rest.split_once('}').expect("it is closed");
        let id = if is_removed {
            self.victim(kind).await
        } else {
            self.ids[kind].clone()
        };
        format!("{before}{id}{after}")
    }

    async fn victim(&self, kind: &str) -> String {
        let home = &self.ids["tenant"];
        let (list, body) = match kind {
            "account" => (
                "accounts",
                json!({ "username": "victim", "password": "a long enough one", "home_tenant_id": home }),
            ),
            "group" => (
                "groups",
                json!({ "name": "Victims", "home_tenant_id": home }),
            ),
            "grant" => (
                "grants",
                json!({ "principal": self.ids["group"], "path": "/contoso/victim", "rights": [] }),
            ),
            "rule" => ("rules", json!({ "path": "/contoso/victim" })),
            _ => {
                let owner = self.sign_in(SPARE.name).await;
                let body = json!({ "name": "victim", "scopes": ["files:read"] });
                let made = owner.post("/api/v1/me/tokens", &body).await;
                return text(&made.json(), "id");
            }
        };
        let made = self.create(&format!("/api/v1/admin/{list}"), &body).await;
        text(&made, "id")
    }

    /// Whoever was refused has removed nothing.
    pub(super) async fn assert_nothing_was_lost(&self) {
        for kind in ["account", "group", "grant", "rule", "tenant", "mount"] {
            let path = format!("/api/v1/admin/{kind}s/{}", self.ids[kind]);
            assert_eq!(self.admin.get(&path).await.status, 200, "{path}");
        }
    }
}
