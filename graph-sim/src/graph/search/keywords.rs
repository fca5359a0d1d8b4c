//! The part of the Keyword Query Language that is understood: words, phrases, `path:`, `filename:`,
//! `filetype:` and `isDocument:`, which must all hold.

use super::words::Words;
use crate::graph::fault::Failure;
use crate::switches::SearchSwitches;
use crate::world::Item;

/// A query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Keywords {
    pub(super) words: Words,
    /// Lower-cased beginnings of web addresses.
    paths: Vec<String>,
    /// Words that the name must have.
    names: Words,
    extensions: Vec<String>,
    files_only: bool,
}

impl Keywords {
    /// Reads a query. What Microsoft's search understands beyond this is lacking.
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let mut query = Self::default();
        for term in terms(text) {
            let (property, value) = match term.split_once([':', '=']) {
                Some((property, value)) if property.chars().all(char::is_alphabetic) => {
                    (property.to_lowercase(), value)
                }
                Some(_) | None => (String::new(), term.as_str()),
            };
            let value = value.trim_matches('"').to_lowercase();
            match property.as_str() {
                "" if ["OR", "NOT", "NEAR"].contains(&term.as_str()) || term.contains('(') => {
                    return Err(Failure::Lacking("operators in queries other than AND"));
                }
                "" if term == "AND" => {}
                "" => query.words.extend(Words::of(&value)),
                "path" => query.paths.push(value),
                "filename" => query.names.extend(Words::of(&value)),
                "filetype" | "fileextension" => query.extensions.push(value),
                "isdocument" => query.files_only = value == "true" || value == "1",
                _ => return Err(Failure::Lacking("this property in queries")),
            }
        }
        Ok(query)
    }

    /// Whether an item is what is looked for.
    pub(super) fn find(&self, item: &Item, web_url: &str, switches: &SearchSwitches) -> bool {
        let url = web_url.to_lowercase();
        let name = item.name.to_lowercase();
        let extension = name.rsplit_once('.').map(|(_, extension)| extension);
        self.paths.iter().all(|path| url.starts_with(path.as_str()))
            && self
                .extensions
                .iter()
                .all(|wanted| Some(wanted.as_str()) == extension)
            && (!self.files_only || item.blob().is_some())
            && self
                .names
                .iter()
                .all(|word| super::words::is_in(word, &name, switches.matching))
            && self.words.find(item, switches)
    }
}

/// What stands between blanks; quotes hold blanks together.
fn terms(text: &str) -> Vec<String> {
    let (mut terms, mut term, mut quoted) = (Vec::new(), String::new(), false);
    for letter in text.chars() {
        quoted ^= letter == '"';
        if letter.is_whitespace() && !quoted {
            terms.push(std::mem::take(&mut term));
        } else {
            term.push(letter);
        }
    }
    terms.push(term);
    terms.retain(|term| !term.is_empty());
    terms
}

#[cfg(test)]
mod tests {
    use super::{Keywords, Words};

    #[test]
    fn words_and_properties_are_told_apart() {
        let text =
            "q3 AND report path:\"https://a.example/sites/Team Site\" filetype:PDF isDocument=true";
        let expected = Keywords {
            words: Words::of("q3 report"),
            paths: vec!["https://a.example/sites/team site".to_owned()],
            names: Words::default(),
            extensions: vec!["pdf".to_owned()],
            files_only: true,
        };
        assert_eq!(Keywords::parse(text).unwrap(), expected);
    }

    #[test]
    fn what_is_not_understood_is_not_taken_for_words() {
        assert!(Keywords::parse("a OR b").is_err());
        assert!(Keywords::parse("author:ada").is_err());
    }
}
