//! The drives, and how they change under everybody's hands.

use std::collections::btree_map::Entry;
use std::sync::Arc;

use graph_sim::{DriveEditor, Sim, World};

use super::truth::{Children, File, Node, Outcome, Truth, bytes};
use crate::dice::Dice;
use crate::ground::{Ground, Mounted};

/// Folders that Microsoft lists in one page.
pub(super) const SMALL: &[&str] = &["plans", "notes", "films"];
/// The one it lists in several.
pub(super) const MANY: &str = "many";
/// One folder that is now under the first name, now under the second.
pub(super) const WANDERING: [&str; 2] = ["draft", "final"];

/// How many names there are in a folder, a part of them taken.
const SMALL_NAMES: u64 = 30;
const MANY_NAMES: u64 = 700;

/// Lays out a drive; gives the names of its folders and what is in them.
pub(super) fn lay_out(ground: &mut Ground, mounted: &Mounted, dice: &mut Dice) -> Outcome {
    let mut drive = ground.world.drive_of(&mounted.owner);
    let mut outcome = Outcome::new();
    let folders = SMALL.iter().chain([&MANY, &WANDERING[0]]);
    for folder in folders {
        let mut children = Children::new();
        for number in (0..names_of(folder)).step_by(2) {
            let name = name(folder, number);
            let path = format!("/{folder}/{name}");
            let (seed, size) = (dice.roll(), size_in(folder, dice));
            drive.add_file(&path, bytes(seed, size), World::BEGINNING);
            children.insert(name, described(&drive, &path, (seed, size)));
        }
        outcome.push((format!("{}/{folder}", mounted.path), Some(children)));
    }
    outcome.push((format!("{}/{}", mounted.path, WANDERING[1]), None));
    outcome.push((mounted.path.clone(), Some(root(0))));
    outcome
}

/// One change of one drive.
pub(super) fn change(sim: &Sim, truth: &Truth, mounted: &Mounted, dice: &mut Dice) {
    let present = |name: &str| {
        let children = truth.present(&format!("{}/{name}", mounted.path));
        children.map(|children| (*children).clone())
    };
    let open = |name: &'static str| {
        let children = present(name).expect("it never goes away");
        Folder { name, children }
    };
    let kind = dice.below(20);
    let one = dice.below(SMALL.len() as u64);
    let folder = match dice.below(6) {
        0 => MANY,
        _ => SMALL[index(one)],
    };
    // Looked up before the change begins, which locks the truth.
    let other = SMALL[(index(one) + 1) % SMALL.len()];
    let (folder, other) = (open(folder), open(other));
    let wandering = usize::from(present(WANDERING[0]).is_none());
    let wanderers = present(WANDERING[wandering]).expect("it is under one of the two names");
    truth.change(|| {
        sim.change(|world| {
            let mut change = Change {
                drive: world.drive_of(&mounted.owner),
                mount: &mounted.path,
                dice,
            };
            match kind {
                0 => change.wander(wandering, wanderers),
                1..=3 => change.of_two(folder, other),
                _ => change.of_one(folder),
            }
        })
    });
}

fn index(number: u64) -> usize {
    usize::try_from(number).expect("it is small")
}

fn root(wandering: usize) -> Children {
    let names = SMALL.iter().chain([&MANY, &WANDERING[wandering]]);
    names
        .map(|name| ((*name).to_owned(), Node::Folder))
        .collect()
}

pub(super) fn names_of(folder: &str) -> u64 {
    if folder == MANY {
        MANY_NAMES
    } else {
        SMALL_NAMES
    }
}

pub(super) fn name(folder: &str, number: u64) -> String {
    let kind = if folder == "films" { "bin" } else { "txt" };
    format!("file {number:03}.{kind}")
}

fn size_in(folder: &str, dice: &mut Dice) -> u64 {
    match folder {
        // Often of one length: a splice of two versions must not be told by its length.
        "films" => *dice.pick(&[120_000, 120_000, 300_000, 40_001]),
        _ => *dice.pick(&[0, 1, 400, 400, 999]),
    }
}

fn described(drive: &DriveEditor<'_>, path: &str, (seed, size): (u64, u64)) -> Node {
    Node::File(Arc::new(File {
        seed,
        size,
        etag: drive.e_tag_of(path).replace('"', ""),
        id: drive.id_of(path),
    }))
}

/// Somebody at work in a drive.
struct Change<'a> {
    drive: DriveEditor<'a>,
    mount: &'a str,
    dice: &'a mut Dice,
}

/// A folder that is being changed.
struct Folder {
    name: &'static str,
    children: Children,
}

impl Change<'_> {
    /// Adds, deletes, renames or replaces a file.
    fn of_one(&mut self, mut folder: Folder) -> Outcome {
        let name = self.some_name(folder.name);
        let path = format!("/{}/{name}", folder.name);
        let fresh = (self.dice.roll(), size_in(folder.name, self.dice));
        if let Entry::Vacant(place) = folder.children.entry(name.clone()) {
            let content = bytes(fresh.0, fresh.1);
            self.drive.add_file(&path, content, World::BEGINNING);
            place.insert(described(&self.drive, &path, fresh));
            return vec![self.done(folder)];
        }
        let other = self.some_name(folder.name);
        match self.dice.below(4) {
            0 => {
                self.drive.remove(&path);
                folder.children.remove(&name);
            }
            1 | 2 if !folder.children.contains_key(&other) => {
                self.drive.rename(&path, &other);
                let old = folder.children.remove(&name);
                let path = format!("/{}/{other}", folder.name);
                let node = described(&self.drive, &path, made_of(old.as_ref()));
                folder.children.insert(other, node);
            }
            _ => {
                let content = bytes(fresh.0, fresh.1);
                self.drive.replace_content(&path, content);
                let node = described(&self.drive, &path, fresh);
                folder.children.insert(name, node);
            }
        }
        vec![self.done(folder)]
    }

    /// Moves a file into another folder, where its name is free there.
    fn of_two(&mut self, mut from: Folder, mut to: Folder) -> Outcome {
        let name = self.some_name(from.name);
        if !from.children.contains_key(&name) || to.children.contains_key(&name) {
            return Outcome::new();
        }
        let path = format!("/{}/{name}", from.name);
        self.drive.move_into(&path, to.name);
        let old = from.children.remove(&name);
        let path = format!("/{}/{name}", to.name);
        let node = described(&self.drive, &path, made_of(old.as_ref()));
        to.children.insert(name, node);
        vec![self.done(from), self.done(to)]
    }

    /// Gives a folder its other name, with all that is in it.
    fn wander(&mut self, from: usize, children: Children) -> Outcome {
        let (old, new) = (WANDERING[from], WANDERING[1 - from]);
        self.drive.rename(&format!("/{old}"), new);
        let folder = |name: &str| format!("{}/{name}", self.mount);
        vec![
            (folder(old), None),
            (folder(new), Some(children)),
            (self.mount.to_owned(), Some(root(1 - from))),
        ]
    }

    fn some_name(&mut self, folder: &str) -> String {
        name(folder, self.dice.below(names_of(folder)))
    }

    fn done(&self, folder: Folder) -> (String, Option<Children>) {
        let path = format!("{}/{}", self.mount, folder.name);
        (path, Some(folder.children))
    }
}

/// Seed and size of a file's bytes.
fn made_of(node: Option<&Node>) -> (u64, u64) {
    let Some(Node::File(file)) = node else {
        unreachable!("only files are renamed and moved");
    };
    (file.seed, file.size)
}
