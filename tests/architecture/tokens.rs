//! Rust's text as tokens: just enough that comments, strings and characters can't be taken for code.

/// One token and the line it begins on, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) line: usize,
    pub(crate) kind: Kind,
}

/// What a token is, as far as the fence cares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An identifier or keyword; a raw one without its `r#`.
    Name(String),
    /// `::`
    PathSep,
    /// Any other single character of punctuation.
    Mark(char),
    /// A string, character, number or lifetime: nothing in it is a name.
    Opaque,
}

impl Token {
    /// Whether this is the name or keyword `word`.
    pub(crate) fn is_name(&self, word: &str) -> bool {
        matches!(&self.kind, Kind::Name(name) if name == word)
    }

    /// Whether this is the punctuation `mark`.
    pub(crate) fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

/// The tokens of a file, without comments and blanks.
pub(crate) fn tokenize(text: &str) -> Vec<Token> {
    let mut scanner = Scanner {
        chars: text.chars().collect(),
        at: 0,
        line: 1,
    };
    let mut tokens = Vec::new();
    while let Some(first) = scanner.ahead(0) {
        let line = scanner.line;
        if let Some(kind) = scanner.scan(first) {
            tokens.push(Token { line, kind });
        }
    }
    tokens
}

struct Scanner {
    chars: Vec<char>,
    at: usize,
    line: usize,
}

impl Scanner {
    fn ahead(&self, distance: usize) -> Option<char> {
        self.chars.get(self.at + distance).copied()
    }

    fn bump(&mut self) {
        if self.ahead(0) == Some('\n') {
            self.line += 1;
        }
        self.at += 1;
    }

    fn bump_while(&mut self, fits: impl Fn(char) -> bool) {
        while self.ahead(0).is_some_and(&fits) {
            self.bump();
        }
    }

    /// Takes one token, or one stretch of blank or comment.
    fn scan(&mut self, first: char) -> Option<Kind> {
        match (first, self.ahead(1)) {
            (blank, _) if blank.is_whitespace() => {
                self.bump();
                None
            }
            ('/', Some('/')) => {
                self.bump_while(|next| next != '\n');
                None
            }
            ('/', Some('*')) => {
                self.block_comment();
                None
            }
            ('"', _) => Some(self.quoted('"')),
            ('\'', _) => Some(self.character_or_lifetime()),
            (':', Some(':')) => {
                self.at += 2;
                Some(Kind::PathSep)
            }
            (digit, _) if digit.is_ascii_digit() => Some(self.number()),
            (letter, _) if begins_word(letter) => Some(self.word_or_prefixed()),
            (mark, _) => {
                self.bump();
                Some(Kind::Mark(mark))
            }
        }
    }

    /// Block comments nest.
    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        while let Some(first) = self.ahead(0) {
            match (first, self.ahead(1)) {
                ('/', Some('*')) => depth += 1,
                ('*', Some('/')) => depth -= 1,
                _ => {
                    self.bump();
                    continue;
                }
            }
            self.at += 2;
            if depth == 0 {
                return;
            }
        }
    }

    /// From an opening quote to its closing one, past whatever is escaped.
    fn quoted(&mut self, quote: char) -> Kind {
        self.bump();
        while let Some(next) = self.ahead(0) {
            self.bump();
            if next == '\\' {
                self.bump();
            } else if next == quote {
                break;
            }
        }
        Kind::Opaque
    }

    /// From the hashes of a raw string to as many hashes after a quote.
    fn raw_string(&mut self, hashes: usize) -> Kind {
        self.at += hashes + 1;
        while let Some(next) = self.ahead(0) {
            self.bump();
            if next == '"' && (0..hashes).all(|index| self.ahead(index) == Some('#')) {
                self.at += hashes;
                break;
            }
        }
        Kind::Opaque
    }

    fn character_or_lifetime(&mut self) -> Kind {
        let is_character = self.ahead(1) == Some('\\') || self.ahead(2) == Some('\'');
        if is_character {
            return self.quoted('\'');
        }
        self.bump();
        self.bump_while(continues_word);
        Kind::Opaque
    }

    fn number(&mut self) -> Kind {
        self.bump_while(continues_word);
        let fraction = |scanner: &Self| {
            scanner.ahead(0) == Some('.')
                && scanner.ahead(1).is_some_and(|next| next.is_ascii_digit())
        };
        if fraction(self) {
            self.bump();
            self.bump_while(continues_word);
        }
        Kind::Opaque
    }

    fn word(&mut self) -> String {
        let start = self.at;
        self.bump_while(continues_word);
        self.chars[start..self.at].iter().collect()
    }

    /// A word, or what the words `r`, `b`, `c`, `br`, `cr` may introduce: a string, or a raw name.
    fn word_or_prefixed(&mut self) -> Kind {
        let word = self.word();
        let after = self.chars.iter().skip(self.at);
        let hashes = after.take_while(|next| **next == '#').count();
        let opens_string = self.ahead(hashes) == Some('"');
        match word.as_str() {
            "r" | "br" | "cr" if opens_string => self.raw_string(hashes),
            "b" | "c" if hashes == 0 && opens_string => self.quoted('"'),
            "b" if self.ahead(0) == Some('\'') => self.quoted('\''),
            "r" if hashes == 1 && self.ahead(1).is_some_and(begins_word) => {
                self.bump();
                Kind::Name(self.word())
            }
            _ => Kind::Name(word),
        }
    }
}

fn begins_word(letter: char) -> bool {
    letter == '_' || letter.is_alphabetic()
}

fn continues_word(letter: char) -> bool {
    letter == '_' || letter.is_alphanumeric()
}

fn names_in(text: &str) -> Vec<String> {
    let names = tokenize(text)
        .into_iter()
        .filter_map(|token| match token.kind {
            Kind::Name(name) => Some(name),
            _ => None,
        });
    names.collect()
}

#[test]
fn comments_hold_no_names() {
    assert_eq!(names_in("a // b\n/* c /* d */ e */ f /// g"), ["a", "f"]);
}

#[test]
fn strings_and_characters_hold_no_names() {
    assert_eq!(names_in(r#"a "b \" c" 'd' '\'' b'e' b"f" g"#), ["a", "g"]);
    assert_eq!(names_in("a r#\"b \" c\"# br\"d\" r\"\\\" e"), ["a", "e"]);
}

#[test]
fn lifetimes_and_numbers_are_no_names_and_raw_names_are() {
    assert_eq!(
        names_in("fn a<'b>(c: &'b d) { 1_000u64; 1.5e3; 0..e; r#type }"),
        ["fn", "a", "c", "d", "e", "type"]
    );
}

#[test]
fn lines_are_counted_through_strings_and_comments() {
    let tokens = tokenize("\"a\nb\" /* c\n */ d");
    assert_eq!(tokens.last().map(|token| token.line), Some(3));
}
