//! curl: as people use it, and for the requests of programs that don't run here.

use std::fs;
use std::process::Command;

use graph_sim::Fingerprint;

use super::files::{bytes, make};
use super::is_there;
use super::sample::{LARGE, MEDIUM, Sample};
use super::stage::{Stage, USERNAME};

/// curl at work in a folder with the sample.
struct Curl {
    stage: Stage,
    sample: Sample,
    user: String,
}

/// What it says of an answer.
#[derive(Debug)]
struct Told {
    status: String,
    /// Bytes of the request's body that it has sent.
    sent: u64,
    body: Vec<u8>,
    /// What it has said by the way, headers included.
    talk: String,
}

impl Curl {
    async fn open() -> Option<Self> {
        if !is_there("curl") {
            return None;
        }
        let stage = Stage::open().await;
        let sample = Sample::make(&stage.folder().join("up"));
        let user = format!("{USERNAME}:{}", stage.password);
        Some(Self {
            stage,
            sample,
            user,
        })
    }

    /// A request to a place below the mount, encoded, with the password.
    async fn ask(&self, arguments: &[&str], path: &str) -> Told {
        let user = ["--user", self.user.as_str()];
        self.ask_as(&[&user, arguments].concat(), path).await
    }

    /// The same as whom the arguments say.
    async fn ask_as(&self, arguments: &[&str], path: &str) -> Told {
        // Unless it is told to go on with a file that is there, it writes one.
        let mut command = Command::new("curl");
        command
            .args(["--silent", "--show-error", "--verbose", "--max-time", "60"])
            .args(["--write-out", "%{http_code} %{size_upload}"])
            .args(["--output", "body"])
            .args(arguments)
            .arg(format!("{}{path}", self.stage.url()));
        let ended = self.stage.play(command, &[]).await;
        let told = ended.output.split_once(' ');
        let (status, sent) = told.unwrap_or_else(|| panic!("{path}: {ended:#?}"));
        Told {
            status: status.to_owned(),
            sent: sent.parse().expect("a number"),
            body: fs::read(self.stage.folder().join("body")).unwrap_or_default(),
            talk: ended.errors,
        }
    }

    /// It has left this in the drive, and nothing else.
    async fn end(self, left: &[&str]) {
        self.stage.assert_in_root(left);
        self.stage.close().await;
    }
}

