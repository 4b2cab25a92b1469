//! Files that name what is refused or looked for: sinkholes of names, pins of packages, rules of detectors.

use super::names::refuses;

/// True for the path of such a file, by its ending, by where it lies or by what it is called.
pub(in crate::facts) fn refusing_path(path: &str) -> bool {
    const ENDINGS: [&str; 14] = [
        ".rules", ".yar", ".yara", ".ndb", ".ldb", ".hdb", ".hsb", ".sigma", ".rego", ".ioc",
        ".stix", ".zeek", ".grok", ".bats",
    ];
    const PARTS: [&str; 30] = [
        "adblock",
        "adguard",
        "apparmor",
        "apt/preferences",
        "audit/rules",
        "blacklist",
        "blocklist",
        "blocky",
        "coredns",
        "crowdsec",
        "denylist",
        "dnscrypt",
        "dnsmasq",
        "fail2ban",
        "falco",
        "fapolicyd",
        "gitleaks",
        "modsecurity",
        "monit.d/",
        "monit/",
        "osquery",
        "ossec/",
        "pihole",
        "polkit",
        "semgrep",
        "squid",
        "suricata",
        "unbound",
        "wazuh",
        "zypp/locks",
    ];
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    ENDINGS.iter().any(|ending| path.ends_with(ending))
        || PARTS.iter().any(|part| path.contains(part))
        || refuses(name)
}
