//! What programs do with the names in their words: a row for each kind of use, with the words that make it one.

use std::sync::OnceLock;

use foldhash::HashMap;

use super::lines::{names_nothing, refuse, sink_names};
use super::names::refuses;
use super::paths::refusing_path;
use crate::facts::word_list::{List, Words, has};
use crate::shell::{Command, Direction};
use crate::source::Text;

/// What a command does with the names in its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// It acts on them.
    Acts,
    /// It removes or refuses them.
    Removes,
    /// It looks for them, asks or tells of them, or kills them.
    Searches,
    /// It only prints them, and nothing reads the output.
    Prints,
}

/// When a row counts.
enum When {
    Always,
    /// The argument that says what is done is one of the first words, and none of the others is there: anybody can put one
    /// more word behind what a program starts.
    Verb(Words, Words),
    /// So is the first argument that is no `-R` or its like.
    First(Words),
    /// So is the second argument that is no option: `service NAME stop`.
    Second(Words),
    /// One of these words is there.
    Given(Words),
    /// The command is such a one.
    Fits(fn(&Command) -> bool),
}

/// Programs, what their command has to look like, and what it does then. The first row that fits counts.
struct Row(Words, When, Purpose);

use Purpose::{Prints, Removes, Searches};
use When::{Always, First, Fits, Given, Second, Verb};

/// Programs that look for what a file names.
const DETECTORS: Words = "clamscan clamdscan freshclam sigtool yara yarac rkhunter chkrootkit maldet osqueryi osqueryd \
    ausearch journalctl tcpdump trivy grype syft gitleaks trufflehog semgrep opa conftest kyverno goss \
    dgoss suricata snort zeek falco tracee tetragon promtool sigma chainsaw";

/// The program looks for what the files name that it is given.
pub(in crate::facts) fn is_detector(program: &str) -> bool {
    const DETECT: List = List::of(DETECTORS);
    const FILTER: List = List::of("nft iptables-restore ip6tables-restore");
    DETECT.has(program) || FILTER.has(program)
}

