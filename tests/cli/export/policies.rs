//! Policies whose exports are compared with `minestop lint`.

use crate::project::Project;

/// What it is about, and its text.
pub(super) const POLICIES: &[(&str, &str)] = &[
    ("the preset `default`", ""),
    (
        "the preset `locked-down` with a list",
        r#"
preset = "locked-down"
[rules.untrusted-image]
allow = ["debian:12", "ubuntu@*", "registry.example.invalid/base/**", "gcr.io/distroless/*"]
"#,
    ),
    (
        "an allow-list",
        r#"
[rules.denied-image]
action = "off"
[rules.untrusted-image]
action = "stop"
allow = [
  "library/*", "team/tool:1.*", "team/pinned:2@*", "registry.example.invalid:5000/*", "*.example.invalid/shared/**",
  "registry.example.invalid/only:latest", "localhost/*", "**/anywhere",
]
"#,
    ),
    (
        "a deny-list",
        r#"
[rules.denied-image]
deny = [
  "debian:8", "ubuntu:latest", "team/*", "*/*digger*", "registry.example.invalid/retired/**", "**/forbidden",
  "quay.io/*/tool", "REGISTRY2.example.invalid:443/x", "registry.example.invalid:5000/?",
  "alpine@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
]
"#,
    ),
    (
        "both lists",
        r#"
[rules.untrusted-image]
action = "stop"
allow = ["*"]
[rules.denied-image]
deny = ["team/tool", "ubuntu:22.*"]
"#,
    ),
    (
        "nothing is trusted",
        "[rules.denied-image]\naction = \"off\"\n[rules.untrusted-image]\naction = \"stop\"\n",
    ),
    (
        "digests required",
        "[rules.unpinned-image]\naction = \"stop\"\n[rules.untrusted-image]\naction = \"stop\"\nallow = [\"library/*\", \"quay.io/**\"]\n",
    ),
    (
        "warnings",
        r#"
[rules.denied-image]
action = "warn"
deny = ["team/*"]
[rules.unpinned-image]
action = "stop"
"#,
    ),
    (
        "warnings that fail",
        "fail-on = \"warn\"\n[rules.denied-image]\naction = \"warn\"\ndeny = [\"team/*\"]\n",
    ),
    ("a report only", "fail-on = \"never\"\n[rules.denied-image]\ndeny = [\"team/*\"]\n"),
    ("notes", "[rules.denied-image]\naction = \"go\"\ndeny = [\"team/*\"]\n"),
    (
        "exceptions to a deny-list",
        r#"
[rules.denied-image]
deny = ["team/**", "registry.example.invalid/**"]
[[exceptions]]
rule = "denied-image"
match = "docker.io/team/tool"
reason = "reviewed"
[[exceptions]]
rule = "denied-image"
match = "docker.io/metal3d/xmrig"
reason = "the detector is tested with it"
expires = 2026-12-31
[[exceptions]]
rule = "denied-image"
match = "registry.example.invalid/base/*"
reason = "reviewed"
[[exceptions]]
rule = "denied-image"
match = "docker.io/team/a*"
reason = "reviewed once"
expires = 2026-11-28
[[exceptions]]
rule = "denied-image"
match = "quay.io/*"
reason = "reviewed"
"#,
    ),
    (
        "exceptions to an allow-list",
        r#"
[rules.denied-image]
action = "off"
[rules.untrusted-image]
action = "stop"
allow = ["library/*"]
[[exceptions]]
rule = "untrusted-image"
match = "team/tool:1.2"
reason = "reviewed"
[[exceptions]]
rule = "untrusted-image"
match = "quay.io/a/*"
reason = "reviewed"
"#,
    ),
    (
        "everything excepted",
        "[rules.denied-image]\ndeny = [\"team/*\"]\n[[exceptions]]\nrule = \"denied-image\"\nmatch = \"*\"\nreason = \"a sandbox\"\n[rules.unpinned-image]\naction = \"stop\"\n",
    ),
    (
        "an exception that leaves the registry open",
        "[rules.denied-image]\ndeny = [\"team/*\"]\n[[exceptions]]\nrule = \"denied-image\"\nmatch = \"*/tool\"\nreason = \"reviewed\"\n",
    ),
    (
        "indicators",
        "[indicators]\nimages = [\"team/*\", \"registry.example.invalid/digger\"]\nnames = [\"fakedigger\"]\n",
    ),
];

/// A project with a policy.
pub(super) fn project_of(policy: &str) -> Project {
    Project::with(&[("minestop.toml", policy)])
}
