//! What can be typed.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, Parser, Subcommand};

use crate::domain::Username;
use crate::services::Placement;

/// Every drive of every organization, folded into one tree.
#[derive(Debug, Parser)]
#[command(name = "onefold", version, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Run the server
    Serve {
        /// Where the settings are; without it, the environment and the defaults hold.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Show Onefold over a made-up world, with no Microsoft tenant at all
    #[cfg(feature = "demo")]
    Demo {
        /// Address to listen on
        #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:5244")]
        listen: std::net::SocketAddr,
        /// Folder that keeps the demo's files and database
        #[arg(long, value_name = "FOLDER", default_value = "./demo-data")]
        data_dir: PathBuf,
        /// Print one line of JSON when ready, instead of words
        #[arg(long)]
        json: bool,
    },
    /// Check the configuration and every organization, and say what is wrong
    Check {
        /// Where the settings are.
        #[command(flatten)]
        config: ConfigFile,
    },
    /// Make accounts and help those who are locked out
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Make certificates for organizations, and change to them
    #[command(subcommand)]
    Tenant(TenantCommand),
    /// Look after the server's own keys
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Ask a running server whether it is well
    Healthcheck(Probe),
}

/// Where the settings are.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfigFile {
    /// Configuration file (YAML)
    #[arg(long = "config", value_name = "FILE")]
    pub path: Option<PathBuf>,
}

/// What can be done with accounts.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum AdminCommand {
    /// Make an administrator
    Create(AccountArguments),
    /// Give an administrator a new password and end all sessions
    ResetPassword(AccountArguments),
}

/// Which account, where it is kept, and its password.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct AccountArguments {
    /// Name to sign in with
    #[arg(value_name = "NAME", value_parser = username)]
    pub username: Username,
    /// File whose one line is the password, `-` for standard input; without it, one is made and
    /// printed once
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PasswordFile>,
    /// Where the settings are.
    #[command(flatten)]
    pub config: ConfigFile,
}

/// What can be done with the credentials of an organization.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum TenantCommand {
    /// Make a key and a certificate; the key stays here, the certificate is to be uploaded to Entra
    NewCertificate(CertificateArguments),
    /// Sign in with the next credential from now on, and forget the current one
    Promote(TenantArguments),
}

/// What can be done with the server's own keys.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum KeysCommand {
    /// Sign links and cursors with new keys from now on; what the keys before have signed stays good for
    /// its time, what older ones have signed is void. Twice in a row, and every signed link is void
    Rotate {
        /// Where the settings are.
        #[command(flatten)]
        config: ConfigFile,
    },
}

/// Whose certificate, and what becomes of it.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct CertificateArguments {
    /// The organization: its id (`tnt_…`), path prefix or name
    #[arg(value_name = "TENANT")]
    pub tenant: String,
    /// Use it once Microsoft refuses the current credential
    #[arg(long, conflicts_with = "replace")]
    pub next: bool,
    /// Use it at once, and lose the current credential
    #[arg(long)]
    pub replace: bool,
    /// How long it is good
    #[arg(long, value_name = "N", default_value_t = 365, value_parser = clap::value_parser!(u16).range(1..=3650))]
    pub days: u16,
    /// New file for the certificate; without it, it is printed
    #[arg(long, value_name = "FILE.cer")]
    pub out: Option<PathBuf>,
    /// Where the settings are.
    #[command(flatten)]
    pub config: ConfigFile,
}

impl CertificateArguments {
    /// Where the certificate is to be put.
    pub const fn placement(&self) -> Placement {
        match (self.next, self.replace) {
            (true, _) => Placement::Next,
            (false, true) => Placement::Replacing,
            (false, false) => Placement::First,
        }
    }
}

/// Which organization.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub struct TenantArguments {
    /// The organization: its id (`tnt_…`), path prefix or name
    #[arg(value_name = "TENANT")]
    pub tenant: String,
    /// Where the settings are.
    #[command(flatten)]
    pub config: ConfigFile,
}

/// Where a password is read from. Never an argument, which every user of the machine can see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordFile {
    /// The one line of a file.
    Path(PathBuf),
    /// One line of standard input.
    StandardInput,
}

impl From<OsString> for PasswordFile {
    fn from(text: OsString) -> Self {
        if text == "-" {
            Self::StandardInput
        } else {
            Self::Path(text.into())
        }
    }
}

/// Which server is to be asked.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
pub struct Probe {
    /// Address of the server, such as <http://127.0.0.1:5244>; without it, the one the settings say
    #[arg(long, conflicts_with = "path")]
    pub url: Option<String>,
    /// Where the settings are.
    #[command(flatten)]
    pub config: ConfigFile,
}

/// What came of the arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parsed {
    /// Do this.
    Command(Command),
    /// Help or the version was asked for: print this, and all is done.
    Text(String),
    /// The arguments make no sense, and why.
    Misuse(String),
}

