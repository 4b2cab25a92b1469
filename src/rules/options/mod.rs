//! What the options of rules are made of: each type is read from one text and refuses what can never match.

mod file_list;
mod files;
mod images;
mod names;
mod shape;
mod values;

pub(super) use file_list::FileList;
pub(super) use files::{FileMode, FilePattern, Id, Sha256};
pub(super) use images::DeniedImage;
pub(super) use names::{
    HostPattern, PackagePattern, ProgramPattern, Scheme, UserPattern, ValuePattern, WalletAddress,
};
pub(crate) use shape::{OptionKind, OptionSpec};
pub(crate) use shape::{of, table_schema};
pub(super) use values::{EntryAction, Expression, Manager, Message, Version};

use crate::config::Located;
use crate::finding::PolicyEntry;

/// The entry of a list as the policy's line that asked for a finding.
pub(super) fn entry_of<T>(item: &Located<T>) -> PolicyEntry {
    PolicyEntry { span: item.span, action: None }
}
