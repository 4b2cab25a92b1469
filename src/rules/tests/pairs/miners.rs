//! Pairs for the rules on miners.

use super::{assert_told_apart, count, count_under, count_with};

#[test]
fn a_name_of_a_miner_that_is_one_of_a_user() {
    for program in ["adduser", "useradd", "addgroup", "groupadd", "usermod", "groupmod"] {
        assert_eq!(count("possible-miner", &format!("RUN {program} xmrig")), 0, "{program}");
    }
    for program in ["chown", "chgrp"] {
        assert_eq!(count("possible-miner", &format!("RUN {program} xmrig x")), 0, "{program}");
        let of_file = format!("RUN {program} x /opt/xmrig");
        assert_eq!(count("possible-miner", &of_file), 1, "{program}");
        assert_eq!(count("miner-command", &of_file), 0, "{program}");
    }
    assert_eq!(count("possible-miner", "RUN chmod xmrig"), 1);
}

#[test]
fn a_node_that_is_told_to_mine_and_no_chain_of_tests() {
    assert_told_apart(
        "miner-command",
        &[
            "RUN litecoind -gen=1",
            "RUN litecoind -gen",
            "RUN monerod --start-mining x --mining-threads 2",
            "RUN chia plots create",
            "RUN chia init && chia plots create",
            "RUN litecoind -gen 1",
        ],
        &[
            "RUN litecoind -gen false",
            "RUN litecoind -gen 0",
            "RUN litecoind -gen=1 -regtest",
            "RUN litecoind --regtest -gen=1",
            "RUN litecoind -regtest=1 -gen=1",
            "RUN litecoind -testnet -gen=1",
            "RUN litecoind -gen=1 --testnet",
            "RUN litecoind --stagenet -gen=1",
            "RUN chia plots check",
            "RUN bitcoin-cli generate 1",
            "RUN geth --mine",
            "RUN other -gen=1",
            "RUN echo litecoind -gen=1",
        ],
    );
}

#[test]
fn options_of_miners_alone_and_together() {
    assert_told_apart(
        "miner-command",
        &[
            "RUN other --donate-over-proxy=1",
            "RUN other --opencl-launch 1 --scan-serial x",
            "RUN other --rig-id a --max-cpu-usage 70",
            "RUN other -o xmr.example.invalid:1234 -u me -p x",
        ],
        &[
            "ENV OPTIONS=--donate-over-proxy=1",
            "RUN other --opencl-launch 1",
            "RUN other --opencl-launch 1 --opencl-launch 2",
            "RUN other --rig-id a --threads 4",
            "RUN other --opencl-launch 1\nRUN other --scan-serial x",
            "RUN echo -o xmr.example.invalid:1234 -u me -p x",
            "RUN other -o a.example.invalid:1234 --user me --password y",
        ],
    );
}

#[test]
fn variables_that_configure_a_miner_together() {
    assert_told_apart(
        "miner-env",
        &[
            "ENV POOL=a.example.invalid:1234 WALLET=me",
            "ENV ALGO=verushash EWAL=me",
            "ENV RIG_NAME=a MINEUSER=me",
            "ENV GPU_MAX_HEAP_SIZE=1 GPU_USE_SYNC_OBJECTS=1",
            "ENV XMRIG_POOL=a.example.invalid:1234",
        ],
        &[
            "ENV POOL=a.example.invalid:1234",
            "ENV WALLET=me",
            "ENV POOL_USER=me",
            "ENV RIG_NAME=a POOL_USER=me",
            "ENV XMRIG_POOL=8",
            "ENV POOL=8 WALLET=me",
            "ENV POOL=a.example.invalid:1234 WALLET=/var/lib/wallet",
            "ENV GPU_MAX_HEAP_SIZE=1",
            "ENV GPU_MAX_HEAP_SIZE=1\nENV GPU_MAX_HEAP_SIZE=2",
            "LABEL POOL=a.example.invalid:1234 WALLET=me",
        ],
    );
}

