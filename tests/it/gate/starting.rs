//! A server with TLS from the outside: how it starts, how it does not, and how it is probed.

use super::wire::{PATIENCE, address};
use super::{Authority, FILES, TLS};
use crate::support::Premises;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_tls_says_so_and_can_be_probed() {
    let premises = Premises::of(&["contoso"], TLS).await;
    let leaf = Authority::new().issue();
    premises.write(FILES[0], &leaf.chain);
    premises.write(FILES[1], &leaf.key);
    let server = premises.serve();
    let url = server.url().to_owned();
    assert!(url.starts_with("https://127.0.0.1:"), "{url}");
    let by_url = premises.run(&["healthcheck", "--url", &url]);
    assert!(by_url.status.success(), "{by_url:?}");
    let mut by_file = premises.command(&["healthcheck", "--config", "config.yaml"]);
    let by_file = by_file.env("ONEFOLD_LISTEN", address(&url)).output();
    let by_file = by_file.expect("the program starts");
    assert!(by_file.status.success(), "{by_file:?}");
    let plain = url.replace("https", "http");
    let plainly = premises.run(&["healthcheck", "--url", &plain]);
    assert_eq!(plainly.status.code(), Some(1));
    let said = String::from_utf8_lossy(&plainly.stderr).into_owned();
    assert!(said.contains("400"), "{said}");
    assert!(server.stop(PATIENCE).is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_pair_stops_the_start_with_one_line() {
    let premises = Premises::of(&["contoso"], TLS).await;
    let authority = Authority::new();
    let (one, other) = (authority.issue(), authority.issue());
    let [certificate, key] = FILES;
    premises.write(key, &one.key);
    for (text, file, reason) in [
        (None, certificate, "can't be read"),
        (
            Some((certificate, "nothing")),
            certificate,
            "no certificate",
        ),
        (Some((certificate, &one.chain)), "", ""),
        (Some((key, "nothing")), key, "no private key"),
        (
            Some((key, &other.key)),
            key,
            "is not that of the certificate",
        ),
    ] {
        if let Some((name, text)) = text {
            premises.write(name, text);
        }
        if reason.is_empty() {
            continue;
        }
        let output = premises.run(&["serve", "--config", "config.yaml"]);
        assert_eq!(output.status.code(), Some(1), "{reason}: {output:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.contains(file) && said.contains(reason), "{said}");
        assert!(said.contains("`tls.cert` and `tls.key`"), "{said}");
    }
}