impl Told {
    #[track_caller]
    fn is(self, status: &str) -> Self {
        assert_eq!(self.status, status, "{}", self.talk);
        self
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// Duplicati: a listing tries the address, a folder is made where there is none, and volumes come and go.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn duplicatis_requests_are_answered_as_it_wants() {
    let Some(curl) = Curl::open().await else {
        return;
    };
    let list = [
        "-X",
        "PROPFIND",
        "-H",
        "Depth: 1",
        "-H",
        "Content-Type: text/xml",
    ];
    let list = [&list[..], &["-H", "Content-Length: 0"]].concat();
    let folder = "/backup%20of%20ann/";
    curl.ask(&list, folder).await.is("404");
    curl.ask(&["-X", "MKCOL"], folder).await.is("201");
    let empty = curl.ask(&list, folder).await.is("207").text();
    assert_eq!(empty.matches("<D:response>").count(), 1, "{empty}");

    let volume = "duplicati-b8c1.dblock.zip.aes";
    let kind = ["-H", "Content-Type: application/octet-stream"];
    for (name, file) in [
        (volume, "up/deep/deeper/large.bin"),
        (
            "duplicati-20261121T220000Z.dlist.zip.aes",
            "up/many/1/file 1.dat",
        ),
    ] {
        let put = [&kind[..], &["-T", file]].concat();
        curl.ask(&put, &format!("{folder}{name}")).await.is("201");
    }
    let stored = curl.stage.stored(&format!("/backup of ann/{volume}"));
    assert_eq!(stored, Fingerprint::of(&bytes(LARGE)));

    let listed = curl.ask(&list, folder).await.is("207").text();
    for response in listed.split("<D:response>").skip(2) {
        assert!(response.starts_with("<D:href>/dav/contoso/ada/backup%20of%20ann/duplicati-"));
        // It reads the first `propstat` alone.
        let first = response.split("</D:propstat>").next();
        let first = first.expect("there is one");
        for property in ["getcontentlength", "getlastmodified", "resourcetype"] {
            assert!(first.contains(&format!("<D:{property}")), "{first}");
        }
        assert!(first.contains(" GMT</D:getlastmodified>"), "{first}");
    }
    assert_eq!(listed.matches("<D:response>").count(), 3);
    assert!(listed.contains(&format!(">{LARGE}</D:getcontentlength>")));

    let address = format!("{folder}{volume}");
    let got = curl.ask(&["--location"], &address).await.is("200");
    assert!(got.body == bytes(LARGE));
    curl.ask(&["-X", "DELETE"], &address).await.is("204");
    curl.ask(&["-X", "DELETE"], &address).await.is("404");
    curl.ask(&["--location"], &address).await.is("404");
    let list = "duplicati-20261121T220000Z.dlist.zip.aes".to_owned();
    let left = [(list, curl.sample.files["many/1/file 1.dat"].clone())];
    curl.stage.assert_stored("/backup of ann", &left.into());
    curl.end(&["backup of ann"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn curl_sends_and_fetches_whole_files_and_parts() {
    let Some(curl) = Curl::open().await else {
        return;
    };
    for (file, address) in [
        ("up/deep/deeper/large.bin", "/large.bin"),
        ("up/medium.bin", "/medium.bin"),
        ("up/many/1/file 1.dat", "/small.dat"),
        ("up/empty", "/empty"),
    ] {
        curl.ask(&["-T", file], address).await.is("201");
        let sent = fs::read(curl.stage.folder().join(file)).expect("it is ours");
        assert_eq!(curl.stage.stored(address), Fingerprint::of(&sent));
    }
    curl.ask(&["-T", "up/one byte.txt"], "/empty")
        .await
        .is("204");
    assert_eq!(curl.stage.stored("/empty").size, 1);

    // Without a length: spooled, and sent on when it is known.
    let pipe = ["-H", "Transfer-Encoding: chunked", "-T", "up/medium.bin"];
    curl.ask(&pipe, "/piped.bin").await.is("201");
    let medium = &curl.sample.files["medium.bin"];
    assert_eq!(&curl.stage.stored("/piped.bin"), medium);

    // A part by its ends, by its end alone, beyond the end; of what is sent, and of what is redirected to.
    for (address, length) in [("/small.dat", 1_037), ("/large.bin", LARGE)] {
        let whole = bytes(length);
        let middle = curl.ask(&["--location", "-r", "5-24"], address).await;
        assert!(middle.is("206").body == whole[5..25]);
        let last = curl.ask(&["--location", "-r", "-10"], address).await;
        assert!(last.is("206").body == whole[length - 10..]);
        curl.ask(&["--location", "-r", "99999999-"], address)
            .await
            .is("416");
        // What was cut goes on where it ended.
        fs::write(curl.stage.folder().join("body"), &whole[..700]).expect("it is ours");
        let rest = ["--location", "--continue-at", "-"];
        let rest = curl.ask(&rest, address).await.is("206");
        assert!(rest.body == whole, "{}", rest.talk);
    }
    assert_eq!(curl.stage.take_fetches("curl"), 4, "of the large one");
    // An upload can't go on: the part would take the place of the whole.
    let rest = ["--continue-at", "100", "-T", "up/medium.bin"];
    curl.ask(&rest, "/medium.bin").await.is("400");
    assert_eq!(&curl.stage.stored("/medium.bin"), medium);
    curl.end(&["empty", "large.bin", "medium.bin", "piped.bin", "small.dat"])
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn curl_keeps_its_bytes_until_it_is_told_to_go_on() {
    let Some(curl) = Curl::open().await else {
        return;
    };
    make(&curl.stage.folder().join("long.bin"), MEDIUM);
    let send = ["-H", "Expect: 100-continue", "-T", "long.bin"];
    let sent = curl.ask(&send, "/long.bin").await.is("201");
    assert!(sent.talk.contains("HTTP/1.1 100 Continue"), "{}", sent.talk);
    assert_eq!(sent.sent, MEDIUM as u64);

    // Nobody who is refused has sent it for nothing.
    let wrong = [&["--user", "ann:wrong"], &send[..]].concat();
    for (refused, status) in [
        (curl.ask_as(&send, "/long.bin").await, "401"),
        (curl.ask_as(&wrong, "/long.bin").await, "401"),
        (curl.ask(&send, "/none/long.bin").await, "409"),
        (curl.ask(&send, "/a%3Ab.bin").await, "403"),
    ] {
        let refused = refused.is(status);
        assert_eq!(refused.sent, 0, "{status}: {}", refused.talk);
        assert!(!refused.talk.contains("100 Continue"), "{}", refused.talk);
        let asks = refused.talk.contains("Basic realm=\"Onefold\"");
        assert_eq!(asks, status == "401", "{}", refused.talk);
    }
    let only_new = [&["-H", "If-None-Match: *"], &send[..]].concat();
    let refused = curl.ask(&only_new, "/long.bin").await.is("412");
    assert_eq!(refused.sent, 0);

    // It asks which way to sign in, and takes the one there is; another there is not.
    let any = [&["--anyauth"], &send[..]].concat();
    let sent = curl.ask(&any, "/long.bin").await.is("204");
    assert!(sent.talk.contains("401 Unauthorized"), "{}", sent.talk);
    curl.ask(&["--digest", "-T", "long.bin"], "/digest.bin")
        .await
        .is("401");
    assert!(!curl.stage.exists("/digest.bin"));
    let token = curl.stage.password.clone();
    curl.ask_as(&["--oauth2-bearer", &token], "/long.bin")
        .await
        .is("401");
    curl.end(&["long.bin"]).await;
}
