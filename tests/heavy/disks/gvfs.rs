//! gvfs 1.50: what the desktops of GNOME see, by its own program, in a session of its own.

use std::time::Duration;

use super::Disk;
use crate::contents::{Contents, on_disk, plant};
use crate::program::{Program, of_system};
use crate::stage::{PASSWORD, USERNAME};

const LIMIT: Duration = Duration::from_mins(2);

/// `$DRIVE` is the drive's address, `$SOURCE` a tree, `$BACK` an empty folder. Every step must succeed. In an
/// address some characters mean something; all others may stand as they are.
const SCRIPT: &str = r#"
set -eu
printf '%s\n' "$PASSWORD" | gio mount "$DRIVE" >/dev/null
up() {
    gio mkdir "$2"
    for path in "$1"/*; do
        to="$2/$(printf '%s' "${path##*/}" | sed 's/%/%25/g; s/#/%23/g')"
        if [ -d "$path" ]; then (up "$path" "$to"); else gio copy "$path" "$to"; fi
    done
}
up "$SOURCE" "$DRIVE/tree"
gio list -l "$DRIVE/tree"
gio info -f "$DRIVE/tree" | grep filesystem::free
gio copy "$DRIVE/tree/large.bin" "$BACK/large.bin"
gio cat "$DRIVE/tree/papers/2026 %231/100%25+b's.dat" >"$BACK/part.dat"
gio rename "$DRIVE/tree/a.txt" "b & c ä.txt" >/dev/null
gio move "$DRIVE/tree/papers/2026 %231" "$DRIVE/tree/moved"
gio copy "$DRIVE/tree/large.bin" "$DRIVE/tree/moved/copy.bin"
printf 'new' | gio save "$DRIVE/tree/moved/deep/er/file.bin"
gio remove "$DRIVE/tree/empty.bin"
gio mkdir "$DRIVE/tree/gone"
gio remove "$DRIVE/tree/gone"
gio mount -u "$DRIVE"
"#;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn gvfs_goes_round() {
    let programs = ["dbus-run-session", "gio"].map(of_system);
    let [Some(session), Some(_)] = programs else {
        return;
    };
    if of_system("../lib/gvfs/gvfsd-dav")
        .or_else(|| of_system("../libexec/gvfsd-dav"))
        .is_none()
    {
        return;
    }
    let disk = Disk::set().await;
    let (source, back, home) = (
        disk.folder("source"),
        disk.folder("back"),
        disk.folder("home"),
    );
    plant(&source);
    let drive = format!("dav://{USERNAME}@{}{}", disk.host(), disk.path());
    let said = Program::of(session, LIMIT)
        .args(["--", "bash", "-c", SCRIPT])
        .env("HOME", &home)
        .env("XDG_RUNTIME_DIR", &home)
        .env("DRIVE", drive)
        .env("SOURCE", &source)
        .env("BACK", &back)
        .env("PASSWORD", PASSWORD)
        .succeed()
        .await;
    assert!(said.contains("large.bin\t5000001\t(regular)"), "{said}");
    assert!(said.contains("papers\t0\t(directory)"), "{said}");
    assert!(said.contains("filesystem::free: "), "{said}");

    let wanted = moved(&source);
    let read = on_disk(&back);
    assert_eq!(read["large.bin"], wanted["large.bin"]);
    assert_eq!(read["part.dat"], wanted["moved/100%+b's.dat"]);
    assert_eq!(disk.holds("/tree"), wanted);
    disk.assert_followed("gvfs/");
    disk.stage.strike().await;
}

/// What the script makes of the tree.
fn moved(source: &std::path::Path) -> Contents {
    let rename = |from: &str, to: &str| {
        std::fs::rename(source.join(from), source.join(to)).expect("it is ours");
    };
    rename("a.txt", "b & c ä.txt");
    rename("papers/2026 #1", "moved");
    let copy = std::fs::copy(source.join("large.bin"), source.join("moved/copy.bin"));
    copy.expect("it is ours");
    std::fs::write(source.join("moved/deep/er/file.bin"), "new").expect("it is ours");
    std::fs::remove_file(source.join("empty.bin")).expect("it is ours");
    on_disk(source)
}
