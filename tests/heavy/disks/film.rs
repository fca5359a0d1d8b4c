//! ffmpeg 5 and mpv: players that seek, through us and where a 302 leads them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use graph_sim::{Listener, World};

use super::Disk;
use crate::figures::{Figures, mebibytes};
use crate::program::{Program, of_system};
use crate::stage::{PASSWORD, USERNAME};
use crate::sums::Sum;

const LIMIT: Duration = Duration::from_mins(2);

/// How long the film is, and where is looked into it, in seconds.
const LENGTH: &str = "300";
const NEAR_ITS_END: &str = "290";

/// A moving picture with a tone, far larger than what is under way in the buffers of a few connections.
async fn make(ffmpeg: &Path, path: &Path) {
    let film = Program::of(ffmpeg, LIMIT)
        .args([
            "-loglevel",
            "error",
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=640x360:rate=25",
        ])
        .args(["-f", "lavfi", "-i", "sine=440", "-t", LENGTH])
        .args(["-c:v", "mpeg4", "-b:v", "4M", "-g", "25", "-c:a", "aac"])
        .args([path]);
    film.succeed().await;
}

/// What the picture there comes to.
async fn picture_by_ffmpeg(ffmpeg: &Path, film: &str) -> String {
    let picture = Program::of(ffmpeg, LIMIT)
        .args(["-loglevel", "error", "-ss", NEAR_ITS_END, "-i", film])
        .args(["-frames:v", "1", "-f", "framemd5", "-"]);
    let said = picture.succeed().await;
    said.lines()
        .last()
        .expect("a line for a picture")
        .to_owned()
}

/// The same by mpv, which writes it into a folder.
async fn picture_by_mpv(mpv: &Path, film: &str, folder: &Path) -> String {
    let output = format!("--vo-image-outdir={}", folder.display());
    let picture = Program::of(mpv, LIMIT)
        .args(["--no-config", "--really-quiet", "--no-audio", "--vo=image"])
        .args(["--vo-image-format=png", &output, "--frames=1"])
        .args([&format!("--start={NEAR_ITS_END}"), film]);
    picture.succeed().await;
    let bytes = std::fs::read(folder.join("00000001.png")).expect("it was written");
    Sum::of(&bytes)
}

/// By which way the film comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    ThroughUs,
    ByLink,
    Redirect,
}

/// A player, by its own name and by the one that it gives.
const PLAYERS: [(&str, &str); 2] = [("ffmpeg", "Lavf/"), ("mpv", "libmpv")];

/// How many bytes of films left Microsoft's side since the journal was cleared, and whether a part was asked for.
fn read_at_microsofts(disk: &Disk) -> (u64, bool) {
    let entries = disk.stage.sim.journal().entries();
    let of_content = entries
        .iter()
        .filter(|entry| entry.listener == Listener::Content);
    let bytes = of_content.clone().map(|entry| entry.bytes_out).sum();
    let parts = of_content.clone().any(|entry| entry.status == Some(206));
    (bytes, parts)
}

/// An address that can be opened without a password.
async fn signed(disk: &Disk, mount: &str) -> String {
    let path = format!("/api/v1/fs/link?path={mount}/film.mp4&door=d");
    let link = disk.stage.admin.json(&path).await;
    let url = link["url"].as_str().expect("a link");
    match url.strip_prefix('/') {
        Some(below) => format!("{}/{below}", disk.stage.server.url),
        None => url.to_owned(),
    }
}

/// Where the film can be had: through us with a password and by a signed link, and by a 302 where the mount lets
/// those with a link go there.
async fn doors(disk: &Disk, open: &str) -> [(Door, String); 3] {
    let password = PASSWORD.replace(' ', "%20");
    let through = format!(
        "http://{USERNAME}:{password}@{}{}/film.mp4",
        disk.host(),
        disk.path()
    );
    let signed_here = signed(disk, &disk.drive.path).await;
    let signed_there = signed(disk, open).await;
    [
        (Door::ThroughUs, through),
        (Door::ByLink, signed_here),
        (Door::Redirect, signed_there),
    ]
}

/// The film in the drive and on this machine, how long it is, and where those with a link are sent elsewhere for it.
struct Cinema {
    disk: Disk,
    here: PathBuf,
    length: u64,
    open: String,
}

async fn stage(ffmpeg: &Path) -> Cinema {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let film = folder.path().join("film.mp4");
    make(ffmpeg, &film).await;
    let bytes = std::fs::read(&film).expect("it was made");
    let length = bytes.len() as u64;
    let mut open = String::new();
    let disk = Disk::with(|ground, drive| {
        let options = "{ guest_redirect: true }";
        open = ground.mount_again(("contoso", "open"), &drive.owner, options);
        let mut drive = ground.world.drive_of(&drive.owner);
        drive.add_file("/film.mp4", bytes.clone(), World::BEGINNING);
    })
    .await;
    let here = disk.folder("films").join("film.mp4");
    std::fs::write(&here, bytes).expect("the folder is ours");
    Cinema {
        disk,
        here,
        length,
        open,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn players_seek_by_ranges() {
    let (Some(ffmpeg), Some(mpv)) = (of_system("ffmpeg"), of_system("mpv")) else {
        return;
    };
    let Cinema {
        disk,
        here,
        length,
        open,
    } = stage(&ffmpeg).await;
    let here = here.to_str().expect("it is ours");
    let wanted = [
        picture_by_ffmpeg(&ffmpeg, here).await,
        picture_by_mpv(&mpv, here, &disk.folder("pictures")).await,
    ];
    let mut figures = Figures::of("A picture near the end of a film");
    figures.add("length of the film", mebibytes(length));
    for (number, (door, film)) in doors(&disk, &open).await.into_iter().enumerate() {
        for ((program, name), wanted) in PLAYERS.into_iter().zip(&wanted) {
            disk.stage.sim.journal().clear();
            let seen = if program == "ffmpeg" {
                picture_by_ffmpeg(&ffmpeg, &film).await
            } else {
                let folder = disk.folder(&format!("pictures {number}"));
                picture_by_mpv(&mpv, &film, &folder).await
            };
            assert_eq!(seen, *wanted, "{program} {door:?}");
            let way = match door {
                Door::ThroughUs => {
                    disk.assert_stayed();
                    "through us, with a password"
                }
                Door::ByLink => {
                    disk.assert_stayed();
                    "through us, by a signed link"
                }
                Door::Redirect => {
                    disk.assert_followed(name);
                    "by a signed link and a 302"
                }
            };
            let (read, parts) = read_at_microsofts(&disk);
            figures.add(format!("read by {program} {way}"), mebibytes(read));
            assert!(parts, "{program} {way} asks for parts");
            assert!(read < length / 2, "{program} {way}: {read} of {length}");
        }
    }
    figures.print();
    disk.stage.strike().await;
}