#[test]
fn miners_on_no_list_by_two_things_that_are_chance_alone() {
    let fetch = "RUN curl -o /zz-miner https://a.example.invalid/zz-miner";
    let command = |lines: &str| count("miner-command", lines);
    assert_eq!(command(&format!("{fetch}\nCMD [\"/zz-miner\"]")), 1);
    assert_eq!(command(&format!("{fetch}\nENTRYPOINT [\"/ZZ-miner\"]")), 1);
    assert_eq!(command(&format!("{fetch}\nHEALTHCHECK CMD /zz-miner")), 1);
    assert_eq!(command(&format!("{fetch}\nCMD [\"/yy-miner\"]")), 0);
    assert_eq!(command(&format!("{fetch}\nCMD [\"echo\", \"/zz-miner\"]")), 0);
    assert_eq!(command("CMD [\"/zz-miner\"]"), 0);
    assert_eq!(command(&format!("{fetch}\nRUN /zz-miner")), 0, "a build tries it");
    assert_eq!(command(fetch), 0);

    let source = |lines: &str| count("miner-source", lines);
    assert_eq!(source(fetch), 0);
    for base in ["nvidia/cuda:12", "rocm/dev"] {
        assert_eq!(source(&format!("FROM {base}\n{fetch}")), 1, "{base}");
    }
    assert_eq!(source(&format!("FROM scratch\nCOPY --from=nvidia/cuda:12 /a /a\n{fetch}")), 0);
    for name in ["MY_POOL", "POOL", "MINING_POOL", "MY_WALLET", "STRATUM_URL"] {
        let value = if name.ends_with("WALLET") { "me" } else { "a.example.invalid:1234" };
        assert_eq!(source(&format!("ENV {name}={value}\n{fetch}")), 1, "{name}");
        assert_eq!(source(&format!("LABEL {name}={value}\n{fetch}")), 0, "{name}");
        assert_eq!(source(&format!("ENV {name}={value}")), 0, "{name}");
    }
    assert_eq!(source(&format!("ENV SPOOL=a.example.invalid:1234\n{fetch}")), 0);

    for install in [
        "apt-get install zz-miner",
        "apk add zz-miner",
        "yum install zz-miner",
        "pacman -S zz-miner",
    ] {
        assert_eq!(source(&format!("RUN {install}")), 1, "{install}");
    }
    for install in [
        "pip install zz-miner",
        "apt-get install a-zz-miner",
        "apt-get install zz-miner-data",
        "apt-get install zz-miner_data",
        "apt-get install zz",
    ] {
        assert_eq!(source(&format!("RUN {install}")), 0, "{install}");
    }
    assert_eq!(source("RUN apt-get install zz-miner && apt-get install zz-miner"), 1);
}

#[test]
fn configurations_of_nodes_that_mine_on_no_chain_of_tests() {
    let of = |name: &str, lines: &str| {
        count("miner-file-content", &format!("COPY <<EOF /root/{name}\n{lines}\nEOF"))
    };
    for lines in ["gen=1", "rpcuser=a\ngen=1", "gen=1\ntestnet=0"] {
        assert_eq!(of("zz.conf", lines), 1, "{lines}");
        assert_eq!(of("zz.cfg", lines), 0, "{lines}");
    }
    assert_eq!(of("litecoin.conf", "gen=1"), 1);
    assert_eq!(of("LiteCoin.conf", "gen=1"), 1);
    for lines in [
        "gen=0",
        "generate=1",
        "rpcuser=1",
        "gen=1\nregtest=1",
        "gen=1\ntestnet=1",
        "gen=1\nsignet=1",
    ] {
        assert_eq!(of("zz.conf", lines), 0, "{lines}");
    }
}

#[test]
fn a_miner_is_fetched_where_its_name_stands_in_what_is_taken() {
    assert_told_apart(
        "miner-source",
        &[
            "COPY xmrig /opt/x",
            "RUN curl https://a.example.invalid/xmrig",
            "RUN other https://a.example.invalid/xmrig",
            "RUN git clone https://a.example.invalid/xmrig",
        ],
        &[
            "COPY xmrig.png /opt/x",
            "COPY x /opt/xmrig",
            "RUN other xmrig",
            "RUN curl http://xmrig:8080/1/summary",
            "ENV A=https://a.example.invalid/x",
        ],
    );
    assert_eq!(count("miner-source", "RUN curl http://xmrig.example.invalid/1/summary"), 1);
    assert_eq!(count("miner-source", "RUN curl http://pool/xmrig"), 1);
}

#[test]
fn tuning_of_the_host_counts_alone_if_nobody_else_does_it() {
    assert_told_apart(
        "miner-host-tuning",
        &[
            "RUN randomx_boost.sh",
            "RUN sysctl -w vm.nr_hugepages=9\nRUN /opt/xmrig",
            "RUN sysctl -w vm.nr_hugepages=9\nADD https://a.example.invalid/x /x\nCMD [\"/x\"]",
        ],
        &[
            "RUN sysctl -w vm.nr_hugepages=9",
            "RUN sysctl -w vm.other=9\nRUN /opt/xmrig",
            "RUN sysctl -w vm.nr_hugepages=9\nADD https://a.example.invalid/x /x\nRUN /x",
        ],
    );
}

