//! What a program did, step by step, and the paper it is written on.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::installed::repository;

/// One program's work.
#[derive(Debug)]
pub(crate) struct Run {
    /// Also the heading of its table.
    program: String,
    steps: Vec<(String, String)>,
}

/// The tables are in one document, and the tests run at once.
static PAPER: Mutex<()> = Mutex::new(());

impl Run {
    pub(crate) fn of(program: &str) -> Self {
        Self {
            program: program.to_owned(),
            steps: Vec::new(),
        }
    }

    /// A step that was done, and what was asserted of it.
    pub(crate) fn step(&mut self, deed: &str, asserted: &str) {
        self.steps.push((deed.to_owned(), asserted.to_owned()));
    }

    /// Compares this run with its table in the document, or writes it there.
    pub(crate) fn write_down(&self) {
        let _turn = PAPER.lock().unwrap_or_else(PoisonError::into_inner);
        let path = paper();
        let paper = fs::read_to_string(&path).expect("docs/SIMULATOR.md is there");
        let (begin, end) = (
            format!("<!-- run: {} -->\n", self.program),
            "<!-- end of run -->",
        );
        let (before, rest) = paper.split_once(&begin).unwrap_or_else(|| {
            panic!("docs/SIMULATOR.md has no place for {}", self.program);
        });
        let (there, after) = rest.split_once(end).expect("a table ends");
        if env::var_os("UPDATE").is_some() {
            let paper = [before, &begin, &self.table(), end, after].concat();
            fs::write(&path, paper).expect("docs/SIMULATOR.md can be written");
            return;
        }
        assert_eq!(
            there,
            self.table(),
            "UPDATE=1 writes docs/SIMULATOR.md anew"
        );
    }

    fn table(&self) -> String {
        let mut table = "| step | what was seen |\n|---|---|\n".to_owned();
        for (deed, asserted) in &self.steps {
            let (deed, asserted) = (escaped(deed), escaped(asserted));
            writeln!(table, "| {deed} | {asserted} |").expect("text takes text");
        }
        table
    }
}

fn escaped(cell: &str) -> String {
    cell.replace('|', "\\|")
}

fn paper() -> PathBuf {
    repository().join("docs/SIMULATOR.md")
}
