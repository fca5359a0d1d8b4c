//! String literals as Graph writes them.

/// The text of `'it''s'`; none if a quote inside stands alone.
pub(crate) fn parse(literal: &str) -> Option<String> {
    let inner = literal.trim().strip_prefix('\'')?.strip_suffix('\'')?;
    let lone_quote = inner.split("''").any(|part| part.contains('\''));
    if lone_quote {
        None
    } else {
        Some(inner.replace("''", "'"))
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn quotes_inside_are_doubled() {
        assert_eq!(parse("'it''s'").as_deref(), Some("it's"));
        assert_eq!(parse("''").as_deref(), Some(""));
        assert_eq!(parse("'a' or 'b'"), None);
        assert_eq!(parse("a"), None);
    }
}
