//! What can be wrong on Microsoft's side, each with a stable code and what to do about it.

mod words;

use words::WORDS;

/// A cause that an administrator can act on, or wait for.
///
/// Sources: the AADSTS table and the situations of Microsoft's documents, gathered in
/// `docs/DIAGNOSES.md`. The code is stable; the words may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Diagnosis {
    /// The directory id is unknown in this cloud (AADSTS90002, 900023).
    TenantNotFound,
    /// The application is not registered in, or not consented to by, the directory (AADSTS700016).
    AppNotInTenant,
    /// The client secret is wrong (AADSTS7000215).
    SecretInvalid,
    /// The client secret has expired (AADSTS7000222).
    SecretExpired,
    /// Microsoft does not know the certificate, or its key did not sign (AADSTS700027, 700030, 50012,
    /// 50013).
    CertificateUnknown,
    /// The certificate has expired (seen here, or AADSTS700027).
    CertificateExpired,
    /// No credential is stored for the tenant, or it can't be opened with the master key.
    CredentialMissing,
    /// The application is disabled (AADSTS7000112).
    AppDisabled,
    /// The directory lives in another national cloud (AADSTS90038, 500011 and relatives).
    WrongCloud,
    /// A policy refuses the application from here (AADSTS53003 and relatives).
    BlockedByPolicy,
    /// Microsoft and we disagree about the time (AADSTS700024).
    ClockSkew,
    /// Login refused for another reason.
    LoginRefused,
    /// Graph refuses a token that login has just given: 401, once more after a fresh one.
    TokenRefused,
    /// The application holds no permission at all: a token without `roles`.
    ConsentMissing,
    /// The application lacks the permission for this call.
    RoleMissing,
    /// The application reaches only sites that are granted to it one by one (`Sites.Selected`), and this
    /// one is not.
    SiteNotGranted,
    /// The same application was to open somebody's OneDrive.
    OneDriveNotGranted,
    /// The user is unknown in the directory.
    UserNotFound,
    /// The user has no OneDrive, or never opened it.
    DriveNotProvisioned,
    /// The site is unknown in the organization.
    SiteNotFound,
    /// The site has no library of this title.
    LibraryNotFound,
    /// The application has no folder of its own in the drive.
    AppFolderMissing,
    /// The organization has no SharePoint license.
    NoSharePointLicense,
    /// The drive, or the folder a mount points to, is gone.
    DriveNotFound,
    /// What a mount points to is no folder.
    RootNotAFolder,
    /// The site or drive is locked or archived.
    DriveLocked,
    /// The application may read the drive, but not this item.
    ItemForbidden,
    /// The organization, or the site, does not allow such a link.
    SharingDisabled,
    /// Microsoft holds the file to be infected and won't hand it out.
    Malware,
    /// The folder has more children than one listing holds.
    FolderTooLarge,
    /// Microsoft asks us to slow down.
    Throttled,
    /// Microsoft can't be reached or answers with its own failure.
    UpstreamDown,
    /// Microsoft did not answer in time.
    UpstreamTimeout,
    /// Microsoft's answer was cut, empty or of another kind than promised.
    UpstreamMalformed,
    /// Microsoft sent us to a host that is not one of its own.
    UpstreamUntrustedHost,
    /// Microsoft refused the call for a reason we don't know.
    UpstreamRefused,
}

/// What a diagnosis asks of those who meet it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Somebody must change something in Entra, in Microsoft 365 or here.
    Configuration,
    /// It may pass by itself; trying again makes sense.
    Passing,
    /// Microsoft took too long.
    Late,
    /// This one file or drive is closed; nothing else is.
    Closed,
    /// The answer can't be trusted or understood.
    Broken,
}

impl Diagnosis {
    /// Every diagnosis, for tables and documents.
    pub fn all() -> impl Iterator<Item = Self> {
        WORDS.iter().map(|row| row.diagnosis)
    }

    /// The stable code, in `snake_case`.
    pub const fn code(self) -> &'static str {
        self.row().code
    }

    /// What it asks of those who meet it.
    pub const fn kind(self) -> Kind {
        self.row().kind
    }

    /// What is the matter, in one short phrase that gives nothing away about the organization.
    pub const fn title(self) -> &'static str {
        self.row().title
    }

    /// What an administrator can do about it.
    pub const fn remedy(self) -> &'static str {
        self.row().remedy
    }

    /// The diagnosis with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|diagnosis| diagnosis.code() == code)
    }

    /// The table stands in the order of the enum; a test holds it to that.
    const fn row(self) -> &'static words::Row {
        &WORDS[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_of_words_stands_in_the_order_of_the_enum() {
        for (position, row) in WORDS.iter().enumerate() {
            assert_eq!(row.diagnosis as usize, position, "{}", row.code);
        }
    }

    #[test]
    fn every_diagnosis_has_a_code_of_its_own() {
        let codes: BTreeSet<_> = Diagnosis::all().map(Diagnosis::code).collect();
        assert_eq!(codes.len(), WORDS.len());
        for diagnosis in Diagnosis::all() {
            assert_eq!(Diagnosis::from_code(diagnosis.code()), Some(diagnosis));
        }
    }
}
