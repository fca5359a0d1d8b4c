//! What can be wrong on Microsoft's side, each with a stable code and what to do about it.

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
    /// No secret is stored for the tenant, or it can't be opened with the master key.
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
    /// The application holds no permission at all: a token without `roles`.
    ConsentMissing,
    /// The application lacks the permission for this call.
    RoleMissing,
    /// The user is unknown in the directory.
    UserNotFound,
    /// The user has no OneDrive, or never opened it.
    DriveNotProvisioned,
    /// The organization has no SharePoint license.
    NoSharePointLicense,
    /// The drive, or the folder a mount points to, is gone.
    DriveNotFound,
    /// The site or drive is locked or archived.
    DriveLocked,
    /// Microsoft holds the file to be infected and won't hand it out.
    Malware,
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

/// Everything that is said about one diagnosis, in one row.
struct Row {
    code: &'static str,
    kind: Kind,
    title: &'static str,
    remedy: &'static str,
}

const fn row(code: &'static str, kind: Kind, title: &'static str, remedy: &'static str) -> Row {
    Row {
        code,
        kind,
        title,
        remedy,
    }
}

impl Diagnosis {
    /// Every diagnosis, for tables and documents.
    pub const ALL: [Self; 24] = [
        Self::TenantNotFound,
        Self::AppNotInTenant,
        Self::SecretInvalid,
        Self::SecretExpired,
        Self::CredentialMissing,
        Self::AppDisabled,
        Self::WrongCloud,
        Self::BlockedByPolicy,
        Self::ClockSkew,
        Self::LoginRefused,
        Self::ConsentMissing,
        Self::RoleMissing,
        Self::UserNotFound,
        Self::DriveNotProvisioned,
        Self::NoSharePointLicense,
        Self::DriveNotFound,
        Self::DriveLocked,
        Self::Malware,
        Self::Throttled,
        Self::UpstreamDown,
        Self::UpstreamTimeout,
        Self::UpstreamMalformed,
        Self::UpstreamUntrustedHost,
        Self::UpstreamRefused,
    ];

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
        Self::ALL
            .into_iter()
            .find(|diagnosis| diagnosis.code() == code)
    }

    const fn row(self) -> Row {
        match self {
            Self::TenantNotFound
            | Self::AppNotInTenant
            | Self::SecretInvalid
            | Self::SecretExpired
            | Self::CredentialMissing
            | Self::AppDisabled
            | Self::WrongCloud
            | Self::BlockedByPolicy
            | Self::ClockSkew
            | Self::LoginRefused => self.login_row(),
            Self::ConsentMissing
            | Self::RoleMissing
            | Self::UserNotFound
            | Self::DriveNotProvisioned
            | Self::NoSharePointLicense
            | Self::DriveNotFound
            | Self::DriveLocked
            | Self::Malware => self.access_row(),
            Self::Throttled
            | Self::UpstreamDown
            | Self::UpstreamTimeout
            | Self::UpstreamMalformed
            | Self::UpstreamUntrustedHost
            | Self::UpstreamRefused => self.service_row(),
        }
    }

    const fn login_row(self) -> Row {
        use Kind::Configuration as C;
        match self {
            Self::TenantNotFound => row(
                "tenant_not_found",
                C,
                "The organization's directory is unknown to Microsoft",
                "Check the directory (tenant) id and the cloud it lives in.",
            ),
            Self::AppNotInTenant => row(
                "app_not_in_tenant",
                C,
                "The application is not known in the organization's directory",
                "Check the application (client) id; for an application of another directory, give admin consent first.",
            ),
            Self::SecretInvalid => row(
                "secret_invalid",
                C,
                "Microsoft refused the application's secret",
                "Paste the secret's value, not its id, from Entra → App registrations → Certificates & secrets.",
            ),
            Self::SecretExpired => row(
                "secret_expired",
                C,
                "The application's secret has expired",
                "Create a new client secret in Entra → App registrations → Certificates & secrets and store it here.",
            ),
            Self::CredentialMissing => row(
                "credential_missing",
                C,
                "No usable secret is stored for the organization",
                "Store the client secret again; if the master key was changed, restore the old key first.",
            ),
            Self::AppDisabled => row(
                "app_disabled",
                C,
                "The application is disabled",
                "Enable it in Entra → Enterprise applications → Properties → Enabled for users to sign in.",
            ),
            Self::WrongCloud => row(
                "wrong_cloud",
                C,
                "The organization lives in another of Microsoft's clouds",
                "Choose the cloud of the directory: global, us-gov, us-dod or china.",
            ),
            Self::BlockedByPolicy => row(
                "blocked_by_policy",
                C,
                "A policy of the organization refuses the application from here",
                "Allow this server's address, or exclude the application, in Entra → Conditional Access.",
            ),
            Self::ClockSkew => row(
                "clock_skew",
                C,
                "This server's clock and Microsoft's differ",
                "Set this server's clock, for example with NTP.",
            ),
            _ => row(
                "login_refused",
                C,
                "Microsoft refused to sign the application in",
                "Look up the AADSTS code in Microsoft's error reference; it is shown with the upstream details.",
            ),
        }
    }

    const fn access_row(self) -> Row {
        use Kind::{Closed, Configuration as C};
        match self {
            Self::ConsentMissing => row(
                "consent_missing",
                C,
                "The application has no permissions yet",
                "Grant admin consent for Files.Read.All in Entra → App registrations → API permissions.",
            ),
            Self::RoleMissing => row(
                "role_missing",
                C,
                "The application lacks a permission",
                "Add Files.Read.All (or Files.ReadWrite.All) as an application permission and grant admin consent.",
            ),
            Self::UserNotFound => row(
                "user_not_found",
                C,
                "The user is unknown in the organization",
                "Check the user's principal name or object id; names change when people do.",
            ),
            Self::DriveNotProvisioned => row(
                "drive_not_provisioned",
                C,
                "The user has no OneDrive yet",
                "Let the user open OneDrive once, or provision it in the SharePoint admin center. It may take hours.",
            ),
            Self::NoSharePointLicense => row(
                "no_spo_license",
                C,
                "The organization has no SharePoint license",
                "Assign a license that includes SharePoint Online.",
            ),
            Self::DriveNotFound => row(
                "drive_not_found",
                C,
                "The mounted drive or folder is gone",
                "Check the mount's source and its root folder.",
            ),
            Self::DriveLocked => row(
                "drive_locked",
                Closed,
                "The drive is locked",
                "Unlock the site in the SharePoint admin center; archived sites must be reactivated.",
            ),
            _ => row(
                "malware",
                Closed,
                "Microsoft holds this file to be infected",
                "Remove or clean the file in OneDrive; it is not handed out.",
            ),
        }
    }

    const fn service_row(self) -> Row {
        use Kind::{Broken, Late, Passing};
        match self {
            Self::Throttled => row(
                "throttled",
                Passing,
                "Microsoft asks for a pause",
                "Wait; if it happens often, lower the load or spread it over the day.",
            ),
            Self::UpstreamDown => row(
                "upstream_down",
                Passing,
                "Microsoft's service is not available",
                "Try again soon; see Microsoft's service health if it lasts.",
            ),
            Self::UpstreamTimeout => row(
                "upstream_timeout",
                Late,
                "Microsoft's service did not answer in time",
                "Try again; check the network between this server and Microsoft if it lasts.",
            ),
            Self::UpstreamMalformed => row(
                "upstream_malformed",
                Broken,
                "Microsoft's answer could not be read",
                "Try again; a proxy between this server and Microsoft may be altering answers.",
            ),
            Self::UpstreamUntrustedHost => row(
                "upstream_untrusted_host",
                Broken,
                "Microsoft pointed to a host that is not trusted",
                "If the host is Microsoft's, add it to the cloud's content_hosts in the configuration.",
            ),
            _ => row(
                "upstream_refused",
                Broken,
                "Microsoft refused the request",
                "See the upstream details; report it with our request id if it persists.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_diagnosis_has_a_code_of_its_own() {
        let codes: BTreeSet<_> = Diagnosis::ALL
            .iter()
            .map(|diagnosis| diagnosis.code())
            .collect();
        assert_eq!(codes.len(), Diagnosis::ALL.len());
        for diagnosis in Diagnosis::ALL {
            assert_eq!(Diagnosis::from_code(diagnosis.code()), Some(diagnosis));
        }
    }
}
