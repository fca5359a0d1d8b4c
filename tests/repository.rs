//! Keeps the papers of the house true: what they name exists, and what exists is in them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use onefold::domain::Diagnosis;

const CRATES_IO: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";

fn house() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[track_caller]
fn read(path: impl AsRef<Path>) -> String {
    let path = house().join(path);
    let text = fs::read_to_string(&path);
    assert!(text.is_ok(), "{} can't be read: {text:?}", path.display());
    text.unwrap_or_default()
}

/// The files of a folder, in order; none where the folder isn't there.
fn files_in(folder: impl AsRef<Path>) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(house().join(folder)) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = entries
        .map(|entry| {
            entry
                .expect("folders of the repository are readable")
                .path()
        })
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths
}

/// What the Dockerfile copies out of the repository.
fn copied_sources() -> BTreeSet<String> {
    let joined = read("Dockerfile").replace("\\\n", " ");
    let copies = joined
        .lines()
        .filter_map(|line| line.strip_prefix("COPY "))
        .filter(|arguments| !arguments.contains("--from="));
    let mut sources = BTreeSet::new();
    for arguments in copies {
        let mut words: Vec<_> = arguments.split_whitespace().collect();
        words.pop();
        sources.extend(
            words
                .into_iter()
                .filter(|word| !word.starts_with("--"))
                .map(str::to_owned),
        );
    }
    sources
}

#[test]
fn every_source_that_the_dockerfile_copies_exists_and_is_not_ignored() {
    let ignored = read(".dockerignore");
    let sources = copied_sources();
    assert!(!sources.is_empty());
    for source in sources {
        assert!(house().join(&source).exists(), "{source} does not exist");
        let line = format!("!{source}");
        assert!(
            ignored.lines().any(|it| it == line),
            ".dockerignore leaves {source} out"
        );
    }
}

#[test]
fn the_dockerfile_copies_all_that_a_build_reads() {
    let sources = copied_sources();
    for source in [
        "Cargo.toml",
        "Cargo.lock",
        "askama.toml",
        "build.rs",
        "src",
        "migrations",
        "web",
    ] {
        let exists = house().join(source).exists();
        assert!(
            !exists || sources.contains(source),
            "the Dockerfile does not copy {source}"
        );
    }
    // Cargo looks for the file of each target that a manifest names, wanted or not.
    let manifest = read("Cargo.toml");
    for (header, folder) in [
        ("[[test]]", "tests"),
        ("[[bench]]", "benches"),
        ("[[example]]", "examples"),
    ] {
        let named = manifest.lines().any(|line| line.trim() == header);
        assert!(
            !named || sources.contains(folder),
            "the Dockerfile does not copy {folder}"
        );
    }
}

#[test]
fn the_image_is_built_with_the_pinned_toolchain() {
    let pinned = read("rust-toolchain.toml");
    let version = pinned
        .lines()
        .find_map(|line| line.strip_prefix("channel = "))
        .expect("a channel is pinned")
        .trim_matches('"');
    let (minor, _) = version.rsplit_once('.').expect("a version has three parts");
    let image = format!("FROM rust:{minor}-");
    assert!(
        read("Dockerfile").contains(&image),
        "the Dockerfile does not build {image}"
    );
}

#[test]
fn there_is_an_example_of_the_configuration() {
    assert!(!read("config.example.yaml").trim().is_empty());
}

#[test]
fn the_commands_in_the_papers_are_targets_of_the_makefile() {
    let makefile = read("Makefile");
    let targets: BTreeSet<_> = makefile
        .lines()
        .filter_map(|line| line.split_once(':'))
        .map(|(target, _)| target)
        .collect();
    for paper in [
        "README.md",
        "CONTRIBUTING.md",
        "docs/BENCHMARKS.md",
        "docs/TESTING.md",
    ] {
        let text = read(paper);
        let commands: BTreeSet<_> = text
            .lines()
            .filter_map(|line| line.strip_prefix("make "))
            .filter_map(|rest| rest.split_whitespace().next())
            .collect();
        for command in &commands {
            assert!(targets.contains(command), "{paper} says `make {command}`");
        }
        if paper == "README.md" {
            let first_two = BTreeSet::from(["demo", "test"]);
            assert!(
                commands.is_superset(&first_two),
                "the README shows {commands:?}"
            );
        }
    }
}

#[test]
fn every_crate_comes_from_crates_io() {
    for lock in ["Cargo.lock", "fuzz/Cargo.lock"] {
        for line in read(lock)
            .lines()
            .filter(|line| line.starts_with("source = "))
        {
            assert_eq!(line, CRATES_IO, "{lock}");
        }
    }
}

#[test]
fn locked_packages_name_no_address() {
    for folder in [
        "",
        "web",
        "graph-sim/tests/programs/javascript",
        "tests/clients/javascript",
    ] {
        let lock = Path::new(folder).join("package-lock.json");
        if house().join(&lock).exists() {
            assert!(
                !read(&lock).contains("\"resolved\""),
                "{} says where packages came from",
                lock.display()
            );
        }
    }
}

#[test]
fn migrations_are_numbered_without_gaps() {
    let migrations = files_in("migrations");
    let scripts = migrations
        .iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "sql"));
    let mut expected = 0;
    for script in scripts {
        expected += 1;
        let name = script
            .file_name()
            .expect("a file has a name")
            .to_string_lossy();
        assert!(
            name.starts_with(&format!("{expected:04}_")),
            "{name} is not number {expected}"
        );
    }
    assert!(expected > 0, "there are no migrations");
}

#[test]
fn relative_links_of_the_papers_lead_somewhere() {
    let folders = ["", "docs", "docs/adr", "graph-sim", "migrations"];
    let mut broken = String::new();
    for paper in folders.iter().flat_map(files_in) {
        if paper.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = read(&paper);
        for link in relative_links(&text) {
            let folder = paper.parent().expect("a file has a folder");
            if !folder.join(link).exists() {
                writeln!(broken, "{}: {link}", paper.display()).expect("a string takes all");
            }
        }
    }
    assert!(broken.is_empty(), "\n{broken}");
}

/// The targets of `[text](target)` that are files, without their anchors.
fn relative_links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', ' ']).next())
        .filter(|link| !link.contains("://") && !link.starts_with("mailto:"))
        .filter_map(|link| link.split('#').next())
        .filter(|link| !link.is_empty())
}

#[test]
fn every_record_of_a_decision_is_listed() {
    let index = read("docs/adr/README.md");
    for record in files_in("docs/adr") {
        let name = record
            .file_name()
            .expect("a file has a name")
            .to_string_lossy();
        assert!(
            name == "README.md" || index.contains(&format!("({name})")),
            "{name} is not listed"
        );
    }
}

#[test]
fn every_diagnosis_is_explained_in_the_words_of_the_program() {
    let rows: Vec<_> = Diagnosis::all()
        .map(|it| format!("| `{}` | {} | {} |", it.code(), it.title(), it.remedy()))
        .collect();
    let expected = format!("{}\n", rows.join("\n"));
    let paper = read("docs/DIAGNOSES.md");
    assert!(
        paper.contains(&expected),
        "docs/DIAGNOSES.md needs these rows:\n{expected}"
    );
}
