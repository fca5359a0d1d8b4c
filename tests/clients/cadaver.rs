//! cadaver, and with it neon, on which davfs2, sitecopy and others are built: one line of commands after another.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use graph_sim::Fingerprint;

use super::is_there;
use super::sample::{Sample, names};
use super::stage::{Stage, USERNAME};

/// Everything that it can do with files; each line is answered with `succeeded`, but for those that only move.
const ROUND: &str = r#"mkcol tree
cd tree
lcd up
put medium.bin
put "one byte.txt"
put empty
mkcol large
put deep/deeper/large.bin large/large.bin
mkcol many
cd many
lcd many/1
mput *.dat
cd ..
lcd ../../..
copy medium.bin "a copy.bin"
move "a copy.bin" "moved it.bin"
copy many "many again"
move "many again" "many moved"
lock medium.bin
put "up/one byte.txt" medium.bin
discover medium.bin
unlock medium.bin
put up/medium.bin medium.bin
propset medium.bin color blue
propget medium.bin color
propdel medium.bin color
lock large
put up/empty large/new
unlock large
get large/large.bin large.bin
mget "moved it.bin"
rm "moved it.bin"
rmcol "many moved"
delete large/new
ls many
"#;

/// What is refused, and how that is told.
const REFUSED: &str = r"cd tree
ls none
copy medium.bin none/medium.bin
mkcol many
propget medium.bin color
quit
";

struct Cadaver {
    stage: Stage,
}

impl Cadaver {
    /// Runs it over the commands; what it says of them.
    async fn play(&self, commands: &str) -> String {
        let folder = self.stage.folder();
        fs::write(folder.join("commands"), commands).expect("the folder is ours");
        let mut command = Command::new("sh");
        command.args(["-c", "exec cadaver \"$DAV_URL\" <commands"]);
        let said = self.stage.play(command, &[]).await.well();
        // It draws its progress over the line.
        said.replace('\r', "\n")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cadaver_goes_round() {
    if !is_there("cadaver") {
        return;
    }
    let stage = Stage::open().await;
    let sample = Sample::make(&stage.folder().join("up"));
    let netrc = stage.folder().join(".netrc");
    let entry = format!(
        "machine localhost login {USERNAME} password {}",
        stage.password
    );
    fs::write(&netrc, entry).expect("the folder is ours");
    fs::set_permissions(&netrc, fs::Permissions::from_mode(0o600)).expect("it is ours");
    let cadaver = Cadaver { stage };

    let mut commands = ROUND.to_owned();
    commands.push_str("mkcol names\ncd names\nlcd up/names\n");
    commands.extend(names().iter().map(|name| format!("put \"{name}\"\n")));
    let said = cadaver.play(&commands).await;
    for word in ["failed", "Unrecognised", "Could not", "rror"] {
        assert!(!said.contains(word), "{word}: {said}");
    }
    for word in ["Scope: exclusive", "Value of color is: blue", "file 16.dat"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    let mut files: BTreeMap<String, Fingerprint> = sample.files.clone();
    files.retain(|path, _| !path.starts_with("many/0") && !path.starts_with("many/2"));
    let there = files.into_iter().map(|(path, content)| {
        let path = path.replace("deep/deeper/", "large/");
        (path.replace("many/1/", "many/"), content)
    });
    cadaver.stage.assert_stored("/tree", &there.collect());
    cadaver.stage.assert_in_root(&["tree"]);
    for (got, sent) in [
        ("large.bin", "deep/deeper/large.bin"),
        ("moved it.bin", "medium.bin"),
    ] {
        let got = fs::read(cadaver.stage.folder().join(got)).expect("it was fetched");
        assert_eq!(Fingerprint::of(&got), sample.files[sent], "{sent}");
    }

    // It can't be sent elsewhere.
    assert_eq!(cadaver.stage.take_fetches("neon"), 0);

    let said = cadaver.play(REFUSED).await;
    for word in ["404 Not Found", "409 Conflict", "405 Method Not Allowed"] {
        assert!(said.contains(word), "{word}: {said}");
    }
    cadaver.stage.close().await;
}
