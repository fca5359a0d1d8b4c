//! With what a tenant's application proves itself: what may be known of it.

use std::fmt;
use std::time::Duration;

use super::clock::Timestamp;

/// What a credential is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CredentialKind {
    /// A client secret.
    Secret,
    /// A private key, with the certificate that Entra knows.
    Certificate,
}

impl CredentialKind {
    /// `secret` or `certificate`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Secret => "secret",
            Self::Certificate => "certificate",
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Secret, Self::Certificate]
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}

/// When a credential is used. A tenant has at most one of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CredentialRole {
    /// It signs in.
    Current,
    /// It takes the current one's place once Microsoft refuses that.
    Next,
}

impl CredentialRole {
    /// `current` or `next`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Next => "next",
        }
    }

    /// The role of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Current, Self::Next]
            .into_iter()
            .find(|role| role.name() == name)
    }
}

/// By what a certificate is told from others: digests of its DER form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Thumbprints {
    /// SHA-1, which the Entra portal shows. It names; nothing is trusted because of it.
    pub sha1: [u8; 20],
    /// SHA-256.
    pub sha256: [u8; 32],
}

impl Thumbprints {
    /// As the Entra portal writes it: 40 hexadecimal digits in capitals.
    pub fn sha1_text(&self) -> String {
        hexadecimal(&self.sha1)
    }

    /// 64 hexadecimal digits in capitals.
    pub fn sha256_text(&self) -> String {
        hexadecimal(&self.sha256)
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02X}");
        text
    })
}

/// A certificate: the public half of a key pair, X.509 (RFC 5280).
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    /// DER.
    pub der: Vec<u8>,
    /// Its digests.
    pub thumbprints: Thumbprints,
    /// The last moment at which it is good.
    pub not_after: Timestamp,
}

impl fmt::Debug for Certificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Certificate({})", self.thumbprints.sha1_text())
    }
}

/// What may be known of a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialFacts {
    /// What it is.
    pub kind: CredentialKind,
    /// When it is used.
    pub role: CredentialRole,
    /// A certificate's digests.
    pub thumbprints: Option<Thumbprints>,
    /// The last moment at which it is good, where that is known: Microsoft tells nobody when a secret ends.
    pub expires_at: Option<Timestamp>,
    /// When it was stored here; unknown of those in the configuration file.
    pub added_at: Option<Timestamp>,
}

impl CredentialFacts {
    /// How long before its end a credential is worth a warning.
    pub const NOTICE: Duration = Duration::from_hours(30 * 24);

    /// What is said of a tenant whose credential ends soon.
    pub const ENDS_SOON: &'static str = "The certificate ends within 30 days, or has ended: make the next one with `onefold tenant new-certificate --next` and upload it to Entra.";

    /// Whether it ends within [`CredentialFacts::NOTICE`], or has ended.
    pub fn ends_soon(&self, now: Timestamp) -> bool {
        self.expires_at
            .is_some_and(|end| end <= now.after(Self::NOTICE))
    }

    /// Whether these credentials of one tenant will leave it without any soon.
    pub fn all_end_soon(all: &[Self], now: Timestamp) -> bool {
        !all.is_empty() && all.iter().all(|one| one.ends_soon(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_as_what_they_name() {
        for kind in [CredentialKind::Secret, CredentialKind::Certificate] {
            assert_eq!(CredentialKind::from_name(kind.name()), Some(kind));
        }
        for role in [CredentialRole::Current, CredentialRole::Next] {
            assert_eq!(CredentialRole::from_name(role.name()), Some(role));
        }
        assert_eq!(CredentialKind::from_name("password"), None);
    }

    #[test]
    fn a_warning_is_worth_thirty_days_unless_another_lasts() {
        let end = Timestamp::from_unix_ms(0).after(Duration::from_hours(100 * 24));
        let facts = |expires_at| CredentialFacts {
            kind: CredentialKind::Certificate,
            role: CredentialRole::Current,
            thumbprints: None,
            expires_at,
            added_at: None,
        };
        let day = |day: u64| Timestamp::from_unix_ms(0).after(Duration::from_hours(day * 24));
        assert!(!facts(Some(end)).ends_soon(day(69)));
        assert!(facts(Some(end)).ends_soon(day(70)));
        assert!(facts(Some(end)).ends_soon(day(200)));
        assert!(!facts(None).ends_soon(day(200)));
        let both = [facts(Some(end)), facts(None)];
        assert!(!CredentialFacts::all_end_soon(&both, day(70)));
        assert!(CredentialFacts::all_end_soon(&both[..1], day(70)));
        assert!(!CredentialFacts::all_end_soon(&[], day(70)));
    }

    #[test]
    fn a_thumbprint_is_written_as_the_portal_does() {
        let thumbprints = Thumbprints {
            sha1: [0xab; 20],
            sha256: [0x01; 32],
        };
        assert_eq!(thumbprints.sha1_text(), "AB".repeat(20));
        assert_eq!(thumbprints.sha256_text(), "01".repeat(32));
    }
}
