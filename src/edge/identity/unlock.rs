//! Folders' passwords that programs send along: `Onefold-Unlock`.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderName};
use percent_encoding::percent_decode;

use crate::domain::{Caller, Result, Secret, VirtualPath};
use crate::edge::{Edge, Failed, Parameters, raw_tree_path};
use crate::services::Services;

const HEADER: HeaderName = HeaderName::from_static("onefold-unlock");

/// The most passwords of one request: folders with a password may lie in each other.
const MOST: usize = 4;

/// The longest value that is looked at.
const LONGEST: usize = 4_096;

/// Opens the folders above the request's path that the passwords in `Onefold-Unlock` open, for this request
/// alone. The path is that of the address, or `path` in its query. Laid inside of
/// [`identify`](super::identify); where the path stands in the body the handler calls [`unlock_with`].
pub async fn offer_unlock(State(edge): State<Edge>, mut request: Request, next: Next) -> Response {
    if !request.headers().contains_key(HEADER) {
        return next.run(request).await;
    }
    let (Some(path), Some(caller)) = (place_of(&request), request.extensions().get::<Caller>())
    else {
        return next.run(request).await;
    };
    let opened = unlock_with(request.headers(), &edge.services, caller.clone(), &path).await;
    match opened {
        Ok(caller) => request.extensions_mut().insert(caller),
        Err(error) => return Failed(error).into_response(),
    };
    next.run(request).await
}

/// The caller with the folders at and above `path` open that the passwords in `Onefold-Unlock` open. A
/// password stands there percent-encoded, as UTF-8; the header may stand several times, for folders in each
/// other. What can't be read opens nothing.
///
/// # Errors
/// [`Error::RateLimited`](crate::domain::Error::RateLimited) after too many wrong ones.
pub async fn unlock_with(
    headers: &HeaderMap,
    services: &Services,
    mut caller: Caller,
    path: &VirtualPath,
) -> Result<Caller> {
    let passwords: Vec<_> = headers
        .get_all(HEADER)
        .iter()
        .take(MOST)
        .filter_map(|value| decode(value.as_bytes()))
        .collect();
    for password in &passwords {
        caller = services.unlocks.offer(caller, path, password).await?;
    }
    Ok(caller)
}

fn decode(value: &[u8]) -> Option<Secret<String>> {
    if value.len() > LONGEST {
        return None;
    }
    let text = percent_decode(value).decode_utf8().ok()?;
    Some(Secret::new(text.into_owned()))
}

/// About which place of the tree the request is. Who asks for none that can be is told so by the handler.
fn place_of(request: &Request) -> Option<VirtualPath> {
    let template = request.extensions().get::<MatchedPath>()?.as_str();
    if !template.starts_with("/api/") {
        let raw = raw_tree_path(template, request.uri().path());
        return raw.ok().map(|raw| raw.path);
    }
    let query = request.uri().query().unwrap_or_default();
    let pair = query.split('&').find(|pair| pair.starts_with("path="))?;
    let parameters = Parameters::parse(pair, &["path"]).ok()?;
    VirtualPath::parse(parameters.find("path")?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_percent_encoded_text() {
        let read = |value: &[u8]| decode(value).map(|password| password.expose().clone());
        assert_eq!(read(b"open%20sesame").as_deref(), Some("open sesame"));
        assert_eq!(read(b"p%C3%A4ss+wort%25").as_deref(), Some("päss+wort%"));
        assert_eq!(read(b"%ff"), None);
        assert_eq!(read("x".repeat(LONGEST + 1).as_bytes()), None);
    }
}
