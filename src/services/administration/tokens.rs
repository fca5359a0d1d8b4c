//! API tokens and passwords for programs, of all accounts that somebody looks after.

use std::sync::Arc;

use crate::domain::{AccountId, AppPasswordId, Deed, Error, Result, TokenId};
use crate::store::{ApiToken, AppPassword};

use super::Administration;

/// Something by which a program comes in.
#[derive(Clone, Debug)]
pub enum TokenView {
    /// By `Authorization: Bearer`.
    Api(Arc<ApiToken>),
    /// By HTTP Basic.
    AppPassword(Arc<AppPassword>),
}

/// API tokens and passwords for programs.
#[derive(Debug)]
pub struct Tokens<'a> {
    pub(super) by: &'a Administration,
}

impl TokenView {
    /// Whose it is.
    pub fn account(&self) -> &AccountId {
        match self {
            Self::Api(token) => &token.account_id,
            Self::AppPassword(password) => &password.account_id,
        }
    }

    fn id(&self) -> &str {
        match self {
            Self::Api(token) => token.id.as_str(),
            Self::AppPassword(password) => password.id.as_str(),
        }
    }
}

impl Tokens<'_> {
    /// All of the accounts that are wholly his to look after, oldest first: a pass that is good for more than
    /// he administers is not his to know, or to take back.
    pub fn list(&self) -> Vec<TokenView> {
        let book = self.by.book();
        let tokens = book.tokens().cloned().map(TokenView::Api);
        let passwords = book.app_passwords().cloned().map(TokenView::AppPassword);
        let all = tokens.chain(passwords);
        let mut own: Vec<_> = all
            .filter(|token| {
                let account = book.account(token.account());
                account.is_some_and(|account| self.by.answers_for(&book, account))
            })
            .collect();
        // What follows the prefix of an id begins with its time.
        own.sort_by(|one, other| one.id().get(4..).cmp(&other.id().get(4..)));
        own
    }

    /// Revokes an API token.
    pub async fn revoke(&self, id: &TokenId) -> Result<()> {
        let turn = self.by.registrar().turn().await;
        let token = self.find(id.as_str())?;
        let audit = self.by.audit(Deed::TokenDelete).to(id.as_str());
        let (store, id) = (self.by.registrar().store.clone(), id.clone());
        let account = token.account().clone();
        let delete = async move { store.delete_api_token(&account, &id, &audit).await };
        self.by.change(turn, delete).await
    }

    /// Revokes a password for a program.
    pub async fn revoke_app_password(&self, id: &AppPasswordId) -> Result<()> {
        let turn = self.by.registrar().turn().await;
        let password = self.find(id.as_str())?;
        let audit = self.by.audit(Deed::AppPasswordDelete).to(id.as_str());
        let (store, id) = (self.by.registrar().store.clone(), id.clone());
        let account = password.account().clone();
        let delete = async move { store.delete_app_password(&account, &id, &audit).await };
        self.by.change(turn, delete).await
    }

    fn find(&self, id: &str) -> Result<TokenView> {
        let mut all = self.list().into_iter();
        all.find(|token| token.id() == id).ok_or(Error::NotFound)
    }
}
