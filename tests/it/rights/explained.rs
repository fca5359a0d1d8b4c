//! What `explain` says, of everybody, everywhere, held against the law.

use onefold::domain::Right;

use super::actors::{ADMIN, DISABLED, PEOPLE};
use super::law::explained;
use super::places::{PLACES, Part};
use super::scene::Scene;
use crate::support::{House, encoded, text};

#[tokio::test]
async fn what_is_explained_is_what_the_law_says() {
    let scene = Scene::start().await;
    let accounts = scene.admin.get("/api/v1/admin/accounts").await.json();
    let mut rows = accounts["items"].as_array().expect("a list").iter();
    let root = rows.find(|row| row["username"] == House::USERNAME);
    let root = text(root.expect("he was made"), "id");
    // Whose account is disabled may do nothing, whatever was granted to him.
    let people = PEOPLE.into_iter().filter(|person| *person != DISABLED);
    let people = people.map(|person| (Some(person), scene.people[person.name].clone()));
    let others = [(None, "guest".to_owned()), (Some(ADMIN), root)];
    let mut faults = Vec::new();
    let mut outcomes = std::collections::BTreeSet::new();
    for (person, principal) in people.chain(others) {
        for place in &PLACES {
            let parts = [Part::Folder, Part::File].into_iter();
            for path in parts.filter_map(|part| place.path(part)) {
                for right in Right::ALL {
                    let query = format!(
                        "principal={principal}&path={}&right={}",
                        encoded(&path),
                        right.name()
                    );
                    let answer = scene
                        .admin
                        .get(&format!("/api/v1/admin/grants/explain?{query}"))
                        .await;
                    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
                    let (told, law) = (answer.json(), explained(person, right, place));
                    outcomes.insert(law);
                    if told["outcome"] != law {
                        let name = person.map_or("guest", |person| person.name);
                        faults.push(format!("{name} {right:?} {path}: {told}, not {law}"));
                    }
                }
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{}:\n{}",
        faults.len(),
        faults.join("\n")
    );
    assert_eq!(outcomes.len(), 5, "{outcomes:?}");
    let asked = scene.house.sim.journal().entries();
    assert!(asked.is_empty(), "nothing is asked of Microsoft: {asked:?}");
    scene.house.stop().await;
}