#[rustfmt::skip]
const TABLE: &[Row] = &[
    // what is removed is not used
    Row("rm rmdir unlink shred userdel deluser groupdel delgroup remove-item del", Always, Removes),
    Row("apt-get apt aptitude yum dnf microdnf zypper apk pip pip3 npm gem dpkg rpm snap conda brew choco git",
        Verb("remove purge autoremove del erase uninstall rm clean", "install add clone -i --install"), Removes),
    Row("dpkg rpm", First("-r -P -e --purge --remove --erase"), Removes),
    Row("systemctl rc-update", Verb("stop disable mask del", ""), Removes),
    Row("service rc-service update-rc.d chkconfig", Second("stop disable remove off"), Removes),
    Row("docker podman nerdctl crictl kubectl", Verb("rm rmi kill stop delete", "run exec apply"), Removes),
    Row("sed", Fits(deletes_lines), Removes),
    Row("chmod", First("000 0 0000 a-x -x ugo-x"), Removes),
    // what cannot be changed cannot be removed either
    Row("chattr", Given("-i -a -ia -ai"), Removes),
    // what is locked is not installed
    Row("apt-mark", Verb("hold", ""), Removes),
    Row("zypper", Verb("addlock al", "install in"), Removes),
    Row("dnf dnf5 yum", Verb("versionlock", "install"), Removes),
    Row("ln", Fits(links_to_nothing), Removes),
    Row("alias", Fits(only_names_nothing), Removes),
    // firewalls and resolvers
    Row("iptables ip6tables ebtables nft ufw firewall-cmd", Fits(refuses_packets), Removes),
    Row("nft", Given("-f --file"), Removes),
    Row("nft", Fits(fills_set_of_refused), Removes),
    Row("iptables-restore ip6tables-restore", Always, Removes),
    Row("ip route", Given("blackhole unreachable prohibit reject"), Removes),
    Row("new-netfirewallrule set-netfirewallrule", Fits(blocks), Removes),
    Row("ipset pihole pihole-ftl unbound-control rndc cscli fail2ban-client auditctl fagenrules apparmor_parser",
        Always, Removes),
    Row("aws", Verb("route53resolver network-firewall wafv2 guardduty", ""), Removes),
    Row("redis-cli valkey-cli sqlite3 psql mysql mariadb mongosh mongo duckdb clickhouse-client",
        Fits(stores_what_is_refused), Removes),
    // they look for files, processes and packages
    Row("grep egrep fgrep zgrep rg ag ls stat test [ [[ which whereis type hash pgrep pidof ps pkill killall kill \
         apt-cache file du locate lsof fuser ss netstat strings touch get-process stop-process taskkill tasklist \
         test-path get-service stop-service select-string check_procs check_log check_dns check_dig", Always, Searches),
    Row("npm yarn pnpm bun", Verb("ls list view info audit why explain outdated", "i install add ci exec run"), Searches),
    Row("dpkg dpkg-query", First("-l -s -L -S -W --list --status --listfiles --search"), Searches),
    Row("rpm", First("-q -qa -qi -ql -V --query"), Searches),
    Row("apt apt-get dnf yum zypper apk pip pip3 gem brew",
        Verb("list show info search policy repoquery freeze check", "install add in"), Searches),
    Row("docker podman nerdctl crictl kubectl",
        Verb("ps images inspect top history search get describe logs events",
              "run exec apply create start load pull build push"), Searches),
    Row("find", Fits(starts_nothing_found), Searches),
    Row("command", First("-v -V"), Searches),
    Row("jq", Fits(filters), Searches),
    // detectors
    Row(DETECTORS, Always, Searches),
    // they ask for addresses, or whether somebody answers
    Row("ping ping6 traceroute tracepath mtr nmap whois test-netconnection", Always, Searches),
    Row("nslookup dig drill host getent resolve-dnsname", Fits(asks_for_address), Searches),
    Row("nc ncat netcat", Fits(only_knocks), Searches),
    Row("nc ncat netcat telnet socat openssl curl", Fits(says_nothing), Searches),
    Row(": true cat echo", Fits(opens_and_closes), Searches),
    // they tell somebody
    Row("logger mail mailx wall notify-send zabbix_sender snmptrap dialog whiptail", Always, Searches),
    Row("echo printf write-host write-output : true", Fits(only_prints), Prints),
    Row("add-content set-content out-file", Fits(only_refuses), Prints),
];

/// What a command of this program is for.
pub(in crate::facts) fn purpose(program: &str, command: &Command) -> Purpose {
    static ROWS: OnceLock<HashMap<&str, Vec<&Row>>> = OnceLock::new();
    let rows = ROWS.get_or_init(|| {
        let mut rows: HashMap<&str, Vec<&Row>> = HashMap::default();
        for row in TABLE {
            for program in row.0.split(' ').filter(|word| !word.is_empty()) {
                rows.entry(program).or_default().push(row);
            }
        }
        rows
    });
    if program.is_empty() && opens_and_closes(command) {
        return Searches;
    }
    // under such a name anything may lie elsewhere
    if command.argv.first().is_some_and(|word| !is_found_by_shells(word)) {
        return Purpose::Acts;
    }
    let rows = rows.get(program).into_iter().flatten();
    let fits = |row: &&&Row| match row.1 {
        Always => true,
        Verb(words, without) => verbs(command).any(|it| has(words, it)) && !gives(command, without),
        First(words) => {
            let first =
                args(command).find(|it| !has("-R -v -f -c --recursive", it) || has(words, it));
            first.is_some_and(|it| has(words, it))
        }
        Second(words) => operands(command).nth(1).is_some_and(|it| has(words, it)),
        Given(words) => gives(command, words),
        Fits(fits) => fits(command),
    };
    rows.into_iter().find(fits).map_or(Purpose::Acts, |row| row.2)
}

/// The program stands where a shell looks for it, or is left for the shell to find.
fn is_found_by_shells(word: &str) -> bool {
    let mut parts = word.rsplit(['/', '\\']).skip(1);
    parts.next().is_none_or(|directory| {
        let directory = directory.to_ascii_lowercase();
        directory.ends_with("bin") || matches!(directory.as_str(), "plugins" | "system32")
    })
}

