//! Names of programs and repositories in words, and what only resembles them.

#![allow(clippy::string_slice, reason = "the ranges are what is tested")]

use crate::intel::{Intel, Kind, Known, ProductKind, Strength};

fn intel() -> &'static Intel {
    Intel::builtin()
}

fn products(word: &str) -> Vec<(&str, &'static str, ProductKind, Strength)> {
    intel()
        .products_in(word)
        .map(|hit| (&word[hit.range.clone()], hit.product, hit.kind, hit.strength))
        .collect()
}

#[test]
fn a_miner_is_found_as_a_whole_word_of_anything() {
    for (word, named, product) in [
        ("xmrig", "xmrig", "XMRig"),
        ("./xmrig", "xmrig", "XMRig"),
        ("XMRig", "XMRig", "XMRig"),
        ("xmrig-6.2.0-linux-static-x64.tar.gz", "xmrig", "XMRig"),
        ("XMRIG_VERSION", "XMRIG", "XMRig"),
        ("libxmrig-cuda.so", "xmrig-cuda", "XMRig"),
        ("/usr/lib/libxmrig.so.1", "xmrig", "XMRig"),
        ("xmrigDaemon", "xmrigDaemon", "XMRig"),
        ("xmrig.exe", "xmrig", "XMRig"),
        ("xm-rig", "xm-rig", "XMRig"),
        ("xmrig2", "xmrig", "XMRig"),
        ("myXmrig", "Xmrig", "XMRig"),
        ("https://git.example.invalid/nobody/xmrig.git", "xmrig", "XMRig"),
        ("s/xmrig/httpd/", "xmrig", "XMRig"),
        ("--with=xmrig,other", "xmrig", "XMRig"),
        ("/opt/XMR_STAK/bin", "XMR_STAK", "XMR-Stak"),
        ("xmr-stak-cpu", "xmr-stak-cpu", "XMR-Stak"),
        ("xmrstak", "xmrstak", "XMR-Stak"),
        ("cpuminer-multi", "cpuminer-multi", "cpuminer"),
        ("minerd", "minerd", "cpuminer"),
        ("pooler-cpuminer-2.5.0-linux-x86_64.tar.gz", "pooler-cpuminer", "cpuminer"),
        ("lolMiner_v1.88_Lin64.tar.gz", "lolMiner", "lolMiner"),
        ("SRBMiner-Multi-2-4-0-Linux.tar.xz", "SRBMiner-Multi", "SRBMiner-MULTI"),
        ("NBMiner_42.3_Linux.tgz", "NBMiner", "NBMiner"),
        ("CCMiner", "CCMiner", "ccminer"),
        ("Claymore.s.Dual.Ethereum.v15", "Claymore.s.Dual", "Claymore's miners"),
        ("ethdcrminer64", "ethdcrminer64", "Claymore's miners"),
        ("coinhive.min.js", "coinhive.min.js", "Coinhive"),
        ("minergate-cli", "minergate-cli", "MinerGate"),
        ("teamredminer-v0.10", "teamredminer", "TeamRedMiner"),
        ("monero_miner", "monero_miner", "a coin miner without a known name"),
    ] {
        let hit = intel().miner_in(word).unwrap_or_else(|| panic!("{word}"));
        assert_eq!((&word[hit.range], hit.product), (named, product), "{word}");
    }
}

#[test]
fn words_that_only_resemble_a_miner_are_no_evidence() {
    for word in [
        "foxmrigger",
        "xmrigger",
        "adminer",
        "adminer.php",
        "dockage/adminer:latest",
        "pdfminer",
        "pdfminer.six",
        "tracker-miner-fs",
        "libtracker-miner-1.0-dev",
        "tracker-miners",
        "FactoMineR",
        "rapidminer-studio",
        "easyminer",
        "EasyMiner",
        "text-miner",
        "textminer",
        "data-miner",
        "process-miner",
        "examiner",
        "medical_examiner",
        "TobleMiner",
        "rodsminer",
        "hlaminer",
        "pokeminer",
        "accaminero",
        "limonero",
        "mineral",
        "minerva",
        "minerals.csv",
        "miners",
        "minecraft",
        "mining",
        "datamining",
        "process-mining",
        "XMR_HOST",
        "xibo-xmr",
        "xmrto",
        "xmrblocks",
        "monerod",
        "monero-wallet-cli",
        "bitcoind",
        "geth",
        "--rpcapi=eth,miner,net",
        "neurons/miner.py",
        "helium-miner",
        "vcf-miner",
        "trex-core",
        "trex.py",
        "t-rex",
        "cuckoo",
        "cuckoo-sandbox",
        "stratumn",
        "substratum",
        "excavator",
        "rigel",
        "phoenix",
        "claymore",
        "dstm",
        "marlin",
        "scavenger",
        "nevermore",
        "hs-miner",
        "nicehash",
        "aeon",
        "nonce",
        "randomx",
        "gminers",
        "determinerd",
        "zm",
        "ethereum",
        "miniz.c",
        "libminiz",
        "stak",
        "pool",
    ] {
        assert_eq!(intel().miner_in(word), None, "{word}");
    }
}

