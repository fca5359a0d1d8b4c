//! What must hold for the demo world as a whole.

use std::collections::HashSet;
use std::sync::LazyLock;
use std::time::SystemTime;

use super::disk::WORLD_FINGERPRINT;
use super::folder::{Folder, Visit};
use super::{dates, people, write_world};

/// Painted once for all tests.
static WORLD: LazyLock<Folder> = LazyLock::new(people::world);

/// Path, bytes and time of every file.
fn files() -> Vec<(String, Vec<u8>, SystemTime)> {
    let mut files = Vec::new();
    visit_all(|visit| {
        if let Visit::File(path, bytes, modified) = visit {
            files.push((path.to_owned(), bytes.to_vec(), modified));
        }
    });
    files
}

/// Paths of all files and folders.
fn paths() -> Vec<String> {
    let mut paths = Vec::new();
    visit_all(|visit| match visit {
        Visit::Folder(path) | Visit::File(path, ..) => paths.push(path.to_owned()),
    });
    paths
}

fn visit_all(mut see: impl FnMut(Visit<'_>)) {
    WORLD
        .walk(&mut |visit| {
            see(visit);
            Ok::<(), ()>(())
        })
        .unwrap();
}

fn starts_with(ending: &str, magic: &[u8]) {
    let found: Vec<_> = files()
        .into_iter()
        .filter(|(path, ..)| path.ends_with(ending))
        .collect();
    assert!(!found.is_empty(), "no {ending} in the world");
    for (path, bytes, _) in found
        .iter()
        .filter(|(path, ..)| !path.contains("not a picture"))
    {
        assert!(bytes.starts_with(magic), "{path}");
    }
}

#[test]
fn the_fingerprint_follows_the_world() {
    let mut all = Vec::new();
    for path in paths() {
        all.extend(path.into_bytes());
        all.push(0);
    }
    for (_, bytes, modified) in files() {
        let age = modified.duration_since(SystemTime::UNIX_EPOCH).unwrap();
        all.extend(age.as_secs().to_be_bytes());
        all.extend(bytes.len().to_string().into_bytes());
        all.extend(bytes);
    }
    let now = format!("{:016x}", dates::fingerprint(&all));
    assert_eq!(
        now, WORLD_FINGERPRINT,
        "the world has changed: WORLD_FINGERPRINT must too"
    );
}

#[test]
fn it_is_a_few_hundred_small_files() {
    let files = files();
    assert!((300..600).contains(&files.len()), "{} files", files.len());
    let bytes: usize = files.iter().map(|(_, bytes, _)| bytes.len()).sum();
    assert!(bytes < 6_000_000, "{bytes} bytes");
    assert!(files.iter().all(|(_, bytes, _)| bytes.len() < 200_000));
}

/// Microsoft's "Restrictions and limitations in OneDrive and SharePoint".
#[test]
fn every_name_is_legal_on_onedrive() {
    const RESERVED: [&str; 7] = [".lock", "con", "prn", "aux", "nul", "desktop.ini", "forms"];
    for path in paths() {
        let name = path.rsplit('/').next().unwrap();
        let folded = name.to_lowercase();
        let stem = folded.split('.').next().unwrap();
        assert!(
            !name.contains(['"', '*', ':', '<', '>', '?', '\\', '|']),
            "{path}"
        );
        assert!(!name.chars().any(char::is_control), "{path}");
        assert!(
            !name.starts_with(' ') && !name.ends_with([' ', '.']),
            "{path}"
        );
        assert!(
            !RESERVED.contains(&folded.as_str()) && !RESERVED.contains(&stem),
            "{path}"
        );
        assert!(
            !is_numbered_port(stem) && !folded.contains("_vti_"),
            "{path}"
        );
        assert!(!name.starts_with('~'), "{path}");
        assert!(name.encode_utf16().count() <= 240, "{path}");
        // Linux and macOS hold 255 bytes.
        assert!(name.len() <= 255, "{path}");
        assert!(path.encode_utf16().count() < 330, "{path}");
    }
}

fn is_numbered_port(stem: &str) -> bool {
    ["com", "lpt"].iter().any(|port| {
        stem.strip_prefix(port)
            .is_some_and(|rest| rest.len() == 1 && rest.as_bytes()[0].is_ascii_digit())
    })
}

#[test]
fn no_two_names_differ_only_by_case() {
    let mut seen = HashSet::new();
    for path in paths() {
        assert!(seen.insert(path.to_lowercase()), "{path}");
    }
}

#[test]
fn binary_files_start_with_their_magic() {
    starts_with(".pdf", b"%PDF-1.4");
    starts_with(".png", b"\x89PNG\r\n\x1a\n");
    starts_with(".jpg", b"\xff\xd8\xff");
    starts_with(".zip", b"PK\x03\x04");
    starts_with(".docx", b"PK\x03\x04");
    starts_with(".wav", b"RIFF");
    starts_with(".ogg", b"OggS");
    starts_with(".webm", b"\x1a\x45\xdf\xa3");
}

#[test]
fn some_files_lie_four_folders_deep() {
    let deep = "contoso/alice/Projects 2026/Website/Assets/Icons/readme.txt";
    assert!(files().iter().any(|(path, ..)| path == deep));
    assert!(
        files()
            .iter()
            .any(|(path, ..)| path.split('/').count() >= 8)
    );
}

#[test]
fn a_user_without_a_drive_has_no_folder() {
    assert!(!paths().iter().any(|path| path.contains("dora")));
}

#[test]
fn the_world_is_laid_once_with_its_times() {
    let root = tempfile::tempdir().unwrap();
    write_world(root.path()).unwrap();
    for (path, bytes, modified) in files() {
        let on_disk = root.path().join(&path);
        assert_eq!(std::fs::read(&on_disk).unwrap(), bytes, "{path}");
        assert_eq!(
            std::fs::metadata(&on_disk).unwrap().modified().unwrap(),
            modified,
            "{path}"
        );
    }
    let touched = root.path().join("contoso/alice/Empty file.txt");
    std::fs::write(&touched, "mine").unwrap();
    write_world(root.path()).unwrap();
    assert_eq!(std::fs::read(&touched).unwrap(), b"mine");
}

#[test]
fn an_older_world_is_replaced_and_nothing_else() {
    let root = tempfile::tempdir().unwrap();
    let (stale, foreign) = (
        root.path().join("contoso/old.txt"),
        root.path().join("mine.txt"),
    );
    std::fs::create_dir(root.path().join("contoso")).unwrap();
    std::fs::write(&stale, "old").unwrap();
    std::fs::write(&foreign, "mine").unwrap();
    std::fs::write(root.path().join(".demo-world"), "another version").unwrap();
    write_world(root.path()).unwrap();
    assert!(!stale.exists() && foreign.exists());
}

#[test]
fn a_world_that_cannot_be_written_says_where() {
    let root = tempfile::tempdir().unwrap();
    let file = root.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = write_world(&file.join("below")).unwrap_err();
    assert!(error.to_string().contains("file/below"), "{error}");
}
