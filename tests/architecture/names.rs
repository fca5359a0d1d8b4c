//! What a file names: every path in its code and every leaf of its `use` trees.

use std::collections::BTreeSet;

use super::tokens::{Kind, Token};

/// A path that a file names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Naming {
    pub(crate) line: usize,
    /// The steps of the path; a group that opens right there is the step `{`, a glob `*`.
    pub(crate) steps: Vec<String>,
    pub(crate) role: Role,
    /// How many inline modules of the file stand around it.
    pub(crate) nested: usize,
}

/// How a path is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Within code.
    Code,
    /// Imported by a private `use`.
    Import,
    /// Handed on by a `use` with a visibility of its own.
    Reexport,
}

/// What a file names and declares.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) paths: Vec<Naming>,
    /// Modules it declares, inline or not, each with its line.
    pub(crate) modules: Vec<(usize, String)>,
    /// Names its imports bind; with the modules, what may hide a crate of the same name.
    pub(crate) bound: BTreeSet<String>,
}

impl Names {
    /// Whether `name` means something of the file's own rather than a crate.
    pub(crate) fn hides(&self, name: &str) -> bool {
        self.bound.contains(name) || self.modules.iter().any(|(_, module)| module == name)
    }
}

/// Reads what `tokens` name.
pub(crate) fn read(tokens: &[Token]) -> Names {
    let mut reader = Reader {
        tokens,
        at: 0,
        braces: 0,
        inline: Vec::new(),
        names: Names::default(),
    };
    while reader.at < tokens.len() {
        reader.step();
    }
    reader.names
}

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    braces: usize,
    /// At which depth of braces each surrounding inline module opened.
    inline: Vec<usize>,
    names: Names,
}

impl Reader<'_> {
    fn ahead(&self, distance: usize) -> Option<&Kind> {
        self.tokens.get(self.at + distance).map(|token| &token.kind)
    }

    fn name_ahead(&self, distance: usize) -> Option<String> {
        match self.ahead(distance) {
            Some(Kind::Name(name)) => Some(name.clone()),
            _ => None,
        }
    }

    fn take(&mut self, kind: &Kind) -> bool {
        let fits = self.ahead(0) == Some(kind);
        self.at += usize::from(fits);
        fits
    }

    fn line(&self) -> usize {
        let last = self.tokens.len().saturating_sub(1);
        self.tokens
            .get(self.at.min(last))
            .map_or(0, |token| token.line)
    }

    fn step(&mut self) {
        match (self.ahead(0), self.ahead(1)) {
            (Some(Kind::Mark('{')), _) => {
                self.braces += 1;
                self.at += 1;
            }
            (Some(Kind::Mark('}')), _) => self.close_brace(),
            (Some(Kind::Name(word)), Some(Kind::Name(_))) if word == "mod" => self.module(),
            (Some(Kind::Name(word)), next) if word == "use" && next != Some(&Kind::Mark('<')) => {
                self.import();
            }
            (Some(Kind::Name(_) | Kind::PathSep), _) => self.path(),
            _ => self.at += 1,
        }
    }

    fn close_brace(&mut self) {
        self.at += 1;
        self.braces = self.braces.saturating_sub(1);
        if self.inline.last() == Some(&self.braces) {
            self.inline.pop();
        }
    }

    fn module(&mut self) {
        let line = self.line();
        let name = self
            .name_ahead(1)
            .expect("a name follows, or this is no module");
        self.names.modules.push((line, name));
        self.at += 2;
        if self.ahead(0) == Some(&Kind::Mark('{')) {
            self.inline.push(self.braces);
        }
    }

    /// A path in code. A single name is none, unless `extern crate` stands before it.
    fn path(&mut self) {
        let line = self.line();
        let foreign = self.name_ahead(0).as_deref() == Some("extern")
            && self.name_ahead(1).as_deref() == Some("crate");
        if foreign {
            self.at += 2;
        }
        let mut steps = Vec::new();
        self.take(&Kind::PathSep);
        while let Some(name) = self.name_ahead(0) {
            self.at += 1;
            steps.push(name);
            let goes_on = matches!(
                (self.ahead(0), self.ahead(1)),
                (Some(Kind::PathSep), Some(Kind::Name(_)))
            );
            if !goes_on {
                break;
            }
            self.at += 1;
        }
        if foreign || steps.len() > 1 {
            self.push(line, steps, Role::Code);
        }
    }

    fn import(&mut self) {
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let visible = before.is_some_and(|token| token.is_name("pub") || token.is_mark(')'));
        let role = if visible {
            Role::Reexport
        } else {
            Role::Import
        };
        self.at += 1;
        self.import_tree(&[], role);
    }

    fn import_tree(&mut self, prefix: &[String], role: Role) {
        let mut steps = prefix.to_vec();
        let line = self.line();
        self.take(&Kind::PathSep);
        while let Some(name) = self.name_ahead(0) {
            self.at += 1;
            steps.push(name);
            if !self.take(&Kind::PathSep) {
                self.leaf(line, steps, role);
                return;
            }
        }
        if self.take(&Kind::Mark('*')) {
            steps.push("*".to_owned());
            self.push(line, steps, role);
        } else if self.take(&Kind::Mark('{')) {
            let mut group = steps.clone();
            group.push("{".to_owned());
            self.push(line, group, role);
            while self.at < self.tokens.len() && !self.take(&Kind::Mark('}')) {
                self.import_tree(&steps, role);
                self.take(&Kind::Mark(','));
            }
        } else {
            // Nothing that could stand in a tree: step over it rather than stay here for ever.
            self.at += 1;
        }
    }

    /// The end of one branch, with the name it binds.
    fn leaf(&mut self, line: usize, mut steps: Vec<String>, role: Role) {
        if steps.len() > 1 && steps.last().is_some_and(|step| step == "self") {
            steps.pop();
        }
        let renamed = self.name_ahead(0).as_deref() == Some("as");
        let alias = if renamed { self.name_ahead(1) } else { None };
        self.at += if renamed { 2 } else { 0 };
        if let Some(name) = alias.or_else(|| steps.last().filter(|_| steps.len() > 1).cloned()) {
            self.names.bound.insert(name);
        }
        self.push(line, steps, role);
    }

    fn push(&mut self, line: usize, steps: Vec<String>, role: Role) {
        let nested = self.inline.len();
        self.names.paths.push(Naming {
            line,
            steps,
            role,
            nested,
        });
    }
}

