//! Grants, and why somebody may do something.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{self, AccountId, GroupId, Invalid, Principal, Rights};
use crate::services::authority::{Outcome, Reason};
use crate::services::{ExplanationView, NewGrant, ReasonView};

use super::text::tree_path;

/// Rights of somebody at a path and below.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Grant {
    #[schema(example = "gnt_0198f3a2-5c1e-7d7a-9f00-6c2f5f7d1b11")]
    id: String,
    /// An account's id, a group's, or `guest` for everybody.
    #[schema(example = "guest")]
    principal: String,
    #[schema(example = "/contoso/public")]
    path: String,
    rights: Vec<Right>,
}

/// One right. None implies another.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Right {
    /// See names.
    List,
    /// Bytes, versions; making a signed link.
    Read,
    /// Create, overwrite, rename, restore.
    Write,
    /// Delete, move out of a folder.
    Delete,
    /// Make shares and links of Microsoft's.
    Share,
}

/// Grants.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct GrantList {
    items: Vec<Grant>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

/// A grant to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct GrantCreation {
    /// An account's id, a group's, or `guest` for everybody.
    principal: String,
    path: String,
    /// None of them closes the path where a grant further up has opened it.
    rights: Vec<Right>,
}

/// What is to change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct GrantPatch {
    rights: Vec<Right>,
}

/// A decision and its reasons.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Explanation {
    /// `allowed`, `passage` (seen only as the way to something), `locked`, `denied` or `hidden`.
    #[schema(example = "allowed")]
    outcome: &'static str,
    /// In the order in which they were found.
    reasons: Vec<Because>,
}

/// A reason. Of what is not there for who asks, the code alone.
#[derive(Debug, Default, Serialize, ToSchema)]
struct Because {
    /// Stable.
    #[schema(example = "granted")]
    code: &'static str,
    /// The grant that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    grant: Option<Grant>,
    /// The rule that says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_id: Option<String>,
    /// The place that matters.
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    /// The pattern that hides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<String>,
    /// The scope that lacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'static str>,
}

impl From<domain::Grant> for Grant {
    fn from(grant: domain::Grant) -> Self {
        Self {
            id: grant.id.to_string(),
            principal: match grant.principal {
                Principal::Guest => "guest".to_owned(),
                Principal::Account(id) => id.to_string(),
                Principal::Group(id) => id.to_string(),
            },
            path: grant.path.as_str().to_owned(),
            rights: grant.rights.iter().map(Right::from).collect(),
        }
    }
}

impl From<Vec<domain::Grant>> for GrantList {
    fn from(grants: Vec<domain::Grant>) -> Self {
        Self {
            items: grants.into_iter().map(Grant::from).collect(),
            next_cursor: None,
        }
    }
}

impl Grant {
    /// Where it can be found.
    pub(in crate::api) fn location(&self) -> String {
        format!("/api/v1/admin/grants/{}", self.id)
    }
}

impl From<domain::Right> for Right {
    fn from(right: domain::Right) -> Self {
        match right {
            domain::Right::List => Self::List,
            domain::Right::Read => Self::Read,
            domain::Right::Write => Self::Write,
            domain::Right::Delete => Self::Delete,
            domain::Right::Share => Self::Share,
        }
    }
}

impl From<Right> for domain::Right {
    fn from(right: Right) -> Self {
        match right {
            Right::List => Self::List,
            Right::Read => Self::Read,
            Right::Write => Self::Write,
            Right::Delete => Self::Delete,
            Right::Share => Self::Share,
        }
    }
}

fn rights(rights: Vec<Right>) -> Rights {
    rights.into_iter().map(domain::Right::from).collect()
}

/// An account's id, a group's, or `guest`.
pub(in crate::api) fn principal(pointer: &str, text: &str) -> Result<Principal, Invalid> {
    if text == "guest" {
        return Ok(Principal::Guest);
    }
    let account = AccountId::parse(text).map(Principal::Account);
    let either = account.or_else(|_| GroupId::parse(text).map(Principal::Group));
    let reason = "must be an account's id, a group's, or guest";
    either.map_err(|_| Invalid::new(pointer, "unknown_principal", reason))
}

impl TryFrom<GrantCreation> for NewGrant {
    type Error = Invalid;

    fn try_from(body: GrantCreation) -> Result<Self, Invalid> {
        Ok(Self {
            principal: principal("/principal", &body.principal)?,
            path: tree_path("/path", &body.path)?,
            rights: rights(body.rights),
        })
    }
}

impl TryFrom<GrantPatch> for Rights {
    type Error = Invalid;

    fn try_from(body: GrantPatch) -> Result<Self, Invalid> {
        Ok(rights(body.rights))
    }
}

impl From<ExplanationView> for Explanation {
    fn from(explanation: ExplanationView) -> Self {
        Self {
            outcome: match explanation.outcome {
                Outcome::Allowed => "allowed",
                Outcome::Passage => "passage",
                Outcome::Locked { .. } => "locked",
                Outcome::Denied => "denied",
                Outcome::Hidden => "hidden",
            },
            reasons: explanation.reasons.into_iter().map(Because::from).collect(),
        }
    }
}

impl From<ReasonView> for Because {
    fn from(view: ReasonView) -> Self {
        let because = Self {
            code: view.code,
            ..Self::default()
        };
        let Some(reason) = view.reason else {
            return because;
        };
        match reason {
            Reason::ScopeLacking(scope) => Self {
                scope: Some(scope.name()),
                ..because
            },
            Reason::OutsideToken(path)
            | Reason::TenantAdministrator(path)
            | Reason::LeadsToTenant(path) => Self {
                path: Some(path.as_str().to_owned()),
                ..because
            },
            Reason::Granted(grant) | Reason::Closed(grant) | Reason::LeadsToGrant(grant) => Self {
                grant: Some(grant.into()),
                ..because
            },
            Reason::Hidden(name) | Reason::Revealed(name) => Self {
                rule_id: Some(name.rule.to_string()),
                path: Some(name.folder.as_str().to_owned()),
                pattern: Some(name.pattern.as_str().to_owned()),
                ..because
            },
            Reason::Locked(folder) | Reason::Unlocked(folder) => Self {
                rule_id: Some(folder.rule.to_string()),
                path: Some(folder.folder.as_str().to_owned()),
                ..because
            },
            Reason::OutsideLink
            | Reason::Administrator
            | Reason::NothingGranted
            | Reason::Disabled => because,
        }
    }
}
