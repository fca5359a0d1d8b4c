//! Folder rules.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::{self, FolderRule, Invalid, Secret, Sort};
use crate::services::{NewRule, RuleChange, RuleContent};

use super::people::removable;
use super::text::{if_present, secret_if_present, tree_path};

/// What is said of a folder.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct Rule {
    #[schema(example = "rul_0198f3a2-5c1e-7d7a-9f00-6c2f5f7d1b11")]
    id: String,
    #[schema(example = "/contoso/public")]
    path: String,
    /// Whether hiding, texts, view and sort hold for the folders below too. A password always does.
    inherited: bool,
    /// Names that only those see who may write: `*` stands for any characters, `?` for one.
    hide: Vec<String>,
    /// Whether it has a password, which is never shown.
    has_password: bool,
    /// Text above the listing; Markdown, which pages don't render yet but show as it is written.
    header: Option<String>,
    /// Text below the listing, likewise.
    readme: Option<String>,
    view: Option<View>,
    /// As the parameter `sort` of a listing.
    #[schema(example = "-modified_at")]
    sort: Option<String>,
}

/// How a listing is drawn.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum View {
    /// A row for each entry.
    List,
    /// Small pictures beside each other.
    Grid,
    /// Pictures as large as they fit.
    Gallery,
}

/// Folder rules.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::api) struct RuleList {
    items: Vec<Rule>,
    /// Always null: the list is whole.
    next_cursor: Option<String>,
}

/// A rule to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct RuleCreation {
    path: String,
    #[serde(default)]
    inherited: bool,
    #[serde(default)]
    hide: Vec<String>,
    #[serde(default, deserialize_with = "secret_if_present")]
    #[schema(value_type = Option<String>, write_only, nullable = false)]
    password: Option<Secret<String>>,
    #[serde(default)]
    header: Option<String>,
    #[serde(default)]
    readme: Option<String>,
    #[serde(default)]
    view: Option<View>,
    #[serde(default)]
    sort: Option<String>,
}

/// What is to change; what is left out stays, null removes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::api) struct RulePatch {
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    inherited: Option<bool>,
    #[serde(default, deserialize_with = "if_present")]
    #[schema(nullable = false)]
    hide: Option<Vec<String>>,
    #[serde(default, deserialize_with = "removable_secret")]
    #[schema(value_type = Option<String>, write_only)]
    password: Option<Option<Secret<String>>>,
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>)]
    header: Option<Option<String>>,
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>)]
    readme: Option<Option<String>>,
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<View>)]
    view: Option<Option<View>>,
    #[serde(default, deserialize_with = "removable")]
    #[schema(value_type = Option<String>)]
    sort: Option<Option<String>>,
}

fn removable_secret<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<Secret<String>>>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(Some(text.map(Secret::new)))
}

impl From<Arc<FolderRule>> for Rule {
    fn from(rule: Arc<FolderRule>) -> Self {
        let text = |text: &Option<Arc<str>>| text.as_deref().map(str::to_owned);
        Self {
            id: rule.id.to_string(),
            path: rule.path.as_str().to_owned(),
            inherited: rule.inherited,
            hide: rule
                .hide
                .iter()
                .map(|one| one.as_str().to_owned())
                .collect(),
            has_password: rule.password.is_some(),
            header: text(&rule.header),
            readme: text(&rule.readme),
            view: rule.view.map(View::from),
            sort: rule.sort.map(Sort::to_text),
        }
    }
}

impl From<Vec<Arc<FolderRule>>> for RuleList {
    fn from(rules: Vec<Arc<FolderRule>>) -> Self {
        Self {
            items: rules.into_iter().map(Rule::from).collect(),
            next_cursor: None,
        }
    }
}

impl Rule {
    /// Where it can be found.
    pub(in crate::api) fn location(&self) -> String {
        format!("/api/v1/admin/rules/{}", self.id)
    }
}

impl From<domain::View> for View {
    fn from(view: domain::View) -> Self {
        match view {
            domain::View::List => Self::List,
            domain::View::Grid => Self::Grid,
            domain::View::Gallery => Self::Gallery,
        }
    }
}

impl From<View> for domain::View {
    fn from(view: View) -> Self {
        match view {
            View::List => Self::List,
            View::Grid => Self::Grid,
            View::Gallery => Self::Gallery,
        }
    }
}

impl TryFrom<RuleCreation> for NewRule {
    type Error = Invalid;

    fn try_from(body: RuleCreation) -> Result<Self, Invalid> {
        Ok(Self {
            path: tree_path("/path", &body.path)?,
            content: RuleContent {
                inherited: body.inherited,
                hide: body.hide,
                header: body.header,
                readme: body.readme,
                view: body.view.map(domain::View::from),
                sort: body.sort.as_deref().map(sort).transpose()?,
            },
            password: body.password,
        })
    }
}

impl TryFrom<RulePatch> for RuleChange {
    type Error = Invalid;

    fn try_from(body: RulePatch) -> Result<Self, Invalid> {
        let read_sort = |text: Option<String>| text.as_deref().map(sort).transpose();
        Ok(Self {
            inherited: body.inherited,
            hide: body.hide,
            password: body.password,
            header: body.header,
            readme: body.readme,
            view: body.view.map(|view| view.map(domain::View::from)),
            sort: body.sort.map(read_sort).transpose()?,
        })
    }
}

fn sort(text: &str) -> Result<Sort, Invalid> {
    let reason = "must be name, size, modified_at or kind, with - in front for descending";
    Sort::parse(text).ok_or_else(|| Invalid::new("/sort", "invalid_sort", reason))
}