fn args(command: &Command) -> impl Iterator<Item = &Text> {
    command.argv.iter().skip(1)
}

/// The arguments that are no options, nor values of settings such as `-o A=b`.
fn operands(command: &Command) -> impl Iterator<Item = &Text> {
    args(command).filter(|word| !word.starts_with('-') && !word.contains('='))
}

/// What is done: the first operand, and the one behind it if that is only what it is done to (`docker image rm`).
fn verbs(command: &Command) -> impl Iterator<Item = &Text> {
    const KINDS: Words = "image container volume network system compose env repo cache";
    let mut operands = operands(command);
    let first = operands.next();
    let second = operands.next().filter(|_| first.is_some_and(|it| has(KINDS, it)));
    first.into_iter().chain(second)
}

fn gives(command: &Command, words: Words) -> bool {
    args(command).any(|word| has(words, word))
}

/// An expression of `sed` that deletes the lines that it matches: `/name/d`.
fn deletes_lines(command: &Command) -> bool {
    args(command)
        .any(|word| word.starts_with('/') && word.ends_with("/d") && !word.contains(['{', ';']))
}

/// Under the name stands a program that does nothing.
fn links_to_nothing(command: &Command) -> bool {
    const NOTHING: Words = "/bin/false /bin/true /usr/bin/false /usr/bin/true /dev/null";
    let source = args(command).find(|word| !word.starts_with('-'));
    source.is_some_and(|source| has(NOTHING, source))
}

/// Each name stands for a program that does nothing.
fn only_names_nothing(command: &Command) -> bool {
    args(command).all(|word| names_nothing(word))
}

/// What firewalls do with a packet that nobody is to get.
fn refuses_packets(command: &Command) -> bool {
    args(command).any(|word| {
        let last = word.split([' ', ';', '}']).rfind(|part| !part.is_empty()).unwrap_or_default();
        ["drop", "reject", "deny"].iter().any(|verdict| last.eq_ignore_ascii_case(verdict))
    })
}

/// `nft add element inet filter blocked '{ 192.0.2.1 }'`: the rules of the set stand elsewhere, its name says what they do.
fn fills_set_of_refused(command: &Command) -> bool {
    let mut words = args(command).flat_map(|word| word.split(' '));
    words.any(|word| word == "element")
        && words.take_while(|word| !word.starts_with('{')).any(refuses)
}

fn blocks(command: &Command) -> bool {
    args(command).any(|word| word.eq_ignore_ascii_case("block"))
}

/// A table, a set or a key is called so, and nothing of the statement starts a program.
fn stores_what_is_refused(command: &Command) -> bool {
    const STARTS: [&str; 7] =
        [".shell", ".system", "\\!", "program", "eval", "sys_exec", "xp_cmdshell"];
    let starts = |word: &str| STARTS.iter().any(|start| word.contains(start));
    !args(command).any(|word| starts(&word.to_ascii_lowercase()))
        && args(command).any(|word| {
            if word.starts_with('/') {
                return refusing_path(word);
            }
            word.split(|c: char| {
                c.is_whitespace() || matches!(c, '(' | ')' | '\'' | '"' | ',' | ';')
            })
            .any(refuses)
        })
}

/// `find` does not start what it has found, nor a program that may do anything with it.
fn starts_nothing_found(command: &Command) -> bool {
    const HARMLESS: Words = "rm unlink shred kill ls stat echo grep";
    let starts = |(option, program): (&Text, &Text)| {
        let name = program.rsplit('/').next().unwrap_or(program);
        has("-exec -execdir -ok -okdir", option) && !has(HARMLESS, name)
    };
    !command.argv.iter().zip(args(command)).any(starts)
}

/// An expression that picks what it is given, and makes nothing of its own.
fn filters(command: &Command) -> bool {
    let picks = |word: &Text| {
        ["test(", "contains(", "match(", "select(", "startswith(", "endswith("]
            .iter()
            .any(|call| word.contains(call))
    };
    args(command).any(picks)
        && !gives(command, "-n --null-input --arg --argjson --args --slurpfile")
}

