//! What SharePoint does to files by the ending of their names: the one place where such endings are listed.
//!
//! Sources: OneDrive API documentation, issue 935 ("size and hash change after upload": SharePoint writes the
//! properties of a library into files that can hold some); rclone, issue 9767 ("item not found" at the end of
//! every session that replaces an Office file). Neither gives a full list, so each family stands whole.

/// What befalls a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Treatment {
    /// Properties of the library are written into it: neither length nor hash are those of what was sent.
    Rewritten,
    /// The same, and it was seen that a session can't replace it.
    Office,
}

use Treatment::{Office, Rewritten};

const ENDINGS: &[(&str, Treatment)] = &[
    // Word
    ("doc", Office),
    ("docm", Office),
    ("docx", Office),
    ("dot", Office),
    ("dotm", Office),
    ("dotx", Office),
    // PowerPoint
    ("pot", Office),
    ("potm", Office),
    ("potx", Office),
    ("pps", Office),
    ("ppsm", Office),
    ("ppsx", Office),
    ("ppt", Office),
    ("pptm", Office),
    ("pptx", Office),
    // Excel
    ("xls", Office),
    ("xlsb", Office),
    ("xlsm", Office),
    ("xlsx", Office),
    ("xlt", Office),
    ("xltm", Office),
    ("xltx", Office),
    // Visio
    ("vsd", Office),
    ("vsdx", Office),
    // What Office does not keep open, and SharePoint reads all the same
    ("htm", Rewritten),
    ("html", Rewritten),
    ("msg", Rewritten),
    ("one", Rewritten),
    ("pdf", Rewritten),
];

/// Whether a library may write into a file of this name.
pub(super) fn may_be_rewritten(name: &str) -> bool {
    treatment(name).is_some()
}

/// Whether a drive may refuse that a session replaces a file of this name.
pub(super) fn may_refuse_another(name: &str) -> bool {
    treatment(name) == Some(Office)
}

fn treatment(name: &str) -> Option<Treatment> {
    let (_, ending) = name.rsplit_once('.')?;
    let mut known = ENDINGS.iter();
    let found = known.find(|(known, _)| ending.eq_ignore_ascii_case(known));
    found.map(|(_, treatment)| *treatment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_counts_in_either_letter_case_and_only_as_an_ending() {
        for name in ["a.docx", "A.DOCX", "a.b.xlsb", ".pptx"] {
            assert!(may_be_rewritten(name) && may_refuse_another(name), "{name}");
        }
        assert!(may_be_rewritten("a.pdf") && !may_refuse_another("a.pdf"));
        for name in ["docx", "a.docx.zip", "a.", ""] {
            assert!(
                !may_be_rewritten(name) && !may_refuse_another(name),
                "{name}"
            );
        }
    }

    #[test]
    fn each_ending_stands_once() {
        for (number, (ending, _)) in ENDINGS.iter().enumerate() {
            let again = ENDINGS.iter().skip(number + 1);
            assert!(
                again.into_iter().all(|(other, _)| other != ending),
                "{ending}"
            );
        }
    }
}