#[test]
fn a_name_of_a_host_beside_the_container_is_not_all_that_is_fetched() {
    let other = "RUN curl http://xmrig:8080/ http://a.example.invalid/xmrig";
    assert_eq!(count("miner-source", other), 1);
}

#[test]
fn a_pool_and_a_wallet_stand_together_in_a_short_text_only() {
    let wallet = "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A";
    let of = |length: usize| {
        let text = format!("nushypool.com:4444 and {wallet} ");
        let rest = "x ".repeat((length - text.len()) / 2);
        count("miner-file-content", &format!("COPY <<EOF /srv/notes\n{text}{rest}\nEOF"))
    };
    assert_eq!(of(1024), 1);
    assert_eq!(of((64 << 10) - 64), 1);
    assert_eq!(of((64 << 10) + 64), 0);
}

#[test]
fn software_beside_miners_is_told_once_by_whatever_names_it() {
    for (id, name) in [("mining-proxy", "xmrig-proxy"), ("mining-pool-server", "p2pool")] {
        assert_eq!(count(id, &format!("CMD [\"/opt/{name}\"]")), 1, "{name}");
        assert_eq!(count(id, &format!("RUN {name} && {name} --help")), 1, "{name}");
        assert_eq!(count(id, &format!("RUN {name}\nRUN {name}")), 2, "{name}");
        assert_eq!(count(id, "RUN xmrig"), 0, "{name}");
    }
}

#[test]
fn wallets_that_pay_for_mining_and_those_that_do_not() {
    let monero = "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A";
    let bitcoin = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";
    let with = |options: &str, lines: &str| count_with("wallet-address", options, lines);
    let of = |lines: String| with("", &lines);
    let pool = "ENV P=stratum+tcp://a.example.invalid:1234";
    assert_eq!(of(format!("ENV A={monero}")), 1);
    assert_eq!(of(format!("ENV A={bitcoin}")), 0);
    assert_eq!(of(format!("ENV A={bitcoin}\n{pool}")), 1);
    assert_eq!(with("any-coin = true", &format!("ENV A={bitcoin}")), 1);
    assert_eq!(with("any-coin = false", &format!("ENV A={bitcoin}")), 0);
    assert_eq!(with(&format!("allow = \"{monero}\""), &format!("ENV A={monero}")), 0);
    assert_eq!(with(&format!("allow = \"{bitcoin}\""), &format!("ENV A={monero}")), 1);
    // a node is told where fees go
    assert_eq!(of(format!("RUN litecoind --fees {monero}")), 0);
    assert_eq!(of(format!("RUN other --fees {monero}")), 1);
    // code that nothing starts, and code that tests other code
    let file = |path: &str| format!("COPY <<EOF {path}\nx = '{monero}'\nEOF");
    assert_eq!(of(file("/srv/tests/a.py")), 0);
    assert_eq!(of(format!("{}\n{pool}", file("/srv/tests/a.py"))), 1);
    assert_eq!(of(format!("{}\n{pool}", file("/srv/a.py"))), 1);
}

