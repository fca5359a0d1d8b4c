//! The files of groups.

use graph_sim::{Site, World};

use crate::kit::Bed;

#[tokio::test]
async fn a_groups_drive_is_the_library_of_its_site() {
    let bed = Bed::start().await;
    let team = bed.sim.change(|world| {
        let team = world.add_site(&bed.contoso, Site::team("sites/team", "Team"));
        world.add_library(&team, "Archive");
        world
            .drive_by(&team.drive)
            .add_file("/plan.txt", "plan", World::BEGINNING);
        team
    });
    let group = team.group_id.as_deref().unwrap();
    let drive = bed.get(&format!("/groups/{group}/drive")).await.json();
    assert_eq!(drive["id"], team.drive.id.as_str());
    assert_eq!(drive["owner"]["group"]["id"], group);
    let names = bed.names(&format!("/groups/{group}/drives")).await;
    assert_eq!(names, ["Documents", "Archive"]);
    let file = format!("/groups/{group}/drive/root:/plan.txt");
    assert_eq!(bed.get(&file).await.json()["size"], 4);
    let named = format!("/groups/{group}/drives/{}/root/children", team.drive.id);
    assert_eq!(bed.names(&named).await, ["plan.txt"]);
    let named = format!("/sites/{}/drives/{}/root/children", team.id, team.drive.id);
    assert_eq!(bed.names(&named).await, ["plan.txt"]);
}

#[tokio::test]
async fn an_unknown_group_has_no_drive() {
    let bed = Bed::start().await;
    let news = bed.sim.change(|world| {
        let site = Site::communication("sites/news", "News");
        world.add_site(&bed.contoso, site)
    });
    assert_eq!(news.group_id, None);
    let answer = bed
        .get("/groups/5f0f2f9e-0000-4000-8000-000000000000/drive")
        .await;
    assert_eq!(
        answer.refusal(),
        (404, "Request_ResourceNotFound".to_owned())
    );
}
