//! Paths that a service refuses, one of them or all.

use graph_sim::switches::ColonPaths;
use graph_sim::{Fault, Listener, World};

use crate::support::{House, Plan};

fn plan() -> Plan {
    Plan::of_contoso(|world, org| {
        let mut drive = org.drive(world);
        for name in ["odd.txt", "plain.txt", "other.txt"] {
            drive.add_file(&format!("/{name}"), "abc", World::BEGINNING);
        }
    })
}

/// The statuses of Graph's answers about items since the last look.
fn answers(house: &House) -> Vec<Option<u16>> {
    let entries = house.sim.journal().entries();
    house.sim.journal().clear();
    let items = entries.iter().filter(|one| one.path.contains("/root"));
    items.map(|one| one.status).collect()
}

#[tokio::test]
async fn one_refused_path_is_asked_by_its_names_and_all_others_stay_paths() {
    let house = plan().start().await;
    let refused = r#"{"error":{"code":"invalidRequest","message":"no"}}"#;
    let fault = Fault::on(Listener::Graph).path_matches("root:/odd");
    house.sim.faults().add(fault.status(400).body(refused));
    let admin = house.admin().await;
    assert_eq!(admin.stat("/contoso/ada/odd.txt").await.status, 200);
    let told = [Some(400), Some(200), Some(404)];
    assert_eq!(
        answers(&house),
        told,
        "by path, by its names, and a plain path"
    );
    for name in ["plain.txt", "other.txt"] {
        let path = format!("/contoso/ada/{name}");
        assert_eq!(admin.stat(&path).await.status, 200);
        assert_eq!(answers(&house), [Some(200)], "{name}");
    }
    house.stop().await;
}

#[tokio::test]
async fn a_service_that_refuses_all_paths_is_soon_asked_none() {
    let refusing = plan().switch(|all| all.addressing.colon_paths = ColonPaths::Refused);
    let house = refusing.start().await;
    let admin = house.admin().await;
    assert_eq!(admin.stat("/contoso/ada/odd.txt").await.status, 200);
    assert_eq!(answers(&house), [Some(400), Some(200), Some(400)]);
    for name in ["plain.txt", "other.txt"] {
        let path = format!("/contoso/ada/{name}");
        assert_eq!(admin.stat(&path).await.status, 200);
        assert_eq!(answers(&house), [Some(200)], "{name}");
    }
    house.stop().await;
}
