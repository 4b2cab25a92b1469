//! Options, algorithms, variables, users, packages and traces of builds; and the cost of hostile words.

#![allow(clippy::string_slice, reason = "the ranges are what is tested")]

use crate::intel::{FlagClass, FlagRole, Intel, Kind, Known, Strength, wallet};

fn intel() -> &'static Intel {
    Intel::builtin()
}

/// The name, inside a word, of what a build patches to keep a miner from paying its developers.
fn donation_patch(word: &str) -> Option<Known<'static>> {
    let mut names = intel().names_in(word).map(|(_, known)| known);
    names.find(|known| known.kind() == Kind::DonationPatch)
}

#[test]
fn algorithms_are_strong_only_without_another_meaning() {
    for (word, strength) in [
        ("rx/0", Strength::Strong),
        ("RandomX", Strength::Strong),
        ("cn-heavy/xhv", Strength::Strong),
        ("cryptonight", Strength::Strong),
        ("kawpow", Strength::Strong),
        ("ghostrider", Strength::Strong),
        ("verushash", Strength::Strong),
        ("yespower", Strength::Strong),
        ("x11", Strength::Weak),
        ("scrypt", Strength::Weak),
        ("mike", Strength::Weak),
        ("flex", Strength::Weak),
        ("ethash", Strength::Medium),
    ] {
        assert_eq!(intel().algorithm(word).map(Known::strength), Some(strength), "{word}");
    }
    for word in ["", "md5", "gzip", "randomx-tests", "rx/", "x"] {
        assert_eq!(intel().algorithm(word), None, "{word}");
    }
}

#[test]
fn options_speak_spelled_out_joined_and_abbreviated() {
    use FlagClass::{Role, Specific, Typical};
    for (word, class, value) in [
        ("--donate-level", Specific, None),
        ("--donate-level=1", Specific, Some("1")),
        ("--donate-l", Specific, None),
        ("--donate-leve=0", Specific, Some("0")),
        ("--donate-o", Specific, None),
        ("--randomx-1gb-pages", Specific, None),
        ("--randomx-w=-1", Specific, Some("-1")),
        ("--cpu-max-t=50", Specific, Some("50")),
        ("--nicehash", Specific, None),
        ("-epool", Specific, None),
        ("--coinbase-addr=x", Specific, Some("x")),
        ("--no-huge-pages", Typical, None),
        ("-o", Role(FlagRole::Pool), None),
        ("--url=h:1", Role(FlagRole::Pool), Some("h:1")),
        ("-ostratum+tcp://h", Role(FlagRole::Pool), Some("stratum+tcp://h")),
        ("-u", Role(FlagRole::Account), None),
        ("-px", Role(FlagRole::Password), Some("x")),
        ("--algo=rx/0", Role(FlagRole::Algorithm), Some("rx/0")),
        ("-arx/0", Role(FlagRole::Algorithm), Some("rx/0")),
        ("-t", Role(FlagRole::Load), None),
    ] {
        let flag = intel().flag(word).unwrap_or_else(|| panic!("{word}"));
        assert_eq!((flag.class, flag.value.map(|range| &word[range])), (class, value), "{word}");
    }
    for word in [
        "",
        "-",
        "--",
        "--donate",
        "--random",
        "--cpu-max",
        "--submit",
        "--report",
        "--DONATE-LEVEL",
        "-tfoo",
        "--unknown",
        "donate-level",
        "–donate-level",
        "-é",
    ] {
        assert_eq!(intel().flag(word), None, "{word}");
    }
}

#[test]
fn a_node_mines_only_with_its_mining_option() {
    for (program, word) in [
        ("monerod", "--start-mining"),
        ("monerod", "--start-mining=4"),
        ("zcashd", "-gen=1"),
        ("bitcoind", "-gen"),
        ("geth", "--mine"),
        ("geth", "--miner.threads=1"),
        ("bitcoin-cli", "setgenerate"),
    ] {
        assert!(intel().node_options(program).find(word).is_some(), "{program} {word}");
    }
    for (program, word) in [
        ("monerod", "--mine"),
        ("monerod", "--rpc-bind-port"),
        ("zcashd", "-gen=0"),
        ("geth", "--mine=false"),
        ("geth", "--http"),
        ("make", "--mine"),
        ("", ""),
    ] {
        assert_eq!(intel().node_options(program).find(word), None, "{program} {word}");
    }
}

#[test]
fn names_of_variables_users_and_directories() {
    let strength = |known: Option<Known<'_>>| known.map(Known::strength);
    for (name, expected) in [
        ("XMRIG_VERSION", Some(Strength::Strong)),
        ("GPU_MAX_HEAP_SIZE", Some(Strength::Medium)),
        ("WALLET_ADDRESS", Some(Strength::Medium)),
        ("minepool", Some(Strength::Medium)),
        ("WORKER", Some(Strength::Weak)),
        ("PATH", None),
        ("XMR_HOST", None),
    ] {
        assert_eq!(strength(intel().env_name(name)), expected, "{name}");
    }
    for (name, expected) in [
        ("miner", Some(Strength::Medium)),
        ("xminer", Some(Strength::Strong)),
        ("monero", Some(Strength::Weak)),
        ("nobody", None),
    ] {
        assert_eq!(strength(intel().user(name)), expected, "{name}");
    }
    for (path, expected) in [
        ("/xmrig", Some(Strength::Strong)),
        ("//xmrig/", Some(Strength::Strong)),
        ("xmrig/build", Some(Strength::Strong)),
        ("/root/xmrig-2.14.1", Some(Strength::Strong)),
        ("/miner/.", Some(Strength::Medium)),
        (r"C:\miner", Some(Strength::Medium)),
        ("/home/monero", Some(Strength::Weak)),
        ("/app", None),
        ("/opt/xmrig-proxy", None),
        ("/", None),
        ("", None),
    ] {
        assert_eq!(strength(intel().workdir(path)), expected, "{path}");
    }
}

