//! The demo world as people start it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::running::assert_one_line;
use crate::support::Premises;

/// Every file below a folder but the database's, which a running server writes.
fn files_below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else if !name.starts_with("onefold.db") {
            files.insert(path.clone(), fs::read(&path).expect("a file"));
        }
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_demo_leaves_the_first_ones_files_alone() {
    let premises = Premises::of(&[], "").await;
    let first = premises.demo("world");
    let before = files_below(&premises.path("world"));
    assert!(before.contains_key(&premises.path("world/config.yaml")));
    let second = premises.run(&Premises::demo_in("world"));
    assert_eq!(second.status.code(), Some(1), "{second:?}");
    let said = assert_one_line(&second.stderr, "a second demo");
    assert!(said.contains("data_dir"), "{said}");
    assert!(second.stdout.is_empty());
    let after = files_below(&premises.path("world"));
    assert!(before == after, "nothing has changed");
    first.kill();
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn the_demos_secrets_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;

    let premises = Premises::of(&[], "").await;
    let secrets = premises.path("world/secrets");
    fs::create_dir_all(&secrets).expect("the folder is ours");
    fs::write(secrets.join("contoso"), "of an older demo").expect("the folder is ours");
    let demo = premises.demo("world");
    let files: Vec<_> = files_below(&secrets).into_keys().collect();
    assert_eq!(files.len(), 3, "{files:?}");
    for file in files {
        let mode = fs::metadata(&file).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", file.display());
    }
    demo.kill();
}