/// Reads the arguments, the program's own name first.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Parsed {
    match Arguments::try_parse_from(arguments) {
        Ok(arguments) => Parsed::Command(arguments.command),
        Err(error) => {
            let text = error.render().to_string();
            match error.kind() {
                ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Parsed::Text(text),
                _ => Parsed::Misuse(text),
            }
        }
    }
}

fn username(text: &str) -> Result<Username, String> {
    Username::parse(text).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Parsed {
        parse(line.split(' ').map(OsString::from))
    }

    fn command(line: &str) -> Command {
        match parsed(line) {
            Parsed::Command(command) => command,
            other => panic!("{line}: {other:?}"),
        }
    }

    fn config(path: &str) -> ConfigFile {
        ConfigFile {
            path: Some(PathBuf::from(path)),
        }
    }

    #[test]
    fn every_command_of_the_house_is_understood() {
        let serve = Command::Serve {
            config: config("a.yaml"),
        };
        assert_eq!(command("onefold serve --config a.yaml"), serve);
        let check = Command::Check {
            config: ConfigFile::default(),
        };
        assert_eq!(command("onefold check"), check);
        let rotate = Command::Keys(KeysCommand::Rotate {
            config: config("a.yaml"),
        });
        assert_eq!(command("onefold keys rotate --config a.yaml"), rotate);
        let probe = Probe {
            url: Some("http://127.0.0.1:1".to_owned()),
            config: ConfigFile::default(),
        };
        let healthcheck = Command::Healthcheck(probe);
        assert_eq!(
            command("onefold healthcheck --url http://127.0.0.1:1"),
            healthcheck
        );
    }

    #[cfg(feature = "demo")]
    #[test]
    fn the_demo_listens_on_loopback_unless_told_otherwise() {
        let demo = |listen: &str, data_dir: &str, json| Command::Demo {
            listen: listen.parse().expect("an address"),
            data_dir: PathBuf::from(data_dir),
            json,
        };
        assert_eq!(
            command("onefold demo"),
            demo("127.0.0.1:5244", "./demo-data", false)
        );
        let line = "onefold demo --listen 127.0.0.1:0 --data-dir /d --json";
        assert_eq!(command(line), demo("127.0.0.1:0", "/d", true));
    }

    #[test]
    fn a_password_comes_from_a_file_from_standard_input_or_from_nobody() {
        for (end, password_file) in [
            ("", None),
            (" --password-file -", Some(PasswordFile::StandardInput)),
            (" --password-file p", Some(PasswordFile::Path("p".into()))),
        ] {
            let expected = AccountArguments {
                username: Username::parse("ada").expect("a name"),
                password_file,
                config: config("a.yaml"),
            };
            let line = |verb: &str| format!("onefold admin {verb} ada --config a.yaml{end}");
            let create = Command::Admin(AdminCommand::Create(expected.clone()));
            assert_eq!(command(&line("create")), create);
            let reset = Command::Admin(AdminCommand::ResetPassword(expected));
            assert_eq!(command(&line("reset-password")), reset);
        }
    }

    #[test]
    fn a_certificate_is_good_for_a_year_and_put_where_nothing_is_lost() {
        let made = |end: &str| match command(&format!("onefold tenant new-certificate /a{end}")) {
            Command::Tenant(TenantCommand::NewCertificate(arguments)) => arguments,
            other => panic!("{other:?}"),
        };
        let plain = made("");
        assert_eq!((plain.placement(), plain.days), (Placement::First, 365));
        assert_eq!(made(" --next --days 30").placement(), Placement::Next);
        let replacing = made(" --replace --out a.cer --config a.yaml");
        assert_eq!(replacing.placement(), Placement::Replacing);
        assert_eq!(replacing.out, Some(PathBuf::from("a.cer")));
        assert_eq!(replacing.config, config("a.yaml"));
    }

    #[test]
    fn wrong_usage_is_told_from_a_question_for_help() {
        for line in [
            "onefold",
            "onefold fly",
            "onefold serve --port 1",
            "onefold admin create",
            "onefold admin create a/b",
            "onefold admin create ada --password hunter2",
            "onefold healthcheck --url u --config c",
            "onefold tenant",
            "onefold tenant new-certificate",
            "onefold tenant new-certificate a --days 0",
            "onefold tenant new-certificate a --days 3651",
            "onefold tenant new-certificate a --next --replace",
            "onefold tenant promote",
            "onefold keys",
        ] {
            assert!(matches!(parsed(line), Parsed::Misuse(_)), "{line}");
        }
        for line in ["onefold --help", "onefold --version", "onefold demo --help"] {
            assert!(matches!(parsed(line), Parsed::Text(_)), "{line}");
        }
    }

    #[test]
    fn the_arguments_are_consistent() {
        use clap::CommandFactory as _;
        Arguments::command().debug_assert();
    }
}
