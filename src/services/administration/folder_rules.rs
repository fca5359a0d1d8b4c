//! Folder rules: what is hidden, what needs a password, how a folder is shown.

use std::sync::Arc;

use crate::domain::{
    Deed, Error, FolderRule, HidePattern, Invalid, Result, RuleId, Secret, Sort, View, VirtualPath,
};
use crate::services::registrar;
use crate::store::{Conflict, PasswordChange, StoreError};

use super::Administration;

/// What a rule says, as somebody wrote it.
#[derive(Clone, Debug, Default)]
pub struct RuleContent {
    /// Whether hiding, texts, view and sort hold for the folders below too.
    pub inherited: bool,
    /// Names that are not shown, unchecked.
    pub hide: Vec<String>,
    /// Shown above the listing.
    pub header: Option<String>,
    /// Shown below the listing.
    pub readme: Option<String>,
    /// How the listing is drawn.
    pub view: Option<View>,
    /// How it is sorted.
    pub sort: Option<Sort>,
}

/// A rule to be made.
#[derive(Clone, Debug)]
pub struct NewRule {
    /// The folder.
    pub path: VirtualPath,
    /// What the rule says.
    pub content: RuleContent,
    /// A password that opens the folder and all below.
    pub password: Option<Secret<String>>,
}

/// What is to change; `None` stays.
#[derive(Clone, Debug, Default)]
pub struct RuleChange {
    /// Whether it holds for the folders below too.
    pub inherited: Option<bool>,
    /// Other names that are not shown.
    pub hide: Option<Vec<String>>,
    /// A new password; `Some(None)` takes it away, here and below.
    pub password: Option<Option<Secret<String>>>,
    /// Another text above the listing.
    pub header: Option<Option<String>>,
    /// Another text below the listing.
    pub readme: Option<Option<String>>,
    /// Another way of drawing it.
    pub view: Option<Option<View>>,
    /// Another order.
    pub sort: Option<Option<Sort>>,
}

/// Folder rules.
#[derive(Debug)]
pub struct FolderRules<'a> {
    pub(super) by: &'a Administration,
}

impl FolderRules<'_> {
    /// All that are his to look after, in the order of their paths.
    pub fn list(&self) -> Vec<Arc<FolderRule>> {
        let book = self.by.book();
        let own = book.rules().filter(|rule| self.by.covers(&rule.path));
        let mut rules: Vec<_> = own
            .map(|rule| (rule.path.key(), Arc::clone(rule)))
            .collect();
        rules.sort_by(|(one, _), (other, _)| one.cmp(other));
        rules.into_iter().map(|(_, rule)| rule).collect()
    }

    /// One of them.
    pub fn find(&self, id: &RuleId) -> Result<Arc<FolderRule>> {
        let book = self.by.book();
        let rule = book.rule(id).filter(|rule| self.by.covers(&rule.path));
        rule.cloned().ok_or(Error::NotFound)
    }

    /// Makes one. `Conflict` (`rule_taken`) where the folder has one already.
    pub async fn create(&self, new: NewRule) -> Result<Arc<FolderRule>> {
        self.by.check_path(&new.path)?;
        self.check_free(&new.path)?;
        let id = RuleId::from_unique(self.by.registrar().row_id());
        let rule = rule(id.clone(), new.path, new.content)?;
        let password = match new.password {
            Some(password) => {
                PasswordChange::Set(self.by.office.passwords.hash_for_folder(password).await?)
            }
            None => PasswordChange::Keep,
        };
        let turn = self.by.registrar().turn().await;
        let audit = self.by.audit(Deed::RuleCreate).to(id.as_str());
        let audit = audit.at_path(rule.path.clone());
        let store = self.by.registrar().store.clone();
        let insert = async move { store.insert_rule(&rule, &password, &audit).await };
        self.by.change(turn, insert).await?;
        self.find(&id)
    }

    /// Refuses early, before a password is hashed, what the database would refuse: a second rule of a folder.
    fn check_free(&self, path: &VirtualPath) -> Result<()> {
        let key = path.key();
        if self.by.book().rules().any(|rule| rule.path.key() == key) {
            let path = path.clone();
            return Err(StoreError::from(Conflict::RuleTaken { path }).into());
        }
        Ok(())
    }

    /// Changes one. A new password closes what the old one had opened.
    pub async fn update(&self, id: &RuleId, change: RuleChange) -> Result<Arc<FolderRule>> {
        self.find(id)?;
        let fields = change.fields();
        let password = match change.password.clone() {
            Some(Some(password)) => {
                PasswordChange::Set(self.by.office.passwords.hash_for_folder(password).await?)
            }
            Some(None) => PasswordChange::Remove,
            None => PasswordChange::Keep,
        };
        let turn = self.by.registrar().turn().await;
        let known = self.find(id)?;
        let rule = rule(id.clone(), known.path.clone(), change.applied_to(&known))?;
        let audit = self.by.audit(Deed::RuleUpdate).to(id.as_str());
        let audit = audit.at_path(rule.path.clone()).with_fields(fields);
        let store = self.by.registrar().store.clone();
        let update = async move { store.update_rule(&rule, &password, &audit).await };
        self.by.change(turn, update).await?;
        self.find(id)
    }

    /// Removes one.
    pub async fn delete(&self, id: &RuleId) -> Result<()> {
        let turn = self.by.registrar().turn().await;
        let known = self.find(id)?;
        let audit = self.by.audit(Deed::RuleDelete).to(id.as_str());
        let audit = audit.at_path(known.path.clone());
        let (store, id) = (self.by.registrar().store.clone(), id.clone());
        let delete = async move { store.delete_rule(&id, &audit).await };
        self.by.change(turn, delete).await
    }
}