#[test]
fn packages_are_known_by_manager_and_without_their_version() {
    for (manager, name) in [
        ("apt-get", "xmrig"),
        ("apk", "xmrig=6.2-r0"),
        ("apt", "msr-tools"),
        ("npm", "coin-hive@1.9"),
        ("yarn", "coin-hive"),
        ("pip3", "maratlib"),
    ] {
        assert!(intel().package(manager, name).is_some(), "{manager} {name}");
    }
    for (manager, name) in
        [("apt", "curl"), ("pip", "xmrig"), ("npm", "@scope/x"), ("", ""), ("npm", "@")]
    {
        assert_eq!(intel().package(manager, name), None, "{manager} {name}");
    }
}

#[test]
fn traces_of_a_miners_build() {
    for word in [
        "s/kDefaultDonateLevel = 1/kDefaultDonateLevel = 0/g",
        "src/donate.h",
        "kDonateLevel",
        "xmrstak/donate-level.hpp",
        "donate-level.patch",
        "fDevDonationLevel",
    ] {
        assert!(donation_patch(word).is_some(), "{word}");
    }
    for word in ["donate.html", "donation", "donate", "src/level.h"] {
        assert_eq!(donation_patch(word), None, "{word}");
    }
    for word in [
        "-DWITH_HTTPD=OFF",
        "-DXMRIG_DEPS=scripts/deps",
        "-DXMR-STAK_COMPILE=generic",
        "-DETHASHCUDA=ON",
        "-DWITH_EMBEDDED_CONFIG:BOOL=ON",
        "-DBUNDLE=cudaminer",
    ] {
        assert!(intel().build_switch(word).is_some(), "{word}");
    }
    for word in ["-DCMAKE_BUILD_TYPE=Release", "-D", "WITH_HTTPD=OFF", "-DBUNDLE=app", "-D="] {
        assert_eq!(intel().build_switch(word), None, "{word}");
    }
}

#[test]
fn host_tuning_as_miners_do_it() {
    for word in [
        "vm.nr_hugepages=128",
        "/proc/sys/vm/nr_hugepages",
        "wrmsr",
        "./scripts/randomx_boost.sh",
        "GPU_MAX_ALLOC_PERCENT=100",
    ] {
        assert!(intel().tuning(word).is_some(), "{word}");
    }
    for word in [
        "dev-hugepages.mount",
        "/lib/systemd/system/sys-kernel-hugepages.mount",
        "vm.max_map_count",
        "-pl",
        "msr",
    ] {
        assert_eq!(intel().tuning(word), None, "{word}");
    }
    assert!(intel().tuning_options("modprobe").find("msr").is_some());
    assert!(intel().tuning_options("nvidia-smi").find("-pl").is_some());
    assert_eq!(intel().tuning_options("modprobe").find("tun"), None);
    assert_eq!(intel().tuning_options("nvidia-smi").find("-L"), None);
}

#[test]
fn attacks_and_configuration_are_known_by_name() {
    assert!(intel().attack("/var/tmp/kdevtmpfsi").is_some());
    assert!(
        intel().attack("/tmp/.redtail").is_some()
            && intel().attack("https://h/kinsing.sh").is_some()
    );
    assert!(intel().attack("/root/.configures/xmrig").is_some());
    assert!(intel().attack("/tmp/kinsing/").is_some());
    assert_eq!(intel().attack("/usr/bin/bash"), None);
    assert_eq!(intel().config_key("donate-level").map(Known::detail), Some("xmrig"));
    assert_eq!(intel().port(3333).map(Known::strength), Some(Strength::Weak));
    assert_eq!(intel().port(443), None);
}

#[test]
fn a_long_hostile_word_costs_its_length() {
    for piece in [
        "xmrig-", "xM", "s", "a.", "/", "x/y", "stratum+", "4", "NQ ", "kaspa:", "-_", "lib",
        "pool.",
    ] {
        let word = piece.repeat(100_000 / piece.len());
        let _ = intel().products_in(&word).count();
        let _ = intel().repositories_in(&word).count();
        let _ = intel().pools_in(&word).count();
        let _ = intel().stratum_scheme(&word);
        let _ = intel().host_looks_like_pool(&word);
        let _ = intel().image_looks_like_miner(&word);
        let _ = (intel().flag(&word), intel().workdir(&word), intel().package("apt", &word));
        let _ = wallet::find(&word).count();
    }
}
