//! The gates, triggers and parameters that documents may name, and which of them minestop judges.

use super::gates::metadata;

/// How the value of a parameter is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// A comma list of words, none of them empty.
    List,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A comma list of decimal numbers.
    Ports,
    /// The same of user and group ids.
    Numbers,
    Bool,
    Expression,
    /// An octal number, `0o` in front allowed.
    Mode,
}

/// A parameter of a trigger.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) required: bool,
    pub(super) kind: Kind,
}

/// A trigger that minestop judges.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trigger {
    pub(super) gate: &'static str,
    pub(super) name: &'static str,
    pub(super) parameters: &'static [Parameter],
}

const fn needed(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, required: true, kind }
}

const fn may(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, required: false, kind }
}

/// `whitelist` is the word of v1, `allowlist` that of v2.
const LIST_TYPES: Kind = Kind::Word(&["whitelist", "blacklist", "allowlist", "denylist"]);
const EQUALS: Kind = Kind::Word(&["equals", "not_equals"]);
const INSTRUCTIONS: &[&str] = &[
    "ADD",
    "ARG",
    "COPY",
    "CMD",
    "ENTRYPOINT",
    "ENV",
    "EXPOSE",
    "FROM",
    "HEALTHCHECK",
    "LABEL",
    "MAINTAINER",
    "ONBUILD",
    "USER",
    "RUN",
    "SHELL",
    "STOPSIGNAL",
    "VOLUME",
    "WORKDIR",
];
const CHECKS: &[&str] = &["=", "!=", "exists", "not_exists", "like", "not_like", "in", "not_in"];

/// What minestop judges.
pub(super) const JUDGED: &[Trigger] = &[
    Trigger { gate: "always", name: "always", parameters: &[] },
    Trigger {
        gate: "dockerfile",
        name: "instruction",
        parameters: &[
            needed("instruction", Kind::Word(INSTRUCTIONS)),
            needed("check", Kind::Word(CHECKS)),
            may("value", Kind::Text),
            may("actual_dockerfile_only", Kind::Bool),
        ],
    },
    Trigger {
        gate: "dockerfile",
        name: "effective_user",
        parameters: &[needed("users", Kind::List), needed("type", LIST_TYPES)],
    },
    Trigger {
        gate: "dockerfile",
        name: "exposed_ports",
        parameters: &[
            needed("ports", Kind::Ports),
            needed("type", LIST_TYPES),
            may("actual_dockerfile_only", Kind::Bool),
        ],
    },
    Trigger { gate: "dockerfile", name: "no_dockerfile_provided", parameters: &[] },
    Trigger { gate: "files", name: "name_match", parameters: &[needed("regex", Kind::Expression)] },
    Trigger {
        gate: "files",
        name: "attribute_match",
        parameters: &[
            needed("filename", Kind::Text),
            may("checksum_algorithm", Kind::Word(&["sha256"])),
            may("checksum", Kind::Text),
            may("checksum_match", EQUALS),
            may("mode", Kind::Mode),
            may("mode_op", EQUALS),
            may("skip_missing", Kind::Bool),
        ],
    },
    Trigger { gate: "files", name: "suid_or_guid_set", parameters: &[] },
    Trigger {
        gate: "files",
        name: "content_regex_match",
        parameters: &[may("regex_name", Kind::Text)],
    },
    Trigger { gate: "passwd_file", name: "content_not_available", parameters: &[] },
    accounts("blacklist_usernames", &[needed("user_names", Kind::List)]),
    accounts("blacklist_userids", &[needed("user_ids", Kind::Numbers)]),
    accounts("blacklist_groupids", &[needed("group_ids", Kind::Numbers)]),
    accounts("blacklist_shells", &[needed("shells", Kind::List)]),
    accounts("blacklist_full_entry", &[needed("entry", Kind::Text)]),
    accounts("denylist_usernames", &[needed("user_names", Kind::List)]),
    accounts("denylist_userids", &[needed("user_ids", Kind::Numbers)]),
    accounts("denylist_groupids", &[needed("group_ids", Kind::Numbers)]),
    accounts("denylist_shells", &[needed("shells", Kind::List)]),
    accounts("denylist_full_entry", &[needed("entry", Kind::Text)]),
    Trigger { gate: "packages", name: "blacklist", parameters: PACKAGE },
    Trigger { gate: "packages", name: "denylist", parameters: PACKAGE },
    Trigger {
        gate: "packages",
        name: "required_package",
        parameters: &[
            needed("name", Kind::Text),
            may("version", Kind::Text),
            may("version_match_type", Kind::Word(&["exact", "minimum"])),
        ],
    },
    Trigger {
        gate: "metadata",
        name: "attribute",
        parameters: &[
            needed("attribute", Kind::Word(metadata::ATTRIBUTES)),
            needed("check", Kind::Word(metadata::CHECKS)),
            may("value", Kind::Text),
        ],
    },
];

