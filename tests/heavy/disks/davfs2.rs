//! davfs2 1.6: a folder of this machine, over FUSE.

use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Disk;
use crate::contents::{Contents, noise, on_disk, plant};
use crate::dice::Dice;
use crate::program::{Program, leave_out, of_system};
use crate::stage::{PASSWORD, USERNAME};

const LIMIT: Duration = Duration::from_mins(1);

/// Kernels of 2025 and later fail each listing with the buffer that is the default; nothing is put off, so that
/// what goes wrong is told to whoever did it.
const SETTINGS: &str = "buf_size 128\ndelay_upload 0\n";

/// The drive as a folder, until it is dropped.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        // Where it has been given back already there is nothing to do.
        let unmount = std::process::Command::new("umount")
            .arg("-l")
            .arg(&self.0)
            .output();
        drop(unmount);
    }
}

/// No installation gives a machine these: a kernel with FUSE, and the right to mount.
fn may_mount() -> bool {
    let has_fuse = Path::new("/dev/fuse").exists();
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    if !has_fuse || !is_root {
        leave_out("davfs2 needs /dev/fuse and root");
    }
    has_fuse && is_root
}

async fn mount(program: &Path, disk: &Disk) -> Folder {
    let url = format!("http://{}{}", disk.host(), disk.path());
    let settings = disk.folder("settings");
    let (config, secrets) = (settings.join("davfs2.conf"), settings.join("secrets"));
    let text = format!("{SETTINGS}secrets {}\n", secrets.display());
    fs::write(&config, text).expect("the folder is ours");
    fs::write(&secrets, format!("{url} {USERNAME} \"{PASSWORD}\"\n")).expect("the folder is ours");
    for file in [&config, &secrets] {
        let own = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        fs::set_permissions(file, own).expect("it is ours");
    }
    let folder = disk.folder("mounted");
    let mounted = Program::of(program, LIMIT)
        .args(["-o", &format!("conf={}", config.display()), &url])
        .args([&folder]);
    mounted.succeed().await;
    Folder(folder)
}

/// Tree up, listing, a part, rename, move, copy, delete.
fn go_round(mounted: &Path, source: &Path) {
    let tree = mounted.join("tree");
    copy_tree(source, &tree);
    assert_eq!(on_disk(&tree), on_disk(source));
    assert_eq!(
        part(&tree.join("large.bin")),
        part(&source.join("large.bin"))
    );
    for (from, to) in [
        ("a.txt", "papers/renamed ä.txt"),
        ("papers/2026 #1", "moved"),
    ] {
        fs::rename(tree.join(from), tree.join(to)).expect("it moves");
        fs::rename(source.join(from), source.join(to)).expect("it is ours");
    }
    let overwritten = noise(&mut Dice::new(5), 70_000);
    for root in [&tree, source] {
        fs::copy(root.join("large.bin"), root.join("moved/copy.bin")).expect("it is copied");
        fs::write(root.join("moved/deep/er/file.bin"), &overwritten).expect("it is written anew");
        fs::remove_file(root.join("empty.bin")).expect("it goes");
        fs::create_dir(root.join("gone")).expect("there is room");
        fs::remove_dir(root.join("gone")).expect("it is empty");
    }
    assert_eq!(on_disk(&tree), on_disk(source));
}

/// Some bytes from the middle.
fn part(path: &Path) -> Vec<u8> {
    let mut file = fs::File::open(path).expect("it is there");
    file.seek(SeekFrom::Start(3_000_000))
        .expect("it is long enough");
    let mut bytes = vec![0; 4_096];
    file.read_exact(&mut bytes).expect("it is long enough");
    bytes
}

fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir(to).expect("there is room");
    for entry in fs::read_dir(from).expect("it is a folder") {
        let entry = entry.expect("it is ours");
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_tree(&path, &to);
        } else {
            fs::copy(path, to).expect("it is copied");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn davfs2_goes_round() {
    let Some(program) = of_system("mount.davfs") else {
        return;
    };
    if !may_mount() {
        return;
    }
    let disk = Disk::set().await;
    let source = disk.folder("source");
    plant(&source);
    let mounted = mount(&program, &disk).await;
    let (root, tree) = (mounted.0.clone(), source.clone());
    let gone = tokio::task::spawn_blocking(move || go_round(&root, &tree)).await;
    gone.expect("it goes round");
    // It sends what it still holds before it lets go.
    let unmount = Program::of("umount", LIMIT).args([&mounted.0]);
    unmount.succeed().await;
    assert_eq!(disk.holds("/tree"), on_disk(&source));

    let mounted = mount(&program, &disk).await;
    let (root, tree) = (mounted.0.join("tree"), source.clone());
    let read = tokio::task::spawn_blocking(move || on_disk(&root)).await;
    assert_eq!(read.expect("it is read"), on_disk(&tree), "by a new cache");
    let root = mounted.0.join("tree");
    let removed = tokio::task::spawn_blocking(move || fs::remove_dir_all(root)).await;
    removed.expect("it ends").expect("all of it goes");
    drop(mounted);
    assert_eq!(disk.holds(""), Contents::new());
    // It can't be sent elsewhere.
    disk.assert_stayed();
    disk.stage.strike().await;
}
