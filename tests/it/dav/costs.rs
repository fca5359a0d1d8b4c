//! What a network disk costs at Microsoft's, counted on the simulator's journal.

use graph_sim::Listener;

use super::{Disk, ROOT};
use crate::support::Answer;

/// A time that a client has kept: 14 July 2017.
const MTIME: &str = "1500000000";

const LOOK: &str = "GET /items/{item}";
const PUT: &str = "PUT /items/{item}/content";
const SESSION: &str = "POST /items/{item}/createUploadSession";
const FRAGMENT: &str = "PUT {upload}";

impl Disk {
    /// The routes that were asked since the last look, in order, however the item was addressed.
    fn routes(&self) -> Vec<String> {
        let journal = self.house.sim.journal();
        let entries = journal.entries();
        journal.clear();
        let asked = entries
            .into_iter()
            .filter(|one| one.listener != Listener::Login);
        let item = "/items/{item}";
        let plain = |route: &str| {
            let route = route.replace("/drives/{drive}", "");
            let route = route.replace("/items/{item}:/{path}", item);
            route.replace("/root:/{path}", item).replace("}:/", "}/")
        };
        asked.map(|one| plain(&one.route)).collect()
    }

    async fn put_with(&self, path: &str, headers: &[(&str, &str)], content: &'static str) -> u16 {
        let mut request = self.request("PUT", path).body(content);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::of(request).await.status
    }

    /// A disk on which a folder has been looked into, as whoever copies files looks first, and one file was
    /// written: the drive is known, and how much room it has.
    async fn looked_into() -> Self {
        let disk = Self::start().await;
        let docs = format!("{ROOT}/docs/");
        assert_eq!(disk.hrefs(&docs).await.len(), 4);
        let first = disk.put(&format!("{docs}first.txt"), "first").await;
        assert_eq!(first.status, 201);
        disk.routes();
        disk
    }
}

#[tokio::test]
async fn a_small_file_in_a_folder_that_was_looked_into_costs_one_call() {
    let disk = Disk::looked_into().await;
    let path = format!("{ROOT}/docs/new.txt");
    assert_eq!(disk.put_with(&path, &[], "new").await, 201);
    assert_eq!(disk.routes(), [PUT]);
    assert_eq!(disk.put_with(&path, &[], "newer").await, 204);
    assert_eq!(disk.routes(), [PUT]);
    disk.stop().await;
}

#[tokio::test]
async fn a_small_file_with_its_time_costs_a_session_and_its_bytes() {
    let disk = Disk::looked_into().await;
    let path = format!("{ROOT}/docs/new.txt");
    let time = [("x-oc-mtime", MTIME)];
    assert_eq!(disk.put_with(&path, &time, "new").await, 201);
    assert_eq!(disk.routes(), [SESSION, FRAGMENT]);
    assert_eq!(disk.put_with(&path, &time, "newer").await, 204);
    assert_eq!(disk.routes(), [SESSION, FRAGMENT]);
    let told = disk.propfind(&path, "0", "").await.text();
    assert!(told.contains("Fri, 14 Jul 2017 02:40:00 GMT"), "{told}");
    assert!(disk.routes().is_empty(), "what was written is known");
    disk.stop().await;
}

#[tokio::test]
async fn a_library_may_write_into_an_office_file_so_somebody_looks_at_what_it_replaces() {
    let disk = Disk::looked_into().await;
    let path = format!("{ROOT}/docs/new.docx");
    let time = [("x-oc-mtime", MTIME)];
    assert_eq!(disk.put_with(&path, &time, "new").await, 201);
    assert_eq!(disk.routes(), [LOOK, SESSION, FRAGMENT]);
    disk.stop().await;
}

#[tokio::test]
async fn a_file_that_must_not_replace_another_is_looked_for_first() {
    let disk = Disk::looked_into().await;
    let path = format!("{ROOT}/docs/new.txt");
    let new_with_time = [("x-oc-mtime", MTIME), ("if-none-match", "*")];
    assert_eq!(disk.put_with(&path, &new_with_time, "new").await, 201);
    assert_eq!(disk.routes(), [LOOK, SESSION, FRAGMENT]);
    assert_eq!(disk.put_with(&path, &new_with_time, "newer").await, 412);
    assert!(disk.routes().is_empty(), "it is known to be there");
    disk.stop().await;
}

#[tokio::test]
async fn a_folder_that_somebody_else_has_removed_and_made_again_is_found_at_the_second_attempt() {
    let time: &[_] = &[("x-oc-mtime", MTIME)];
    for (headers, writes) in [(&[][..], &[PUT][..]), (time, &[SESSION, FRAGMENT])] {
        let disk = Disk::looked_into().await;
        let ada = &disk.house.orgs[0].ada;
        disk.house.sim.change(|world| {
            let mut drive = world.drive_of(ada);
            drive.remove("/docs").add_folder("/docs");
        });
        let path = format!("{ROOT}/docs/new.txt");
        assert_eq!(disk.put_with(&path, headers, "new").await, 409);
        // It may only be late: it is asked for again and again, for as long as Microsoft's sides may differ.
        let mut tried = disk.routes();
        tried.retain(|route| route != LOOK);
        assert!((1..=5).contains(&tried.len()), "{tried:?}");
        assert!(tried.iter().all(|route| *route == writes[0]), "{tried:?}");
        assert_eq!(disk.put_with(&path, headers, "new").await, 201);
        // What was remembered of the folder and of the place is forgotten.
        assert_eq!(disk.routes(), [&[LOOK, LOOK], writes].concat());
        assert_eq!(disk.read(&path).await, "new");
        disk.stop().await;
    }
}
