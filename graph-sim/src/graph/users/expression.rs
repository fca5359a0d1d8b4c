//! Reading filters: "`OData` Version 4.01, URL Conventions", section 5.1.1, as far as users need it.

use serde_json::Value;

use super::filter::Filter;

/// A word, a text in quotes, or a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    Text(String),
    Mark(char),
}

/// Reads a filter; none if it can't be understood.
pub(super) fn parse(text: &str) -> Option<Filter> {
    let mut reader = Reader {
        tokens: tokens(text)?,
        position: 0,
    };
    let filter = reader.either()?;
    (reader.position == reader.tokens.len()).then_some(filter)
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\'' => {
                let mut quoted = String::new();
                loop {
                    match letters.next()? {
                        '\'' if letters.next_if_eq(&'\'').is_some() => quoted.push('\''),
                        '\'' => break,
                        other => quoted.push(other),
                    }
                }
                tokens.push(Token::Text(quoted));
            }
            '(' | ')' | ',' | ':' => tokens.push(Token::Mark(letter)),
            blank if blank.is_whitespace() => {}
            other => {
                let mut word = String::from(other);
                let is_part = |next: &char| !next.is_whitespace() && !"(),:'".contains(*next);
                while let Some(next) = letters.next_if(is_part) {
                    word.push(next);
                }
                tokens.push(Token::Word(word));
            }
        }
    }
    Some(tokens)
}

struct Reader {
    tokens: Vec<Token>,
    position: usize,
}

impl Reader {
    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.position).cloned();
        self.position += 1;
        token
    }

    /// Passes over a word, if it is the next.
    fn has_word(&mut self, word: &str) -> bool {
        let found =
            matches!(self.tokens.get(self.position), Some(Token::Word(next)) if next == word);
        self.position += usize::from(found);
        found
    }

    fn mark(&mut self, mark: char) -> Option<()> {
        (self.next()? == Token::Mark(mark)).then_some(())
    }

    fn word(&mut self) -> Option<String> {
        match self.next()? {
            Token::Word(word) => Some(word),
            Token::Text(_) | Token::Mark(_) => None,
        }
    }

    fn either(&mut self) -> Option<Filter> {
        let mut filter = self.both()?;
        while self.has_word("or") {
            filter = Filter::Either(Box::new(filter), Box::new(self.both()?));
        }
        Some(filter)
    }

    fn both(&mut self) -> Option<Filter> {
        let mut filter = self.one()?;
        while self.has_word("and") {
            filter = Filter::Both(Box::new(filter), Box::new(self.one()?));
        }
        Some(filter)
    }

    fn one(&mut self) -> Option<Filter> {
        if self.has_word("not") {
            return Some(Filter::Not(Box::new(self.one()?)));
        }
        match self.next()? {
            Token::Mark('(') => {
                let filter = self.either()?;
                self.mark(')')?;
                Some(filter)
            }
            Token::Word(word) if word == "startswith" || word == "endswith" => {
                self.mark('(')?;
                let property = self.word()?;
                self.mark(',')?;
                let Token::Text(text) = self.next()? else {
                    return None;
                };
                self.mark(')')?;
                Some(match word.as_str() {
                    "startswith" => Filter::StartsWith(property, text),
                    _ => Filter::EndsWith(property, text),
                })
            }
            Token::Word(word) => match word.strip_suffix("/any") {
                Some(list) => self.any(list),
                None => self.comparison(word),
            },
            Token::Text(_) | Token::Mark(_) => None,
        }
    }

    /// `(x:x/skuId eq 6fd2…)`
    fn any(&mut self, list: &str) -> Option<Filter> {
        self.mark('(')?;
        let name = self.word()?;
        self.mark(':')?;
        let mut fields = Vec::new();
        loop {
            let path = self.word()?;
            let field = path.strip_prefix(name.as_str())?.strip_prefix('/')?;
            let (operator, value) = (self.word()?, self.value()?);
            if operator != "eq" {
                return None;
            }
            fields.push((field.to_owned(), value));
            if !self.has_word("and") {
                break;
            }
        }
        self.mark(')')?;
        Some(Filter::Any(list.to_owned(), fields))
    }

    fn comparison(&mut self, property: String) -> Option<Filter> {
        let operator = self.word()?;
        if operator == "in" {
            return self.membership(&property);
        }
        let value = self.value()?;
        let equal = match property.strip_suffix("/$count") {
            Some(list) => {
                let count = value.as_u64()?;
                Filter::Count(list.to_owned(), usize::try_from(count).ok()?)
            }
            None => Filter::Equals(property, value),
        };
        match operator.as_str() {
            "eq" => Some(equal),
            "ne" => Some(Filter::Not(Box::new(equal))),
            _ => None,
        }
    }

    /// `in ('a', 'b')`
    fn membership(&mut self, property: &str) -> Option<Filter> {
        self.mark('(')?;
        let mut filter: Option<Filter> = None;
        loop {
            let one = Filter::Equals(property.to_owned(), self.value()?);
            filter = Some(match filter {
                None => one,
                Some(others) => Filter::Either(Box::new(others), Box::new(one)),
            });
            match self.next()? {
                Token::Mark(',') => {}
                Token::Mark(')') => return filter,
                Token::Word(_) | Token::Text(_) | Token::Mark(_) => return None,
            }
        }
    }

    /// A text, or what JSON would take for a number or a truth; GUIDs stand without quotes.
    fn value(&mut self) -> Option<Value> {
        match self.next()? {
            Token::Text(text) => Some(text.into()),
            Token::Word(word) => {
                Some(serde_json::from_str(&word).unwrap_or_else(|_| Value::from(word)))
            }
            Token::Mark(_) => None,
        }
    }
}