const PACKAGE: &[Parameter] = &[needed("name", Kind::Text), may("version", Kind::Text)];

/// Older names of parameters, which Anchore takes as well.
pub(super) const ALIASES: &[(&str, &str)] = &[
    ("usernameblacklist", "user_names"),
    ("usernamedenylist", "user_names"),
    ("useridblacklist", "user_ids"),
    ("useriddenylist", "user_ids"),
];

/// A trigger of the gate `passwd_file`.
const fn accounts(name: &'static str, parameters: &'static [Parameter]) -> Trigger {
    Trigger { gate: "passwd_file", name, parameters }
}

/// Gates with triggers that minestop knows and does not judge; their parameters are not looked at.
pub(super) const NOT_JUDGED: &[(&str, &[&str])] = &[
    ("packages", &["verify", "metadata"]),
    (
        "npms",
        &[
            "blacklisted_name_version",
            "denylisted_name_version",
            "newer_version_in_feed",
            "unknown_in_feeds",
            "version_not_in_feeds",
            "feed_data_unavailable",
        ],
    ),
    (
        "ruby_gems",
        &[
            "blacklist",
            "denylist",
            "newer_version_found_in_feed",
            "not_found_in_feed",
            "version_not_found_in_feed",
            "feed_data_unavailable",
        ],
    ),
    ("secret_scans", &["content_regex_checks"]),
    ("retrieved_files", &["content_not_available", "content_regex"]),
    (
        "licenses",
        &[
            "blacklist_exact_match",
            "blacklist_partial_match",
            "denylist_exact_match",
            "denylist_partial_match",
        ],
    ),
    ("malware", &["scans", "scan_not_run"]),
    (
        "vulnerabilities",
        &[
            "package",
            "denylist",
            "blacklist",
            "stale_feed_data",
            "vulnerability_data_unavailable",
            "kev_list",
        ],
    ),
    ("distro", &["denylist", "allowlist"]),
    (
        "image_source_drift",
        &["package_downgraded", "package_removed", "package_added", "no_related_sources"],
    ),
    (
        "ancestry",
        &[
            "allowed_base_image_digest",
            "allowed_base_image_tag",
            "denied_ancestor_image_digest",
            "denied_ancestor_image_tag",
            "no_ancestors_analyzed",
        ],
    ),
    ("tag_drift", &["packages_added", "packages_modified", "packages_removed"]),
];

/// Gates of the format before `1_0` that Anchore Engine itself refuses.
pub(super) const RETIRED: &[&str] = &[
    "suiddiff",
    "imagecheck",
    "pkgdiff",
    "anchoresec",
    "pkgcheck",
    "dockerfilecheck",
    "filecheck",
    "fileparse_passwd",
    "gemcheck",
    "npmcheck",
    "licensecheck",
    "metadatacheck",
];

/// Every gate, each once.
pub(super) fn gates() -> impl Iterator<Item = &'static str> {
    ["always", "dockerfile", "files", "passwd_file", "metadata"]
        .into_iter()
        .chain(NOT_JUDGED.iter().map(|(gate, _)| *gate))
}

/// Every trigger of a gate.
pub(super) fn triggers(gate: &str) -> Vec<&'static str> {
    let judged = JUDGED.iter().filter(|it| it.gate == gate).map(|it| it.name);
    let others = NOT_JUDGED.iter().filter(|(name, _)| *name == gate);
    judged.chain(others.flat_map(|(_, names)| names.iter().copied())).collect()
}