/// Splits a file's tokens: those that ship, and the modules that are declared for tests only.
pub(crate) fn without_tests(tokens: &[Token]) -> (Vec<Token>, Vec<String>) {
    let mut shipped = Vec::new();
    let mut test_modules = Vec::new();
    let mut at = 0;
    while let Some(rest) = tokens.get(at..).filter(|rest| !rest.is_empty()) {
        if begins_test_item(rest) {
            let length = item_length(rest);
            test_modules.extend(declared_module(&rest[..length]));
            at += length;
        } else {
            shipped.push(rest[0].clone());
            at += 1;
        }
    }
    (shipped, test_modules)
}

/// `#[cfg(test)]`, or `#[cfg(all(test, …))]`.
fn begins_test_item(tokens: &[Token]) -> bool {
    let texts = tokens.iter().take(7).map(|token| match &token.kind {
        Kind::Name(name) => name.clone(),
        Kind::Mark(mark) => mark.to_string(),
        Kind::PathSep | Kind::Opaque => String::new(),
    });
    let texts: Vec<_> = texts.collect();
    let begins = |with: &[&str]| {
        texts
            .iter()
            .map(String::as_str)
            .take(with.len())
            .eq(with.iter().copied())
    };
    begins(&["#", "[", "cfg", "(", "test", ")"])
        || begins(&["#", "[", "cfg", "(", "all", "(", "test"])
}

/// How many tokens the item at the head of `tokens` has, its attributes included.
fn item_length(tokens: &[Token]) -> usize {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Mark('(' | '[' | '{') => depth += 1,
            Kind::Mark(closing @ (')' | ']' | '}')) => {
                depth = depth.saturating_sub(1);
                if closing == '}' && depth == 0 {
                    return index + 1;
                }
            }
            Kind::Mark(';') if depth == 0 => return index + 1,
            _ => {}
        }
    }
    tokens.len()
}

/// The name in `mod name;`, the file of which is then a test's.
fn declared_module(item: &[Token]) -> Option<String> {
    let at = item.iter().position(|token| token.is_name("mod"))?;
    let ends = item.get(at + 2).is_some_and(|token| token.is_mark(';'));
    match &item.get(at + 1)?.kind {
        Kind::Name(name) if ends => Some(name.clone()),
        _ => None,
    }
}
