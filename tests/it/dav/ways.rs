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

#[tokio::test]
async fn a_program_is_sent_where_it_can_follow_and_gets_the_bytes_where_it_can_not() {
    let disk = disk().await;
    let file = "/dav/fabrikam/sent/large.bin";
    for (program, status, keeps) in [
        ("rclone/v1.75.2", 302, false),
        ("Lavf/63.1.100", 302, true),
        ("Lavf/59.27.100", 200, false),
        ("davfs2/1.6.1 neon/0.32.4", 200, false),
        ("Microsoft-WebDAV-MiniRedir/10.0.19045", 200, false),
        ("WebDAVFS/3.0.0 (03008000) Darwin/21.6.0", 200, false),
        ("libmpv", 200, false),
        ("WinSCP/5.9.4 neon/0.30.2", 200, false),
        ("KeePass/2.57", 200, false),
        ("Joplin/1.0", 200, false),
        ("", 200, false),
    ] {
        let headers = [("user-agent", program), ("host", "files.example")];
        let answer = disk.ask_with("GET", file, &headers).await;
        assert_eq!(answer.status, status, "{program}");
        let cache = answer.header("cache-control");
        assert_eq!(cache.contains("max-age="), keeps, "{program}: {cache}");
        let head = disk.ask_with("HEAD", file, &headers).await;
        assert_eq!(head.status, 200, "{program}");
        assert_eq!(head.header("content-length"), "1048576", "{program}");
    }
    disk.stop().await;
}
