//! By which way the bytes go to whoever has shown a password.

use graph_sim::{Content, World};

use super::Disk;
use super::disk::plan;

async fn disk() -> Disk {
    let mut plan = plan();
    plan.add_writer("fabrikam", |world, org| {
        let large = Content::Generated {
            seed: 1,
            size: 1024 * 1024,
        };
        let mut drive = world.drive_of(&org.ada);
        drive.add_file("/large.bin", large, World::BEGINNING);
    });
    let worker = "delivery: worker, options: { worker_url: \"https://dl.files.example/x\" }";
    for (path, options) in [
        ("/fabrikam/sent", "root: /"),
        ("/fabrikam/handed", worker),
        ("/fabrikam/never", "options: { proxy: never }"),
    ] {
        plan.mount(path, "fabrikam", "ada@fabrikam.example", options);
    }
    let settings = "workers: [\"https://dl.files.example\"]\nallow_plain_http: true";
    Disk::of(plan.configure(settings)).await
}

#[tokio::test]
async fn nobody_is_sent_with_his_password_to_another_place_of_the_same_name() {
    let disk = disk().await;
    for (mount, host, status) in [
        // The simulator's bytes lie on the same machine, at another port.
        ("sent", None, 200),
        ("sent", Some("localhost:5244"), 302),
        ("sent", Some("files.example"), 302),
        ("handed", None, 302),
        ("handed", Some("files.example"), 200),
        ("handed", Some("other.example"), 302),
        ("never", None, 302),
    ] {
        let path = format!("/dav/fabrikam/{mount}/large.bin");
        let mut headers = vec![("user-agent", "rclone/v1.75.2")];
        headers.extend(host.map(|host| ("host", host)));
        let answer = disk.ask_with("GET", &path, &headers).await;
        assert_eq!(answer.status, status, "{mount} {host:?}");
    }
    disk.stop().await;
}
