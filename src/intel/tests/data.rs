//! The compiled data as a whole.

use std::collections::HashSet;

use crate::image_ref::Reference;
use crate::intel::{Intel, Kind, Known, MarkerGroup, ORIGINS, Strength, days_since};

#[test]
fn every_entry_cites_known_origins_and_a_date() {
    let origins: HashSet<&str> = ORIGINS.iter().map(|origin| origin.id).collect();
    for known in Intel::builtin().entries() {
        for id in known.source().split(", ") {
            assert!(origins.contains(id), "{known:?}");
        }
        let age = days_since(known.date(), 2030, 1, 1);
        assert!(age.is_some_and(|days| days > 0), "{known:?}");
        assert!(!known.value().is_empty(), "{known:?}");
    }
}

#[test]
fn every_origin_is_cited() {
    let cited: HashSet<String> = Intel::builtin()
        .entries()
        .flat_map(|known| known.source().split(", ").map(str::to_owned).collect::<Vec<_>>())
        .collect();
    for origin in ORIGINS {
        assert!(cited.contains(origin.id), "{}", origin.id);
    }
}

#[test]
fn the_data_covers_every_kind() {
    let count =
        |kind: Kind| Intel::builtin().entries().filter(|known| known.kind() == kind).count();
    for kind in Kind::ALL.iter().copied() {
        let from_policy_only = matches!(kind, Kind::Url | Kind::Wallet);
        assert_eq!(count(kind) == 0, from_policy_only, "{}", kind.word());
    }
    assert!(count(Kind::Pool) > 100 && count(Kind::Image) > 200);
    let (oldest, newest) = Intel::builtin().dates().unwrap();
    assert!(oldest < newest, "{oldest} {newest}");
}

#[test]
fn every_entry_is_found_under_its_own_value() {
    let intel = Intel::builtin();
    for known in intel.entries() {
        let value = known.value();
        let found = match known.kind() {
            Kind::Pool => intel.pool_host(value),
            Kind::Flag => intel.flag(value).map(|flag| flag.known),
            Kind::Algorithm => intel.algorithm(value),
            Kind::User => intel.user(value),
            Kind::Workdir => intel.workdir(value),
            Kind::Digest => intel.digest(value),
            Kind::ConfigKey => intel.config_key(value),
            Kind::AttackName => intel.attack(value).map(|(_, known)| known),
            Kind::DonationPatch => intel.names_in(value).next().map(|(_, found)| found),
            Kind::Package => intel.package(known.detail(), value),
            Kind::NodeOption => intel.node_options(known.detail()).find(value),
            Kind::Product => intel.products_in(value).next().map(|hit| hit.known),
            Kind::Repository => intel.repositories_in(value).next().map(|(_, found)| found),
            Kind::Image => {
                let name = value.replace('*', "x");
                let reference = Reference::named(&name).unwrap();
                intel.image(&reference)
            }
            _ => continue,
        };
        let found = found.unwrap_or_else(|| panic!("{known:?}"));
        assert!(found == known || known.kind() == Kind::Image, "{known:?}: {found:?}");
    }
}

#[test]
fn strong_names_are_no_short_words() {
    for known in Intel::builtin().entries() {
        if known.kind() == Kind::Product && known.strength() == Strength::Strong {
            assert!(known.value().len() >= 4, "{known:?}");
        }
    }
}

#[test]
fn known_mining_images_are_denied_under_every_spelling() {
    let known = |written: &str| {
        let reference = Reference::named(written).unwrap();
        Intel::builtin().image(&reference).map(Known::value)
    };
    for (written, value) in [
        ("metal3d/xmrig", "docker.io/metal3d/xmrig"),
        (
            "INDEX.DOCKER.IO/metal3d/xmrig:1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "docker.io/metal3d/xmrig",
        ),
        ("docker.io.:443/metal3d/xmrig", "docker.io/metal3d/xmrig"),
        ("ghcr.io/metal3d/xmrig", "ghcr.io/metal3d/xmrig"),
        ("alpineos/anything", "docker.io/alpineos/*"),
        ("austinrobison/miner-new", "docker.io/austinrobison/miner-*"),
    ] {
        assert_eq!(known(written), Some(value), "{written}");
    }
    for written in
        ["alpine", "metal3d/tool", "quay.io/metal3d/xmrig", "alpineos", "localhost/metal3d/xmrig"]
    {
        assert_eq!(known(written), None, "{written}");
    }
}

#[test]
fn repository_paths_look_like_mining_images_by_whole_words() {
    for path in [
        "somebody/xmrig-alpine",
        "somebody/docker-monero-miner",
        "x/gpu_miner",
        "x/docker-minergate",
        "cpuminer",
    ] {
        assert!(Intel::builtin().image_looks_like_miner(path).is_some(), "{path}");
    }
    for path in [
        "library/adminer",
        "x/tracker-miner",
        "x/text-miner",
        "x/xmrig-proxy",
        "x/xmrig-exporter",
        "x/monerod",
        "x/minerva",
        "library/miner",
    ] {
        assert_eq!(Intel::builtin().image_looks_like_miner(path), None, "{path}");
    }
}

#[test]
fn file_markers_are_bytes() {
    let markers: Vec<_> = Intel::builtin().file_markers().collect();
    assert!(markers.len() > 40);
    assert!(markers.iter().all(|marker| !marker.bytes.is_empty()));
    let salt = markers.iter().find(|marker| marker.bytes == b"RandomX\x03");
    assert_eq!(salt.map(|marker| marker.group), Some(MarkerGroup::Salt));
}

#[test]
fn days_are_counted_by_the_calendar() {
    assert_eq!(days_since("2024-02-28", 2024, 3, 1), Some(2));
    assert_eq!(days_since("2026-11", 2026, 11, 23), Some(22));
    assert_eq!(days_since("2000-01-01", 2026, 1, 1), Some(9497));
    assert_eq!(days_since("2026-11-24", 2026, 11, 23), Some(-1));
    assert_eq!(days_since("", 2026, 1, 1), None);
}