#[test]
fn look_alikes_are_not_even_weak() {
    for word in [
        "adminer",
        "pcap-miner",
        "FactoMineR",
        "TobleMiner",
        "tracker-miner-fs",
        "text_miner",
        "helium-miner",
        "AmpMiner",
    ] {
        assert_eq!(products(word), [], "{word}");
    }
}

#[test]
fn ordinary_words_that_are_miners_too_are_weak() {
    for word in [
        "t-rex",
        "miner",
        "./miner",
        "rigel",
        "excavator",
        "claymore",
        "nevermore",
        "miner_address",
    ] {
        let strengths: Vec<Strength> = products(word).iter().map(|hit| hit.3).collect();
        assert_eq!(strengths, [Strength::Weak], "{word}");
    }
}

#[test]
fn what_serves_or_watches_miners_is_no_miner() {
    for (word, kind) in [
        ("xmrig-proxy", ProductKind::Proxy),
        ("xmrig_proxy", ProductKind::Proxy),
        ("XmrigProxy", ProductKind::Proxy),
        ("/opt/xmrig-proxy/xmrig-proxy", ProductKind::Proxy),
        ("https://github.com/xmrig/xmrig-proxy.git", ProductKind::Proxy),
        ("xmrig_exporter", ProductKind::Monitor),
        ("rules/xmrig.yar", ProductKind::Monitor),
        ("cgminer_exporter.py", ProductKind::Monitor),
        ("xmrig-workers", ProductKind::Monitor),
        ("XMRigFrontend", ProductKind::Monitor),
        ("cryptonote-nodejs-pool", ProductKind::PoolServer),
        ("p2pool", ProductKind::PoolServer),
        ("coin-hive-stratum", ProductKind::Proxy),
    ] {
        assert!(products(word).iter().all(|hit| hit.2 == kind), "{word}: {:?}", products(word));
        assert!(!products(word).is_empty(), "{word}");
        assert_eq!(intel().miner_in(word), None, "{word}");
    }
    assert!(intel().miner_in("/opt/xmrig-proxy/xmrig").is_some());
}

#[test]
fn a_hit_says_whether_it_is_the_file_name() {
    let in_file_name = |word: &str| -> Vec<bool> {
        intel().products_in(word).map(|hit| hit.in_file_name).collect()
    };
    assert_eq!(in_file_name("/opt/xmrig/build/xmrig"), [false, true]);
    assert_eq!(in_file_name("/opt/xmrig/README"), [false]);
    assert_eq!(in_file_name(r"C:\xmrig\xmrig.exe"), [false, true]);
}

#[test]
fn repositories_are_found_in_every_kind_of_address() {
    for (word, repository) in [
        ("https://github.com/xmrig/xmrig", "xmrig/xmrig"),
        ("https://github.com/XMRig/xmrig.git", "XMRig/xmrig"),
        ("git@github.com:xmrig/xmrig.git", "xmrig/xmrig"),
        ("https://github.com/xmrig/xmrig/releases/download/v6/x.tar.gz", "xmrig/xmrig"),
        ("https://raw.githubusercontent.com/pooler/cpuminer/master/x", "pooler/cpuminer"),
        ("https://github.com/trexminer/T-Rex#v1", "trexminer/T-Rex"),
        ("github.com/vajisah50/tuctuc", "vajisah50/tuctuc"),
    ] {
        let found: Vec<&str> =
            intel().repositories_in(word).map(|(range, _)| &word[range]).collect();
        assert_eq!(found, [repository], "{word}");
    }
    for word in
        ["https://github.com/nobody/tool", "/", "//", "a/b", "xmrig/", "/xmrig", "sha256/xmrig/x"]
    {
        assert_eq!(intel().repositories_in(word).count(), 0, "{word}");
    }
    assert_eq!(
        intel().repository("Xmrig", "XMRIG.git").and_then(Known::product).unwrap().0,
        "XMRig"
    );
    assert_eq!(
        intel().repository("xmrig", "xmrig-proxy").and_then(Known::product).unwrap().1,
        ProductKind::Proxy
    );
    assert_eq!(intel().repository("nobody", "xmrig"), None);
}

#[test]
fn one_pass_tells_the_kinds_apart() {
    let word = "xmrig/src/donate.h,nr_hugepages,adminer";
    let kinds: Vec<Kind> = intel().names_in(word).map(|(_, known)| known.kind()).collect();
    assert_eq!(kinds, [Kind::Product, Kind::DonationPatch, Kind::Tuning, Kind::Lookalike]);
}
