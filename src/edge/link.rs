//! Where a signed link leads.

use crate::services::{Door, SignedLink};

use super::public_url::PublicUrl;
use super::state::Settings;

/// The address of a signed link: absolute where visitors are known to reach this server under one.
pub fn link_address(link: &SignedLink, settings: &Settings) -> String {
    let origin = settings.public_url.as_ref().map(PublicUrl::origin);
    let door = match link.door {
        Door::Proxy => "/p",
        Door::Delivery | Door::Worker => "/d",
    };
    // What is signed is made of letters, digits, `.`, `-` and `_`.
    format!(
        "{}{door}{}?sign={}",
        origin.unwrap_or_default(),
        link.path.to_url(),
        link.sign
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Timestamp, VirtualPath};

    #[test]
    fn a_link_is_relative_unless_it_is_known_where_visitors_come_in() {
        let link = SignedLink {
            path: VirtualPath::parse("/a b/c").expect("a path"),
            door: Door::Proxy,
            sign: "1.k".to_owned(),
            expires_at: Timestamp::default(),
        };
        let mut settings = Settings::default();
        assert_eq!(link_address(&link, &settings), "/p/a%20b/c?sign=1.k");
        let public_url = PublicUrl::parse("https://files.example.org");
        settings.public_url = Some(public_url.expect("an origin"));
        let absolute = "https://files.example.org/p/a%20b/c?sign=1.k";
        assert_eq!(link_address(&link, &settings), absolute);
    }
}
