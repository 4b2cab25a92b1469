//! The policy's own indicators, put beside what is known about miners.

use crate::config::Item;
use crate::intel::{self, BadIndicator, Intel};
use crate::policy::{Indicators, Policy, PolicyError};
use crate::source::Span;

impl Policy {
    /// The built-in knowledge and the policy's own.
    ///
    /// # Errors
    ///
    /// Every indicator that cannot be used, with its place.
    pub(crate) fn knowledge(&self) -> Result<Intel, Vec<PolicyError>> {
        let own = self.indicators();
        if own.is_empty() {
            return Ok(Intel::default());
        }
        let indicators = intel::Indicators {
            names: values(&own.names),
            images: values(&own.images),
            hosts: values(&own.hosts),
            urls: values(&own.urls),
            ports: own.ports.iter().filter_map(|item| item.value.parse().ok()).collect(),
            flags: values(&own.flags),
            wallets: values(&own.wallets),
            packages: values(&own.packages),
            file_markers: values(&own.file_markers),
            digests: values(&own.digests),
        };
        Intel::with(&indicators).map_err(|bad| bad.iter().map(|bad| error(own, bad)).collect())
    }
}

fn values(items: &[Item]) -> Vec<&str> {
    items.iter().map(|item| item.value.as_str()).collect()
}

fn error(own: &Indicators, bad: &BadIndicator) -> PolicyError {
    let list = match bad.list {
        "names" => &own.names,
        "images" => &own.images,
        "hosts" => &own.hosts,
        "urls" => &own.urls,
        "flags" => &own.flags,
        "wallets" => &own.wallets,
        "packages" => &own.packages,
        "digests" => &own.digests,
        _ => &own.file_markers,
    };
    PolicyError {
        span: list.get(bad.index).map_or(Span::default(), |item| item.span),
        message: bad.message.clone(),
        help: None,
    }
}
