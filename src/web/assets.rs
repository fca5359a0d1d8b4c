//! What pages need beside their HTML: one style sheet and one icon, under names that hold a hash of
//! their content, so that a browser keeps them forever and a new version is met at once.

use std::fmt::Write as _;
use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use axum::response::{IntoResponse as _, Response};
use http::{HeaderValue, Uri, header};

use crate::domain::Error;
use crate::edge::{Failed, asset_headers};

/// One file.
pub(super) struct Asset {
    /// Its address, hash included.
    pub(super) address: String,
    media_type: &'static str,
    content: &'static str,
}

/// The style sheet: the layers in the order of their names in the first line.
const STYLES: &str = concat!(
    "@layer reset, tokens, base, parts, pages;\n",
    include_str!("../../web/css/reset.css"),
    include_str!("../../web/css/tokens.css"),
    include_str!("../../web/css/base.css"),
    include_str!("../../web/css/parts.css"),
    include_str!("../../web/css/listing.css"),
    include_str!("../../web/css/drives.css"),
    include_str!("../../web/css/icons.css"),
    include_str!("../../web/css/pages.css"),
    include_str!("../../web/css/account.css"),
);

/// The style sheet of all pages.
pub(super) static STYLE_SHEET: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("style", "css", "text/css; charset=utf-8", STYLES));

/// The icon of all pages.
pub(super) static ICON: LazyLock<Asset> = LazyLock::new(|| {
    let drawing = include_str!("../../web/assets/icon.svg");
    Asset::new("icon", "svg", "image/svg+xml", drawing)
});

impl Asset {
    fn new(name: &str, ending: &str, media_type: &'static str, content: &'static str) -> Self {
        let digest = digest(&SHA256, content.as_bytes());
        let mut address = format!("/@assets/{name}.");
        for byte in digest.as_ref().iter().take(8) {
            let _ = write!(address, "{byte:02x}");
        }
        let _ = write!(address, ".{ending}");
        Self {
            address,
            media_type,
            content,
        }
    }

    fn to_response(&self) -> Response {
        let mut response = self.content.into_response();
        let media_type = HeaderValue::from_static(self.media_type);
        response
            .headers_mut()
            .insert(header::CONTENT_TYPE, media_type);
        asset_headers(response.headers_mut());
        response
    }
}

/// `GET /@assets/{name}`. A name with another hash is another version, which is gone.
pub(super) async fn show(uri: Uri) -> Result<Response, Failed> {
    [&*STYLE_SHEET, &*ICON]
        .into_iter()
        .find(|asset| asset.address == uri.path())
        .map(Asset::to_response)
        .ok_or(Failed(Error::NotFound))
}

/// `GET /favicon.ico`, asked for by habit. Its name holds no hash, so it is kept for a day.
pub(super) async fn favicon() -> Response {
    let mut response = ICON.to_response();
    let day = HeaderValue::from_static("public, max-age=86400");
    response.headers_mut().insert(header::CACHE_CONTROL, day);
    response
}

/// `GET /robots.txt`: nothing here is for search engines.
pub(super) async fn robots() -> Response {
    "User-agent: *\nDisallow: /\n".into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_asset_is_found_by_its_hash_and_kept_forever() {
        let uri: Uri = STYLE_SHEET.address.parse().expect("an address");
        let response = show(uri).await.expect("it is there");
        let kept = &response.headers()[header::CACHE_CONTROL];
        assert_eq!(kept, "public, max-age=31536000, immutable");
        let other = show(Uri::from_static("/@assets/style.0123456789abcdef.css")).await;
        other.expect_err("another version");
    }

    #[test]
    fn the_style_sheet_asks_for_nothing_from_elsewhere() {
        for forbidden in ["@import", "url(", "http:", "https:"] {
            assert!(!STYLES.contains(forbidden), "{forbidden}");
        }
    }
}
