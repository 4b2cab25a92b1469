//! The gate `passwd_file`: accounts of an image. Messages are those of Anchore Engine to the letter.

use crate::facts::{Account, System};

/// A rule of this gate.
#[derive(Debug)]
pub(crate) enum PasswdCheck {
    /// `content_not_available`.
    NotAvailable,
    /// `blacklist_*` and `denylist_*`: a field of an account, or all of it, is one of the values.
    Denied {
        /// What is compared.
        part: Part,
        /// Any of them fires.
        values: Vec<String>,
        /// The first word of the message: `Blacklisted`, or `Denylisted` for triggers `denylist_*`.
        word: &'static str,
    },
}

/// The part of an account that a rule compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Its name.
    Name,
    /// Its user id.
    UserId,
    /// Its group id.
    GroupId,
    /// Its shell.
    Shell,
    /// The whole line.
    Entry,
}

impl Part {
    /// The parameter that holds the values, an older name for it, and the part, by the name of the trigger behind
    /// `blacklist_` or `denylist_`.
    pub(crate) fn of_trigger(trigger: &str) -> Option<(&'static str, Self)> {
        let (_, name) = trigger.split_once('_')?;
        Some(match name {
            "usernames" => ("user_names", Self::Name),
            "userids" => ("user_ids", Self::UserId),
            "groupids" => ("group_ids", Self::GroupId),
            "shells" => ("shells", Self::Shell),
            "full_entry" => ("entry", Self::Entry),
            _ => return None,
        })
    }

    fn of(self, account: &Account) -> Option<String> {
        let field = |number: usize| account.fields.get(number).cloned();
        match self {
            Self::Name => field(0),
            Self::UserId => field(2),
            Self::GroupId => field(3),
            Self::Shell => field(6),
            Self::Entry => Some(account.fields.join(":")),
        }
    }

    /// What programs read where that is not what is written: a number in another spelling, or no shell.
    fn read_as(self, account: &Account) -> Option<String> {
        let field = |number: usize| account.fields.get(number).map(|field| field.trim());
        let number = |field: &str| {
            let digits = field.trim_start_matches(['+', '-']);
            let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
            // musl goes on from 0 behind the highest number, and reads nothing as 0
            let add = |sum: u32, byte: u8| {
                sum.wrapping_mul(10).wrapping_add(u32::from(byte.wrapping_sub(b'0')))
            };
            is_number.then(|| digits.bytes().fold(0, add).to_string())
        };
        match self {
            Self::UserId => number(field(2)?),
            Self::GroupId => number(field(3)?),
            Self::Shell if field(6).is_none_or(str::is_empty) => Some("/bin/sh".to_owned()),
            Self::Name | Self::Shell | Self::Entry => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Name => "user",
            Self::UserId => "uid",
            Self::GroupId => "gid",
            Self::Shell => "shell",
            Self::Entry => "pentry",
        }
    }
}

/// What a rule says of a file system.
pub(super) fn messages(check: &PasswdCheck, system: &System) -> Vec<String> {
    let accounts = system.accounts();
    match check {
        PasswdCheck::NotAvailable => {
            let missing = accounts.is_none_or(|accounts| accounts.is_empty());
            let what =
                "Cannot locate /etc/passwd in image stored files archive: check analyzer settings.";
            missing.then(|| what.to_owned()).into_iter().collect()
        }
        PasswdCheck::Denied { part, values, word } => {
            let fires = |account: &Account| {
                let written = part.of(account).filter(|value| values.contains(value));
                let read = || part.read_as(account).filter(|value| values.contains(value));
                let value = written.or_else(read)?;
                let entry = account.fields.join(":");
                let what = part.word();
                Some(format!(
                    "{word} {what} '{value}' found in image's /etc/passwd: pentry={entry}"
                ))
            };
            let said = accounts.unwrap_or_default().iter().filter_map(fires);
            super::first_of(said, "accounts of /etc/passwd")
        }
    }
}