#[test]
fn what_proves_mining_alone_and_what_counts_beside_more() {
    let pool = "ENV P=stratum+tcp://a.example.invalid:1234";
    let beside = |line: &str| format!("{line}\n{pool}");
    // names: strong, weak, and those of detectors
    assert_eq!(count("miner-command", "RUN xmrig"), 1);
    assert_eq!(count("miner-command", "RUN t-rex"), 0);
    assert_eq!(count("miner-command", &beside("RUN t-rex")), 1);
    assert_eq!(count("miner-command", &beside("RUN echo-to t-rex")), 0);
    assert_eq!(count("miner-command", "RUN install xmrig,ccminer"), 0);
    assert_eq!(count("miner-command", "ENV NAMES=xmrig"), 0);
    // attacks
    assert_eq!(count("miner-command", "RUN /tmp/kinsing"), 1);
    assert_eq!(count("miner-command", "RUN /tmp/ddgs"), 0);
    assert_eq!(count("miner-command", &beside("RUN /tmp/ddgs")), 1);
    assert_eq!(count("miner-command", "ENV A=/x/libprocesshider.so"), 0);
    assert_eq!(count("miner-command", "ENV LD_PRELOAD=/x/libprocesshider.so"), 1);
    assert_eq!(count("miner-command", "ENV LD_AUDIT=/x/libprocesshider.so"), 1);
    assert_eq!(count("miner-command", "FROM a.example.invalid/kinsing"), 0);
    // calls of nodes
    let call = |method: &str| format!("RUN other -d '{{\"method\":\"{method}\"}}' h");
    assert_eq!(count("miner-command", &call("start_mining")), 1);
    assert_eq!(count("miner-command", "RUN other http://h/start_mining"), 1);
    assert_eq!(count("miner-command", "RUN other start_mining"), 0);
    assert_eq!(count("miner-command", &call("miner_start")), 0);
    assert_eq!(count("miner-command", &beside(&call("miner_start"))), 0);
    assert_eq!(count("miner-source", &beside("COPY t-rex /x")), 0);
    // builds and patches
    assert_eq!(count("miner-source", "RUN cmake -DXMRIG_DEPS=x"), 1);
    assert_eq!(count("miner-source", "RUN cmake -DWITH_HTTPD=OFF"), 0);
    assert_eq!(count("miner-source", &beside("RUN cmake -DWITH_HTTPD=OFF")), 1);
    assert_eq!(count("miner-source", "RUN sed -i s/kDonateLevel/x/ x.h"), 1);
    assert_eq!(count("miner-source", "COPY donate-level.patch /x"), 1);
}

#[test]
fn pools_by_scheme_by_name_and_by_port() {
    let id = "mining-pool";
    assert_eq!(count(id, "RUN other stratum+tcp://a.example.invalid:1234"), 1);
    assert_eq!(count(id, "RUN other nushypool.com"), 1);
    assert_eq!(count(id, "RUN other qubic.li"), 0);
    assert_eq!(count(id, "RUN other qubic.li:4444"), 1);
    assert_eq!(count(id, "RUN other qubic.li && xmrig"), 1);
    assert_eq!(count(id, "RUN other https://a.example.invalid/?h=nushypool%2ecom:1"), 1);
    assert_eq!(count(id, "RUN other stratum+tcp://nushypool.com:4444"), 1, "once a word");
    let written = |text: &str| count(id, &format!("COPY <<EOF /srv/a.txt\n{text}\nEOF"));
    assert_eq!(written("nushypool.com"), 0, "a web site in a text");
    assert_eq!(written("nushypool.com:4444"), 1);
    let policy = "[rules.mining-pool]\naction = \"stop\"\n[indicators]\nurls = [\"https://a.example.invalid/p\"]\nhosts = [\"own.example.invalid\"]\n";
    assert_eq!(count_under(id, policy, "RUN other https://a.example.invalid/p"), 1);
    assert_eq!(count_under(id, policy, "RUN other https://a.example.invalid/q"), 0);
    assert_eq!(count_under(id, policy, "RUN other own.example.invalid"), 1);
    assert_eq!(count(id, "RUN other own.example.invalid"), 0);
}

#[test]
fn an_address_is_read_as_a_server_reads_it() {
    assert_eq!(count("miner-source", "RUN curl https://a.example.invalid/%78mrig"), 1);
    assert_eq!(count("miner-source", "RUN other a/%78mrig"), 0);
    assert_eq!(count("miner-command", "RUN other a/%78mrig"), 0);
    assert_eq!(count("miner-source", "RUN curl https://a.example.invalid/%7amrig"), 0);
}

#[test]
fn names_of_users_and_volumes_are_no_programs() {
    assert_eq!(count("miner-command", "VOLUME /xmrig"), 0);
    assert_eq!(count("miner-command", "USER xmrig"), 0);
    assert_eq!(count("miner-command", "VOLUME /data/kinsing"), 0);
    assert_eq!(count("miner-source", "VOLUME /xmrig/xmrig"), 0);
    assert_eq!(count("mining-proxy", "VOLUME /xmrig-proxy"), 0);
    assert_eq!(count("mining-pool", "VOLUME /stratum+tcp://a.example.invalid:1234"), 1);
}

#[test]
fn a_command_that_speaks_to_a_pool() {
    let of = |word: &str| count("miner-file-content", &format!("RUN other '{word}'"));
    assert_eq!(of("{\"method\":\"eth_submitLogin\"}"), 1);
    assert_eq!(of("{\"method\":\"eth_getBalance\"}"), 0);
    assert_eq!(of("{\"name\":\"eth_submitLogin\"}"), 0);
}
