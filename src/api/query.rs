//! The query of a request: known parameters only, on every route.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::request::Parts;

use crate::domain::{AccountId, Deed, Invalid, Principal, Result, Right, Sort, VirtualPath};
use crate::edge::{Failed, Parameters};
use crate::services::{AuditQuery, ListQuery};

use super::shapes::principal;

/// The parameters that [`check_query`] has let pass.
#[derive(Clone, Debug)]
pub(super) struct Query(pub(super) Parameters);

/// Refuses (400) a query with parameters that the route does not know.
pub(super) async fn check_query(
    known: &'static [&'static str],
    mut request: Request,
    next: Next,
) -> Response {
    match Parameters::parse(request.uri().query().unwrap_or_default(), known) {
        Ok(parameters) => {
            request.extensions_mut().insert(Query(parameters));
            next.run(request).await
        }
        Err(error) => Failed(error).into_response(),
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let found = parts.extensions.get::<Self>().cloned();
        Ok(found.expect("`check_query` is laid around every route"))
    }
}

impl Query {
    /// The place in the tree that `path` names, decoded; the root where nothing is said.
    pub(super) fn path(&self) -> Result<VirtualPath> {
        Ok(VirtualPath::parse(self.0.find("path").unwrap_or("/"))?)
    }

    /// Whom a question is about.
    pub(super) fn principal(&self) -> Result<Principal> {
        Ok(principal("principal", self.required("principal")?)?)
    }

    /// Which right a question is about.
    pub(super) fn right(&self) -> Result<Right> {
        let refuse = || {
            let reason = "must be list, read, write, delete or share";
            Invalid::malformed("right", "invalid_right", reason)
        };
        Ok(Right::from_name(self.required("right")?).ok_or_else(refuse)?)
    }

    /// Which part of the audit log is wanted.
    pub(super) fn audit_query(&self) -> Result<AuditQuery> {
        let named = |text: &str| {
            let refuse = || Invalid::malformed("deed", "invalid_deed", "names no deed");
            Deed::from_name(text).ok_or_else(refuse)
        };
        let account = |text: &str| {
            let refuse = |_| Invalid::malformed("account", "invalid_id", "is no account's id");
            AccountId::parse(text).map_err(refuse)
        };
        Ok(AuditQuery {
            cursor: self.0.find("cursor").map(str::to_owned),
            limit: self.limit()?,
            account: self.0.find("account").map(account).transpose()?,
            deed: self.0.find("deed").map(named).transpose()?,
            below: self.0.find("path").map(VirtualPath::parse).transpose()?,
        })
    }

    fn required(&self, name: &'static str) -> Result<&str> {
        let missing = || Invalid::malformed(name, "missing_parameter", "is missing");
        Ok(self.0.find(name).ok_or_else(missing)?)
    }

    /// Which part of a listing is wanted, and in which order.
    pub(super) fn list_query(&self) -> Result<ListQuery> {
        Ok(ListQuery {
            limit: self.limit()?,
            cursor: self.0.find("cursor").map(str::to_owned),
            sort: self.sort()?,
        })
    }

    /// A switch: `true`, `false`, or nothing for `false`.
    pub(super) fn flag(&self, name: &'static str) -> Result<bool> {
        match self.0.find(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => {
                let reason = "must be true or false";
                Err(Invalid::malformed(name, "invalid_flag", reason).into())
            }
        }
    }

    fn limit(&self) -> Result<usize> {
        let Some(text) = self.0.find("limit") else {
            return Ok(ListQuery::DEFAULT_LIMIT);
        };
        let limit = text.parse().ok();
        let limit = limit.filter(|limit| (1..=ListQuery::MAX_LIMIT).contains(limit));
        let reason = format!("must be a number from 1 to {}", ListQuery::MAX_LIMIT);
        Ok(limit.ok_or_else(|| Invalid::malformed("limit", "invalid_limit", reason))?)
    }

    fn sort(&self) -> Result<Option<Sort>> {
        let Some(text) = self.0.find("sort") else {
            return Ok(None);
        };
        let reason = "must be name, size, modified_at or kind, with - in front for descending";
        let refuse = || Invalid::malformed("sort", "invalid_sort", reason);
        Ok(Some(Sort::parse(text).ok_or_else(refuse)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::SortKey;

    const KNOWN: [&str; 5] = ["path", "limit", "cursor", "sort", "cascade"];

    fn query(text: &str) -> Query {
        Query(Parameters::parse(text, &KNOWN).expect("the names are known"))
    }

    #[test]
    fn without_parameters_the_first_rows_of_the_root_are_meant() {
        let query = query("");
        assert!(query.path().expect("a path").is_root());
        assert!(!query.flag("cascade").expect("a flag"));
        let list = query.list_query().expect("a question");
        assert_eq!((list.limit, list.cursor, list.sort), (1_000, None, None));
    }

    #[test]
    fn every_parameter_is_understood() {
        let query = query("path=%2Fa%20b&limit=10000&cursor=c&sort=-size&cascade=true");
        assert_eq!(query.path().expect("a path").as_str(), "/a b");
        assert!(query.flag("cascade").expect("a flag"));
        let list = query.list_query().expect("a question");
        assert_eq!((list.limit, list.cursor.as_deref()), (10_000, Some("c")));
        let largest_first = Sort {
            key: SortKey::Size,
            descending: true,
        };
        assert_eq!(list.sort, Some(largest_first));
        let usual = self::query("path=/a").list_query().expect("a question");
        assert_eq!(usual.sort, None, "the folder's own");
    }

    #[test]
    fn values_that_make_no_sense_are_refused() {
        for (text, code) in [
            ("limit=0", "invalid_limit"),
            ("limit=10001", "invalid_limit"),
            ("limit=-1", "invalid_limit"),
            ("limit=", "invalid_limit"),
            ("sort=colour", "invalid_sort"),
            ("sort=", "invalid_sort"),
        ] {
            let error = query(text).list_query().expect_err(text);
            assert_eq!(error.code(), code, "{text}");
        }
        assert_eq!(
            query("cascade=1")
                .flag("cascade")
                .expect_err("no flag")
                .code(),
            "invalid_flag"
        );
        for path in ["", "a", "/../b", "/a//b", "/a%00"] {
            let error = query(&format!("path={path}")).path().expect_err(path);
            assert_eq!(error.code(), "invalid_path", "{path}");
        }
    }
}
