//! Which application permissions serve us (Graph documentation, "Microsoft Graph permissions
//! reference").

use crate::graph::reaches_granted_sites_only;

/// Any one of these lets us read drives.
const READING: [&str; 6] = [
    "Files.Read.All",
    "Files.ReadWrite.All",
    "Sites.Read.All",
    "Sites.ReadWrite.All",
    "Sites.FullControl.All",
    "Sites.Selected",
];

/// These let us do what we never do while nothing is written.
const WRITING: [&str; 3] = [
    "Files.ReadWrite.All",
    "Sites.ReadWrite.All",
    "Sites.FullControl.All",
];

/// What a token's permissions mean for us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// No permission at all: nobody has consented.
    None,
    /// Some, but none that lets us read drives.
    Insufficient,
    /// Enough, and no more than needed.
    Fit,
    /// Enough for the sites that are granted to the application one by one, and for nothing else.
    Narrow,
    /// Enough, and these are more than reading needs.
    Excessive(Vec<String>),
}

/// Judges a token's `roles`.
pub(super) fn judge(roles: Option<&[String]>) -> Verdict {
    let roles = roles.unwrap_or_default();
    let among = |role: &String, known: &[&str]| known.contains(&role.as_str());
    if roles.is_empty() {
        return Verdict::None;
    }
    if !roles.iter().any(|role| among(role, &READING)) {
        return Verdict::Insufficient;
    }
    if reaches_granted_sites_only(roles) {
        return Verdict::Narrow;
    }
    let excessive: Vec<_> = roles
        .iter()
        .filter(|role| among(role, &WRITING))
        .cloned()
        .collect();
    if excessive.is_empty() {
        Verdict::Fit
    } else {
        Verdict::Excessive(excessive)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(roles: &[&str]) -> Verdict {
        let roles: Vec<_> = roles.iter().map(|role| (*role).to_owned()).collect();
        judge(Some(&roles))
    }

    #[test]
    fn permissions_are_judged_by_what_we_need() {
        assert_eq!(judge(None), Verdict::None);
        assert_eq!(judged(&[]), Verdict::None);
        assert_eq!(judged(&["User.Read.All"]), Verdict::Insufficient);
        assert_eq!(judged(&["Files.Read.All", "User.Read.All"]), Verdict::Fit);
        assert_eq!(
            judged(&["Sites.Selected", "User.Read.All"]),
            Verdict::Narrow
        );
        assert_eq!(judged(&["Sites.Selected", "Sites.Read.All"]), Verdict::Fit);
        assert_eq!(
            judged(&["Files.ReadWrite.All"]),
            Verdict::Excessive(vec!["Files.ReadWrite.All".to_owned()])
        );
    }
}