/// The answer has no room for a text.
fn asks_for_address(command: &Command) -> bool {
    const TEXTS: [&str; 5] = ["txt", "any", "null", "caa", "cert"];
    !args(command).any(|word| {
        let word = word.to_ascii_lowercase();
        let kind = word.rsplit('=').next().unwrap_or_default();
        TEXTS.contains(&kind.trim_start_matches("-t"))
    })
}

/// `nc -z`: it looks whether a port is open, and sends nothing.
fn only_knocks(command: &Command) -> bool {
    let mut options = args(command).filter(|word| word.starts_with('-'));
    let knocks = |word: &Text| {
        word.contains('z')
            && word.bytes().skip(1).all(|byte| b"zvnwuG46dq0123456789".contains(&byte))
    };
    options.any(knocks) && !gives(command, "-e -c --exec --sh-exec")
}

/// It connects with an empty input: what answers is told, and nothing is said to it. Of curl that is so if it
/// speaks no protocol.
fn says_nothing(command: &Command) -> bool {
    let is_curl = command.argv.first().is_some_and(|word| word.ends_with("curl"));
    let inputs = command.redirects.iter().filter(|it| it.direction == Direction::In);
    inputs.clone().count() > 0
        && inputs.into_iter().all(|it| it.target.as_str() == "/dev/null")
        && (!is_curl || args(command).any(|word| word.starts_with("telnet://")))
        && !args(command).any(|word| word.to_ascii_lowercase().contains("exec"))
        && !gives(command, "-e -c")
}

/// `: < /dev/tcp/host/port`: it looks whether a port is open, and sends nothing.
fn opens_and_closes(command: &Command) -> bool {
    let is_nothing = |path: &str| path == "/dev/null";
    let is_port = |path: &str| path.starts_with("/dev/tcp/") || path.starts_with("/dev/udp/");
    let targets = || command.redirects.iter().map(|it| it.target.as_str());
    args(command).all(|word| word.is_empty() || word.as_str() == "-n")
        && targets().any(is_port)
        && targets().all(|path| is_nothing(path) || is_port(path) || matches!(path, "1" | "2"))
}

fn only_prints(command: &Command) -> bool {
    (command.redirects.is_empty() || only_refuses(command))
        && !command.argv.iter().any(|word| is_request(word))
}

/// A line that asks a web server for something: whoever prints it has a connection, if only as a descriptor of the shell.
fn is_request(word: &str) -> bool {
    let asks = |verb| word.strip_prefix(verb).is_some_and(|rest| rest.starts_with(" /"));
    ["GET", "HEAD", "POST", "PUT"].into_iter().any(asks) && word.contains(" HTTP/")
}

/// All that it writes goes into files that list what is refused, or is such a list.
pub(in crate::facts) fn only_refuses(command: &Command) -> bool {
    const OPTIONS: Words = "-n -e -E -en -ne -a -- -Path -Value -Append -Force -NoNewline";
    let name = command.argv.first().map_or("", |word| word.as_str());
    let name = name.rsplit('/').next().unwrap_or(name).to_ascii_lowercase();
    let is_writer = has("add-content set-content out-file", &name);
    let is_target = |word: &&Text| match name.as_str() {
        "tee" => !word.starts_with('-'),
        _ => is_writer && word.contains(['/', '\\']),
    };
    let redirected = command.redirects.iter().filter(|it| it.direction != Direction::In);
    let operands = args(command).filter(is_target);
    let mut targets = redirected.map(|redirect| &redirect.target).chain(operands).peekable();
    let texts = || {
        let words = args(command).filter(|word| !is_writer || !is_target(word));
        words.chain(command.input.as_deref())
    };
    targets.peek().is_some()
        && targets.all(|target| {
            refusing_path(target)
                || target.replace('\\', "/").ends_with("etc/hosts")
                    && texts().all(|text| sink_names(text))
                || texts().all(|text| has(OPTIONS, text) || refuse(text))
        })
}