fn rule(id: RuleId, path: VirtualPath, content: RuleContent) -> Result<FolderRule> {
    if content.hide.len() > FolderRule::MOST_PATTERNS {
        let reason = format!("has more than {} patterns", FolderRule::MOST_PATTERNS);
        return Err(Invalid::new("hide", "too_many", reason).into());
    }
    let hide = content.hide.iter().map(|text| HidePattern::parse(text));
    Ok(FolderRule {
        id,
        path,
        inherited: content.inherited,
        hide: hide.collect::<Result<_, _>>()?,
        password: None,
        header: text("header", content.header)?,
        readme: text("readme", content.readme)?,
        view: content.view,
        sort: content.sort,
    })
}

fn text(field: &'static str, text: Option<String>) -> Result<Option<Arc<str>>> {
    let longest = FolderRule::LONGEST_TEXT;
    if text.as_ref().is_some_and(|text| text.len() > longest) {
        let reason = format!("has more than {longest} bytes");
        return Err(Invalid::new(field, "too_long", reason).into());
    }
    Ok(text.filter(|text| !text.is_empty()).map(Arc::from))
}

impl RuleChange {
    /// What the rule says after it.
    fn applied_to(self, known: &FolderRule) -> RuleContent {
        let kept = |text: &Option<Arc<str>>| text.as_deref().map(str::to_owned);
        let patterns = || {
            known
                .hide
                .iter()
                .map(|one| one.as_str().to_owned())
                .collect()
        };
        RuleContent {
            inherited: self.inherited.unwrap_or(known.inherited),
            hide: self.hide.unwrap_or_else(patterns),
            header: self.header.unwrap_or_else(|| kept(&known.header)),
            readme: self.readme.unwrap_or_else(|| kept(&known.readme)),
            view: self.view.unwrap_or(known.view),
            sort: self.sort.unwrap_or(known.sort),
        }
    }

    fn fields(&self) -> Vec<&'static str> {
        let all = [
            ("inherited", self.inherited.is_some()),
            ("hide", self.hide.is_some()),
            ("password", self.password.is_some()),
            ("header", self.header.is_some()),
            ("readme", self.readme.is_some()),
            ("view", self.view.is_some()),
            ("sort", self.sort.is_some()),
        ];
        registrar::named(&all)
    }
}
