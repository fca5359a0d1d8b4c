//! The rights matrix: every route of every face, asked by every kind of caller at every kind of place.
//!
//! | module | is |
//! |---|---|
//! | `actors` | who asks: the columns |
//! | `places` | where: the columns' other half |
//! | `rows`, `rows_of_files`, `rows_of_disks`, `rows_of_oneself`, `rows_of_administration` | what is asked: one row for each route |
//! | `law` | what is to be answered, by the rules of the design alone |
//! | `scene` | the house in which it is asked |
//! | `keys` | what each actor shows |
//! | `exam` | asks, and looks at the answers |
//! | `sweep` | the way through the table |
//! | `explained` | why, asked of everybody and everywhere |
//! | `spelled` | signed links, however their paths are written |
//! | `deeds`, `questions` | what changes the tree, and what the table says of it |
//! | `held` | who lets a lock live on, and who ends it |
//! | `writes`, `disks` | the same actors at the same places change it: by the use cases, and over WebDAV |

mod actors;
mod deeds;
mod disks;
mod exam;
mod explained;
mod held;
mod keys;
mod law;
mod places;
mod questions;
mod rows;
mod rows_of_administration;
mod rows_of_disks;
mod rows_of_files;
mod rows_of_oneself;
mod scene;
mod spelled;
mod sweep;
mod writes;

use std::collections::BTreeSet;

use onefold::{api, dav, web};

use exam::Exam;
use rows::{ADMINISTRATION, DISKS, FILES, Face, ONESELF, Row, rows};
use scene::Scene;

type Address = (Face, String, String);

/// What the faces offer.
fn routes() -> BTreeSet<Address> {
    let of_api = api::routes().into_iter().map(|route| {
        let method = route.method.to_string();
        (Face::Api, method, route.path.to_owned())
    });
    let of_web = web::ROUTES.iter().flat_map(|route| {
        let methods = route.methods.iter();
        methods.map(|method| (Face::Web, (*method).to_owned(), route.path.to_owned()))
    });
    let of_dav = dav::ROUTES.iter().flat_map(|route| {
        let methods = route.methods.iter();
        methods.map(|method| (Face::Dav, (*method).to_owned(), route.path.to_owned()))
    });
    of_api.chain(of_web).chain(of_dav).collect()
}

#[test]
fn every_route_has_a_row_and_every_row_a_route() {
    let rows = rows().map(|row| (row.face, row.method.to_owned(), row.pattern.to_owned()));
    let rows: Vec<_> = rows.collect();
    let known: BTreeSet<_> = rows.iter().cloned().collect();
    assert_eq!(known.len(), rows.len(), "no row stands twice");
    let routes = routes();
    let without_row: Vec<_> = routes.difference(&known).collect();
    assert!(without_row.is_empty(), "without a row: {without_row:?}");
    let without_route: Vec<_> = known.difference(&routes).collect();
    assert!(
        without_route.is_empty(),
        "without a route: {without_route:?}"
    );
}

/// Asks for every row. The table of the API has none for `HEAD`: whatever takes a `GET` takes it too.
async fn ask_all(exam: &mut Exam<'_>, rows: impl Iterator<Item = &Row>) {
    for row in rows {
        sweep::row(exam, row).await;
        if (row.face, row.method) == (Face::Api, "GET") {
            let head = Row {
                method: "HEAD",
                ..*row
            };
            sweep::row(exam, &head).await;
        }
    }
}

#[tokio::test]
async fn every_actor_is_answered_at_every_place_what_the_table_says() {
    let scene = Scene::start().await;
    let mut exam = Exam::of(&scene);
    ask_all(&mut exam, FILES.iter()).await;
    exam.assert_marks_were_shown();
    exam.assert_nothing_was_remembered();
    exam.end();
    scene.house.stop().await;
}

#[tokio::test]
async fn every_actor_is_answered_at_every_place_over_webdav_what_the_table_says() {
    let scene = Scene::start().await;
    let mut exam = Exam::of(&scene);
    ask_all(&mut exam, DISKS.iter()).await;
    exam.assert_nothing_was_remembered();
    exam.end();
    scene.house.stop().await;
}

#[tokio::test]
async fn every_actor_is_answered_about_himself_and_administration_what_the_table_says() {
    let scene = Scene::start().await;
    let mut exam = Exam::of(&scene);
    ask_all(&mut exam, ONESELF.iter().chain(ADMINISTRATION)).await;
    exam.end();
    scene.assert_nothing_was_lost().await;
    scene.house.stop().await;
}
