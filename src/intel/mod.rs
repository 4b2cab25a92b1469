//! What is known about miners: names, hosts, images, options, wallets, each with a source and a date.
//!
//! The knowledge lies in `data/*.toml` and is compiled in; a policy adds an organisation's own lists. This room
//! answers questions about words whose value is known. It reads no Dockerfile, judges nothing and does no I/O.

mod builder;
mod config_keys;
mod hosts;
mod images;
mod indicators;
mod kind;
mod known;
mod listing;
mod names;
mod options;
mod products;
mod scan;
mod table;
pub mod wallet;

pub(crate) use builder::to_hex;
pub use hosts::{PoolHit, PoolUrl};
pub use indicators::{BadIndicator, Indicators};
pub use kind::{FlagRole, Form, Kind, MarkerGroup, ProductKind, Strength};
pub use known::{Intel, Known};
pub use listing::{Marker, ORIGINS, Origin, days_since};
pub use options::{Flag, FlagClass};
pub use products::{Named, ProductHit};
pub use wallet::{Coin, Wallet};
