//! Microsoft's clouds, and what their hosts are called.

use std::fmt;
use std::str::FromStr;

/// A cloud of Microsoft's: "Microsoft Graph national cloud deployments". Germany's is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cloud {
    /// The one for everybody, GCC included.
    #[default]
    Global,
    /// US Government L4, also called GCC High.
    UsGovernment,
    /// US Government L5, of the Department of Defense.
    UsDefense,
    /// China, run by 21Vianet.
    China,
}

impl Cloud {
    /// All there are.
    pub const ALL: [Self; 4] = [
        Self::Global,
        Self::UsGovernment,
        Self::UsDefense,
        Self::China,
    ];

    /// `global`, `us-gov`, `us-dod` or `china`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::UsGovernment => "us-gov",
            Self::UsDefense => "us-dod",
            Self::China => "china",
        }
    }

    /// The hosts of the token service, the usual one first. The others are its aliases in the
    /// answer of instance discovery, and China's older name.
    pub const fn login_hosts(self) -> &'static [&'static str] {
        match self {
            Self::Global => &[
                "login.microsoftonline.com",
                "login.microsoft.com",
                "login.windows.net",
                "sts.windows.net",
            ],
            Self::UsGovernment | Self::UsDefense => {
                &["login.microsoftonline.us", "login.usgovcloudapi.net"]
            }
            Self::China => &["login.partner.microsoftonline.cn", "login.chinacloudapi.cn"],
        }
    }

    /// The host of Microsoft Graph.
    pub const fn graph_host(self) -> &'static str {
        match self {
            Self::Global => "graph.microsoft.com",
            Self::UsGovernment => "graph.microsoft.us",
            Self::UsDefense => "dod-graph.microsoft.us",
            Self::China => "microsoftgraph.chinacloudapi.cn",
        }
    }

    /// What the names of SharePoint's hosts end in, as `contoso-my.sharepoint.com` does.
    pub const fn site_domain(self) -> &'static str {
        match self {
            Self::Global => "sharepoint.com",
            Self::UsGovernment => "sharepoint.us",
            Self::UsDefense => "sharepoint-mil.us",
            Self::China => "sharepoint.cn",
        }
    }
}

impl fmt::Display for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// There is no cloud of that name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no cloud is called {0:?}; there are global, us-gov, us-dod and china")]
pub struct UnknownCloud(String);

impl FromStr for Cloud {
    type Err = UnknownCloud;

    fn from_str(name: &str) -> Result<Self, UnknownCloud> {
        let found = Self::ALL.into_iter().find(|cloud| cloud.name() == name);
        found.ok_or_else(|| UnknownCloud(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::Cloud;

    #[test]
    fn a_cloud_is_found_by_its_name() {
        for cloud in Cloud::ALL {
            assert_eq!(cloud.to_string().parse(), Ok(cloud));
        }
        assert!("germany".parse::<Cloud>().is_err());
    }
}
