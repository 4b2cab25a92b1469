//! An organisation's own indicators next to the built-in data.

use crate::image_ref::Reference;
use crate::intel::{FlagClass, Indicators, Intel, Known, ProductKind};
use crate::source::{Span, Text};

const DIGEST: &str = "sha256:00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff";

fn lists() -> Indicators<'static> {
    Indicators {
        names: vec!["fakeminer", "Evil-Tool"],
        images: vec!["registry.example.invalid/team/*", "nobody/tool:1.*"],
        hosts: vec!["pool.example.invalid", "*.mine.example.invalid", "192.0.2.9"],
        urls: vec!["https://files.example.invalid/a.sh"],
        ports: vec![4711],
        flags: vec!["--evil-level"],
        wallets: vec!["4PLACEHOLDER", "coin:WALLETOFEVIL"],
        packages: vec!["evil-package", "npm:evil-module"],
        file_markers: vec!["EVIL-MARKER", "hex:00ff"],
        digests: vec![DIGEST],
    }
}

#[allow(clippy::unwrap_used, reason = "a wrong fixture must fail")]
fn reference(written: &str) -> Reference {
    let text = Text::made(written, Span::default());
    Reference::parse(&text).unwrap()
}

#[test]
fn own_indicators_are_found_and_cite_the_policy() {
    let intel = Intel::with(&lists()).unwrap();
    let hit = intel.miner_in("/opt/FakeMiner-1.0/run").unwrap();
    assert_eq!((hit.product, hit.kind, hit.range), ("fakeminer", ProductKind::Miner, 5..14));
    assert_eq!(hit.known.citation(), "policy");
    for found in [
        intel.miner_in("libevil_tool.so").map(|hit| hit.known),
        intel.image(&reference("Registry.Example.invalid:443/team/a/b:2")),
        intel.image(&reference("docker.io/nobody/tool:1.5")),
        intel.pool_host("eu.POOL.example.invalid"),
        intel.pool_host("mine.example.invalid"),
        intel.pools_in("-o=192.0.2.9:3333").next().map(|hit| hit.known),
        intel.url("curl https://FILES.example.invalid/a.sh").map(|(_, known)| known),
        intel.port(4711),
        intel
            .flag("--evil-level=9")
            .filter(|flag| flag.class == FlagClass::Specific)
            .map(|flag| flag.known),
        intel.custom_wallet_in("user=4PLACEHOLDER.rig").map(|(_, known)| known),
        intel.custom_wallet_in("coin:WALLETOFEVIL").map(|(_, known)| known),
        intel.package("apt", "evil-package=1"),
        intel.package("npm", "evil-module"),
    ] {
        assert_eq!(found.map(Known::source), Some("policy"));
    }
    assert!(intel.digest(DIGEST.trim_start_matches("sha256:")).is_some());
    let custom = intel.file_markers().filter(|marker| marker.known.source() == "policy");
    let bytes: Vec<Vec<u8>> = custom.map(|marker| marker.bytes).collect();
    assert_eq!(bytes, [b"EVIL-MARKER".to_vec(), vec![0, 255]]);
}

#[test]
fn own_indicators_do_not_reach_further_than_they_say() {
    let intel = Intel::with(&lists()).unwrap();
    assert_eq!(intel.miner_in("xfakeminer"), None);
    assert_eq!(intel.image(&reference("nobody/tool:2")), None);
    assert_eq!(intel.pool_host("example.invalid"), None);
    assert_eq!(intel.pool_host("notpool.example.invalid"), None);
    assert_eq!(intel.package("pip", "evil-module"), None);
    assert_eq!(intel.custom_wallet_in("4PLACEHOLDERS"), None);
    assert_eq!(Intel::builtin().miner_in("fakeminer"), None);
    assert_eq!(Intel::builtin().custom_wallet_in("4PLACEHOLDER"), None);
}

#[test]
fn the_built_in_data_stays() {
    let intel = Intel::with(&lists()).unwrap();
    assert!(intel.miner_in("xmrig").is_some());
    assert!(intel.pool_host("supportxmr.com").is_some());
    let none = Intel::with(&Indicators::default()).unwrap();
    assert_eq!(none.entries().count(), Intel::builtin().entries().count());
}

#[test]
fn every_bad_indicator_is_reported_at_once() {
    let bad = Intel::with(&Indicators {
        names: vec!["good", "a", "two words", "-dash"],
        images: vec!["alpine", "Upper"],
        hosts: vec!["https://h.example.invalid/"],
        flags: vec!["level", "--level=1"],
        wallets: vec!["has blanks"],
        file_markers: vec!["hex:0"],
        digests: vec!["sha256:00ff"],
        ..Indicators::default()
    })
    .unwrap_err();
    let places: Vec<(&str, usize)> = bad.iter().map(|bad| (bad.list, bad.index)).collect();
    let expected = [
        ("names", 1),
        ("names", 2),
        ("names", 3),
        ("images", 1),
        ("hosts", 0),
        ("flags", 0),
        ("flags", 1),
        ("wallets", 0),
        ("file_markers", 0),
        ("digests", 0),
    ];
    assert_eq!(places, expected);
    assert!(bad[3].message.contains("write `upper`"), "{}", bad[3].message);
}

#[test]
fn large_lists_are_read_and_asked_quickly() {
    let hosts: Vec<String> = (0..50_000).map(|n| format!("h{n}.example.invalid")).collect();
    let urls: Vec<String> = (0..5_000).map(|n| format!("https://u{n}.example.invalid/x")).collect();
    let intel = Intel::with(&Indicators {
        hosts: hosts.iter().map(String::as_str).collect(),
        urls: urls.iter().map(String::as_str).collect(),
        ..Indicators::default()
    })
    .unwrap();
    assert!(intel.pool_host("a.h49999.example.invalid").is_some());
    assert!(intel.url("https://u4999.example.invalid/x").is_some());
    assert_eq!(intel.pool_host("h50000.example.invalid"), None);
}
