//! The options of the cache of layers, and where it is.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::Args;

use crate::cli::failure::Failure;
use crate::scan::layer_cache::LayerCache;

/// Bytes that the cache may hold in MiB, unless the user says otherwise: what thousands of layers show.
const SIZE: u64 = 512;
const MIB: u64 = 1 << 20;

/// What earlier runs have seen.
#[derive(Debug, Args)]
#[command(next_help_heading = "The cache of layers")]
pub(super) struct CacheArgs {
    /// Keep what layers show in this directory [default: `minestop/layers` in $XDG_CACHE_HOME or ~/.cache]
    #[arg(long, value_name = "DIR", conflicts_with = "no_cache")]
    cache_dir: Option<PathBuf>,
    /// Remove what was used longest ago from a cache that is larger
    #[arg(long, value_name = "MIB", default_value_t = SIZE)]
    cache_size: u64,
    /// Look at every layer again, and keep nothing
    #[arg(long)]
    no_cache: bool,
}

impl CacheArgs {
    /// The cache; none if the user wants none. Of a directory that nobody named, a note says why it cannot be used.
    ///
    /// # Errors
    /// The directory that the user names cannot be used.
    pub(super) fn open(
        &self,
        now: SystemTime,
        notes: &mut Vec<String>,
    ) -> Result<Option<LayerCache>, Failure> {
        let Some(directory) = self.directory().filter(|_| !self.no_cache) else { return Ok(None) };
        match program().and_then(|program| LayerCache::open(&directory, program, now)) {
            Ok(cache) => Ok(Some(cache)),
            Err(error) if self.cache_dir.is_some() => Err(Failure::io(&directory, &error)),
            Err(error) => {
                notes.push(format!("no layer is kept in {}: {error}", directory.display()));
                Ok(None)
            }
        }
    }

    /// Makes room for the next run.
    pub(super) fn trim(&self, cache: &LayerCache) {
        cache.trim(self.cache_size.saturating_mul(MIB));
    }

    fn directory(&self) -> Option<PathBuf> {
        let variable = |name| env::var_os(name).map(PathBuf::from).filter(|it| it.is_absolute());
        let of_user =
            || variable("XDG_CACHE_HOME").or_else(|| Some(variable("HOME")?.join(".cache")));
        self.cache_dir.clone().or_else(|| Some(of_user()?.join("minestop/layers")))
    }
}

/// Which program looks: another one may see more, even of the same version.
fn program() -> io::Result<String> {
    let metadata = env::current_exe().and_then(|path| fs::metadata(Path::new(&path)))?;
    let changed = metadata.modified()?.duration_since(UNIX_EPOCH).map_err(io::Error::other)?;
    Ok(format!("{} {} {}", env!("CARGO_PKG_VERSION"), metadata.len(), changed.as_nanos()))
}
