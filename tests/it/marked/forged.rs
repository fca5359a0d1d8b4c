//! Lines that others would like to write into our log.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{PATIENCE, loud};
use crate::support::{Actor, Answer, House, Premises, Running};

/// How a line begins that is not ours: with a time long gone.
const FORGED: &str = "1999-01-01T00:00:00.000000Z ERROR onefold: forged";

/// A running server.
struct Desk {
    premises: Premises,
    server: Running,
    admin: Actor,
}

impl Desk {
    async fn start(format: &str) -> Self {
        let premises = Premises::of(&["contoso"], &loud(format)).await;
        premises.create_administrator();
        let server = premises.serve_with(&[("RUST_LOG", "trace")]);
        let admin = premises.sign_in(&server).await;
        Self {
            premises,
            server,
            admin,
        }
    }

    /// Says it in every member of a body that takes words.
    async fn in_bodies(&self, text: &str) {
        let org = &self.premises.orgs[0];
        let tenant = json!({
            "name": text, "cloud": text, "path_prefix": format!("/{text}"), "client_secret": text,
            "directory_id": org.tenant.directory_id, "client_id": text,
        });
        for (path, body) in [
            (
                "/api/v1/auth/login",
                json!({ "username": text, "password": text }),
            ),
            (
                "/api/v1/auth/login",
                json!({ "username": House::USERNAME, "password": text, "otp": text }),
            ),
            (
                "/api/v1/auth/unlock",
                json!({ "path": format!("/{text}"), "password": text }),
            ),
            ("/api/v1/admin/tenants", tenant),
            (
                "/api/v1/admin/accounts",
                json!({ "username": text, "password": text }),
            ),
            ("/api/v1/admin/groups", json!({ "name": text })),
            (
                "/api/v1/admin/grants",
                json!({ "principal": text, "path": format!("/{text}"), "rights": [text] }),
            ),
            (
                "/api/v1/admin/rules",
                json!({ "path": "/contoso/x", "hide": [text], "header": text, "readme": text }),
            ),
            (
                "/api/v1/me/tokens",
                json!({ "name": text, "scopes": [text], "expires_at": text }),
            ),
            ("/api/v1/me/app-passwords", json!({ "name": text })),
            ("/api/v1/admin/mounts", json!({ text: text })),
        ] {
            let answer = self.admin.post(path, &body).await;
            assert!(answer.status < 500, "{path}: {}", answer.text());
        }
    }

    /// Says it, encoded, wherever an address takes words.
    async fn in_addresses(&self, text: &str) {
        let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let encoded = encoded.replace('+', "%20");
        for target in [
            format!("/contoso/ada/{encoded}"),
            format!("/d/contoso/ada/{encoded}?sign={encoded}"),
            format!("/p/contoso/ada/{encoded}?{encoded}={encoded}"),
            format!("/api/v1/fs/list?path=/contoso/ada/{encoded}&sort={encoded}&cursor={encoded}"),
            format!("/api/v1/fs/stat?path={encoded}"),
            format!("/api/v1/admin/mounts/{encoded}"),
            format!("/api/v1/admin/audit?account={encoded}&deed={encoded}"),
            format!("/api/v1/admin/grants/explain?principal={encoded}&path=/&right={encoded}"),
            format!("/@problems/{encoded}"),
            format!("/@assets/{encoded}"),
            format!("/@login?next={encoded}"),
        ] {
            let answer = self.admin.get(&target).await;
            assert!(answer.status < 500, "{target}: {}", answer.text());
        }
        let form = format!("username={encoded}&password={encoded}&next={encoded}");
        for path in ["/@login", "/@unlock", "/@me/tokens", "/@me/app-passwords"] {
            let request = self.admin.request("POST", path).body(form.clone());
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            assert!(Answer::of(request).await.status < 500, "{path}");
        }
    }

    /// Says it in every header, byte for byte.
    async fn in_headers(&self, text: &str) {
        let address = self.server.url().trim_start_matches("http://");
        let token = self.admin.token().expect("signed in");
        for name in [
            "User-Agent",
            "Accept",
            "Cookie",
            "Referer",
            "Origin",
            "X-Request-Id",
            "Onefold-Unlock",
            "If-None-Match",
            "Range",
            "X-Forwarded-For",
            "Forwarded",
            "Authorization",
            "Host",
            "Via",
        ] {
            let first = text.lines().next().unwrap_or_default();
            for value in [text, first] {
                let request = format!(
                    "GET /contoso/ada/ HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n{name}: {value}\r\nConnection: close\r\n\r\n",
                );
                let mut stream = TcpStream::connect(address).await.expect("it listens");
                stream
                    .write_all(request.as_bytes())
                    .await
                    .expect("it reads");
                let mut answer = Vec::new();
                // Who is refused in the middle of his words finds the connection closed.
                let _ = stream.read_to_end(&mut answer).await;
            }
        }
    }

    /// Says all of it everywhere, and gives the log.
    async fn log(self) -> String {
        for text in [
            format!("x\n{FORGED}"),
            format!("x\r\n{FORGED}\r\n"),
            format!("\u{1b}[2J\u{1b}[31m{FORGED}\u{1b}]0;title\u{7}"),
            format!("x\u{85}{FORGED}\u{2028}{FORGED}\u{202e}"),
            format!("x\0\u{8}\u{b}\u{c}\u{7f}{FORGED}"),
            format!("\"}}\n{{\"level\":\"ERROR\",\"message\":\"{FORGED}\"}}"),
            FORGED.to_owned(),
        ] {
            self.in_bodies(&text).await;
            self.in_addresses(&text).await;
            self.in_headers(&text).await;
        }
        let ended = self.server.stop(PATIENCE).expect("it stops in time");
        assert!(ended.log.lines().count() > 100, "it is loud: {}", ended.log);
        ended.log
    }
}

fn assert_plain(log: &str) {
    let hidden =
        |one: char| one.is_control() && one != '\n' || ('\u{2028}'..='\u{202e}').contains(&one);
    let line = log.lines().find(|line| line.contains(hidden));
    assert_eq!(line, None, "no control character is written as it is");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_writes_a_line_of_his_own_into_the_log() {
    let log = Desk::start("text").await.log().await;
    assert_plain(&log);
    for line in log.lines() {
        let time = line.get(..20).unwrap_or_default();
        let is_time =
            time.ends_with('.') && time.chars().filter(char::is_ascii_digit).count() == 14;
        assert!(is_time && !line.starts_with("1999"), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_writes_an_object_of_his_own_into_the_log() {
    let log = Desk::start("json").await.log().await;
    assert_plain(&log);
    for line in log.lines() {
        let value: Value = serde_json::from_str(line).unwrap_or_default();
        let time = value["timestamp"].as_str().unwrap_or_default();
        assert!(time.starts_with("20"), "{line}");
        assert_ne!(value["message"], FORGED);
    }
}
