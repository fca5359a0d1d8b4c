//! What is to be on the other side: a tree of files on the disk, and how it changes from one round to the next.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::contents::noise;
use crate::dice::Dice;
use crate::sums::{Sum, sha1_of};

/// Names as people give them, some of which need care in addresses and in XML.
pub(super) const FOLDERS: [(&str, u64); 5] = [
    ("", 5),
    ("papers", 60),
    ("Bücher & mehr", 30),
    ("papers/2026 #1", 20),
    ("100%/a+b's", 10),
];

/// The tree, and what each file comes to.
#[derive(Debug)]
pub(super) struct Source {
    root: PathBuf,
    tops: Vec<String>,
    /// What each file comes to, by its path from the root.
    files: BTreeMap<String, String>,
    sha1: HashMap<String, String>,
    dice: Dice,
    bytes: u64,
}

impl Source {
    /// So many files below each of these folders as [`FOLDERS`] says.
    pub(super) fn lay_out(root: PathBuf, tops: &[&str]) -> Self {
        let mut source = Self {
            root,
            tops: tops.iter().map(ToString::to_string).collect(),
            files: BTreeMap::new(),
            sha1: HashMap::new(),
            dice: Dice::new(7),
            bytes: 0,
        };
        for top in tops {
            for (folder, count) in FOLDERS {
                for number in 0..count {
                    let folder = format!("{top}/{folder}");
                    let path = format!("{}/{}", folder.trim_end_matches('/'), name(number));
                    let size = source.size_of(number);
                    source.write(&path, size);
                }
            }
        }
        source
    }

    /// Mostly small, some empty; a few take more than one step.
    fn size_of(&mut self, number: u64) -> u64 {
        match number {
            29 => 5_000_000 + self.dice.below(9),
            59 if self.dice.below(4) == 0 => 11_000_000 + self.dice.below(9),
            number if number % 20 == 0 => 0,
            _ => self.dice.below(64 * 1024),
        }
    }

    fn write(&mut self, path: &str, size: u64) {
        let size = usize::try_from(size).expect("it fits into memory");
        let bytes = noise(&mut self.dice, size);
        let file = self.root.join(path);
        let folder = file.parent().expect("it lies in the root");
        fs::create_dir_all(folder).expect("the folder is ours");
        fs::write(&file, &bytes).expect("the folder is ours");
        // Years apart, so that no two versions of a file bear the same.
        let age = Duration::from_secs(1_000_000_000 + self.dice.below(700_000_000));
        let file = fs::File::options().write(true).open(&file);
        let file = file.expect("it was written");
        file.set_modified(SystemTime::UNIX_EPOCH + age)
            .expect("it is ours");
        self.bytes += bytes.len() as u64;
        let sum = Sum::of(&bytes);
        self.sha1.insert(sum.clone(), sha1_of(&bytes));
        self.files.insert(path.to_owned(), sum);
    }

    /// Some are deleted, some written anew, some renamed, some are new; in one drive a folder is renamed with
    /// all that is in it, and in another one it goes.
    pub(super) fn change(&mut self, round: u64) {
        let all: Vec<_> = self.files.keys().cloned().collect();
        for path in all {
            match self.dice.below(20) {
                0 => self.remove(&path),
                1 => {
                    let size = self.dice.below(64 * 1024);
                    self.write(&path, size);
                }
                2 => self.rename(&path, &path.replace("file", &format!("renamed {round}"))),
                3 => {
                    let size = self.dice.below(64 * 1024);
                    self.write(&path.replace("file", &format!("new {round}")), size);
                }
                _ => {}
            }
        }
        let nth = |number: u64| usize::try_from(number).expect("it is small");
        let top = |number| self.tops[nth(number) % self.tops.len()].clone();
        let (goes, moves) = (top(2 * round), top(2 * round + 1));
        self.each_below(&format!("{goes}/papers/2026 #1/"), |source, path, _| {
            source.remove(path);
        });
        self.each_below(&format!("{moves}/100%/a+b's/"), |source, path, name| {
            source.rename(path, &format!("{moves}/100%/moved {round}/{name}"));
        });
        Self::sweep(&self.root.clone());
    }

    fn each_below(&mut self, folder: &str, mut act: impl FnMut(&mut Self, &str, &str)) {
        let all = self.files.keys().filter(|path| path.starts_with(folder));
        for path in all.cloned().collect::<Vec<_>>() {
            let name = path.strip_prefix(folder).unwrap_or_default().to_owned();
            act(self, &path, &name);
        }
    }

    fn remove(&mut self, path: &str) {
        fs::remove_file(self.root.join(path)).expect("it is there");
        self.files.remove(path);
    }

    fn rename(&mut self, from: &str, to: &str) {
        let new = self.root.join(to);
        fs::create_dir_all(new.parent().expect("it lies in the root")).expect("the folder is ours");
        fs::rename(self.root.join(from), new).expect("it is there");
        let sum = self.files.remove(from).expect("it is there");
        self.files.insert(to.to_owned(), sum);
    }

    /// Removes folders without anything in them.
    fn sweep(folder: &Path) {
        let entries = fs::read_dir(folder).expect("it is a folder");
        for entry in entries {
            let path = entry.expect("the folder is ours").path();
            if path.is_dir() {
                Self::sweep(&path);
                // One that holds something stays.
                let _ = fs::remove_dir(&path);
            }
        }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// What each file comes to, where the root is mounted there.
    pub(super) fn below(&self, mount: &str) -> Vec<(String, String)> {
        let files = self.files.iter();
        let file = |(path, sum): (&String, &String)| (format!("{mount}/{path}"), sum.clone());
        let mut files: Vec<_> = files.map(file).collect();
        files.sort();
        files
    }

    /// The SHA-1 of whatever was ever written, by what it comes to.
    pub(super) const fn sha1(&self) -> &HashMap<String, String> {
        &self.sha1
    }

    /// How many bytes were ever written.
    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }
}

fn name(number: u64) -> String {
    match number % 7 {
        0 => format!("file {number} – a (b) & 'c'.txt"),
        1 => format!("file+{number}%20.bin"),
        2 => format!("file #{number}.dat"),
        3 => format!("файл file {number}.md"),
        _ => format!("file {number}.bin"),
    }
}
