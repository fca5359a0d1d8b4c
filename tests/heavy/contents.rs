//! What lies in a folder of this machine, and in a drive of the simulator: each file by its path from the root, and
//! what its bytes come to.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use graph_sim::{DriveEditor, Sim, UserHandle};

use crate::dice::Dice;
use crate::sums::Sum;

/// Paths without a slash in front, and sums.
pub(crate) type Contents = BTreeMap<String, String>;

/// What lies in a folder of this machine.
pub(crate) fn on_disk(root: &Path) -> Contents {
    let mut contents = Contents::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("it is a folder") {
            let path = entry.expect("the folder is ours").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let below = path.strip_prefix(root).expect("it lies below the root");
            let bytes = fs::read(&path).expect("it is a file");
            let below = below.to_str().expect("the names are ours").to_owned();
            contents.insert(below, Sum::of(&bytes));
        }
    }
    contents
}

/// What lies in somebody's drive, below a folder such as `/tree`, or below its root, which is empty.
pub(crate) fn in_drive(sim: &Sim, owner: &UserHandle, root: &str) -> Contents {
    sim.change(|world| {
        let mut contents = Contents::new();
        gather(&world.drive_of(owner), root, "", &mut contents);
        contents
    })
}

fn gather(drive: &DriveEditor<'_>, root: &str, below: &str, contents: &mut Contents) {
    let folder = format!("{root}{below}");
    let is_there = folder.is_empty() || drive.exists(&folder);
    let children = drive.children_of(&folder).filter(|_| is_there);
    for (name, size) in children.unwrap_or_default() {
        let path = format!("{below}/{name}");
        if size.is_none() {
            gather(drive, root, &path, contents);
            continue;
        }
        let sum = drive.fingerprint_of(&format!("{root}{path}")).sha256;
        contents.insert(path.trim_start_matches('/').to_owned(), sum);
    }
}

/// Bytes that look like nothing.
pub(crate) fn noise(dice: &mut Dice, size: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        bytes.extend_from_slice(&dice.roll().to_le_bytes());
    }
    bytes.truncate(size);
    bytes
}

/// A small tree: names that need care, nothing, little, and more than one step.
pub(crate) fn plant(root: &Path) {
    let mut dice = Dice::new(11);
    for (path, size) in [
        ("a.txt", 1_000),
        ("empty.bin", 0),
        ("papers/Bücher & mehr (1).md", 40_000),
        ("papers/2026 #1/100%+b's.dat", 65_537),
        ("papers/2026 #1/deep/er/file.bin", 300_000),
        ("large.bin", 5_000_001),
    ] {
        let path = root.join(path);
        let folder = path.parent().expect("it lies in the root");
        fs::create_dir_all(folder).expect("the folder is ours");
        fs::write(path, noise(&mut dice, size)).expect("the folder is ours");
    }
}
