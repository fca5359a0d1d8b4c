//! `$select`, with its odd rule for the download URL.

use crate::switches::SelectedDownloadUrl;

/// Which properties an answer has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Selection {
    /// Everything, if absent.
    names: Option<Vec<String>>,
    with_dollar: bool,
}

impl Selection {
    pub(crate) fn everything() -> Self {
        Self {
            names: None,
            with_dollar: false,
        }
    }

    pub(crate) fn of(list: &str, with_dollar: bool) -> Self {
        let names = list.split(',').map(|name| name.trim().to_owned());
        Self {
            names: Some(names.filter(|name| !name.is_empty()).collect()),
            with_dollar,
        }
    }

    /// Whether the property belongs into the answer. Names are compared without regard to case.
    pub(crate) fn wants(&self, name: &str) -> bool {
        self.names.as_ref().is_none_or(|names| {
            names
                .iter()
                .any(|selected| selected == name || selected.eq_ignore_ascii_case(name))
        })
    }

    /// Whether properties are named at all.
    pub(crate) fn is_everything(&self) -> bool {
        self.names.is_none()
    }

    /// The properties named, if any are.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().flatten().map(String::as_str)
    }

    /// Whether the download URL belongs into the answer: always without a selection; with one
    /// under the name `content.downloadUrl`, or, where the dollar is left out (or the switch says
    /// so), under its full name; never without `id` beside it.
    pub(crate) fn wants_download_url(&self, position: SelectedDownloadUrl) -> bool {
        if self.is_everything() {
            return true;
        }
        let by_full_name = match position {
            SelectedDownloadUrl::Kept => true,
            SelectedDownloadUrl::Lost => !self.with_dollar,
        };
        self.wants("id")
            && (self.wants("content.downloadUrl")
                || by_full_name && self.wants("@microsoft.graph.downloadUrl"))
    }
}

#[cfg(test)]
mod tests {
    use super::Selection;
    use crate::switches::SelectedDownloadUrl::{Kept, Lost};

    #[test]
    fn the_download_url_survives_only_some_selections() {
        let full = "id,@microsoft.graph.downloadUrl";
        for (list, with_dollar, position, expected) in [
            (full, true, Lost, false),
            (full, true, Kept, true),
            (full, false, Lost, true),
            ("id,content.downloadUrl", true, Lost, true),
            ("content.downloadUrl", true, Lost, false),
            ("id,name", true, Kept, false),
        ] {
            let selection = Selection::of(list, with_dollar);
            assert_eq!(selection.wants_download_url(position), expected, "{list}");
        }
        assert!(Selection::everything().wants_download_url(Lost));
    }
}
