//! The id in a route's path.

use axum::extract::{FromRequestParts, Path};
use http::request::Parts;

use crate::domain::{
    AccountId, AppPasswordId, Error, GrantId, GroupId, MountId, RuleId, SessionId, TenantId,
    TokenId,
};
use crate::edge::Failed;

use super::admin::tokens::AnyTokenId;

/// `{id}` of a route. What can't be an id is an id of nothing: 404.
#[derive(Clone, Debug)]
pub(super) struct PathId<T>(pub(super) T);

/// Ids that stand in paths.
pub(super) trait ParseId: Sized {
    /// The id, or `NotFound`.
    fn parse_id(text: &str) -> Result<Self, Error>;
}

macro_rules! path_ids {
    ($($id:ty),+ $(,)?) => {
        $(impl ParseId for $id {
            fn parse_id(text: &str) -> Result<Self, Error> {
                Self::parse(text)
            }
        })+
    };
}

path_ids!(
    AccountId,
    AnyTokenId,
    AppPasswordId,
    GrantId,
    GroupId,
    MountId,
    RuleId,
    SessionId,
    TenantId,
    TokenId,
);

impl<T: ParseId, S: Send + Sync> FromRequestParts<S> for PathId<T> {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        let text = Path::<String>::from_request_parts(parts, state).await;
        let Path(text) = text.map_err(|_| Failed(Error::NotFound))?;
        Ok(Self(T::parse_id(&text)?))
    }
}
