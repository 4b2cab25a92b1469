//! References and patterns, as tables of spellings.

use super::*;
use crate::source::FileId;

fn reference(written: &str) -> Result<Reference, BadReference> {
    let span = Span::new(FileId(0), 100, 100 + written.len());
    Reference::parse(&Text::verbatim(written, span))
}

fn canonical(written: &str) -> String {
    reference(written).map_or_else(|bad| format!("{:?}", bad.reason), |r| r.canonical().to_string())
}

fn covers(pattern: &str, image: &str) -> bool {
    pattern
        .parse::<Pattern>()
        .unwrap_or_else(|bad| panic!("{pattern}: {}", bad.message))
        .matches(&reference(image).unwrap_or_else(|bad| panic!("{image}: {bad}")))
}

#[test]
fn every_spelling_of_an_image_is_one_image() {
    let hub = "docker.io/library/alpine";
    for written in [
        "alpine",
        "library/alpine",
        "docker.io/alpine",
        "docker.io/library/alpine",
        "index.docker.io/alpine",
        "INDEX.DOCKER.IO/library/alpine",
        "Docker.Io/library/alpine",
        "docker.io./alpine",
        "docker.io:443/library/alpine",
        "docker.io.:0443/alpine",
        "registry-1.docker.io/library/alpine",
        "registry.hub.docker.com/library/alpine",
        "alpine:3.20",
        "alpine@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    ] {
        assert_eq!(canonical(written), hub, "{written}");
    }
    for (written, expected) in [
        ("team/tool", "docker.io/team/tool"),
        ("a/b/c", "docker.io/a/b/c"),
        ("GHCR.io:443/team/tool:1", "ghcr.io/team/tool"),
        ("localhost/x", "localhost/x"),
        ("localhost:5000/x", "localhost:5000/x"),
        ("LOCALHOST/x", "localhost/x"),
        ("Upper/x", "upper/x"),
        ("x:5000/y", "x:5000/y"),
        ("x:05000/y", "x:5000/y"),
        ("[::1]:5000/x", "[::1]:5000/x"),
        ("[0:0:0:0:0:0:0:1]:5000/x", "[::1]:5000/x"),
        ("192.0.2.1/x", "192.0.2.1/x"),
        ("localhost:5000", "docker.io/library/localhost"),
        ("a__b/c---d/e.f", "docker.io/a__b/c---d/e.f"),
    ] {
        assert_eq!(canonical(written), expected, "{written}");
    }
}

#[test]
fn parts_know_their_place() {
    let digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    let parsed = reference(&format!("Reg.example:5000/team/tool:v1@{digest}")).unwrap();
    let part = |part: Option<&Text>| {
        part.map(|text| (text.as_str().to_owned(), text.span().start, text.span().end))
    };
    assert_eq!(part(parsed.registry()), Some(("Reg.example:5000".into(), 100, 116)));
    assert_eq!(part(Some(parsed.repository())), Some(("team/tool".into(), 117, 126)));
    assert_eq!(part(parsed.tag()), Some(("v1".into(), 127, 129)));
    assert_eq!(part(parsed.digest()), Some((digest.into(), 130, 201)));
}

#[test]
fn an_absent_tag_stays_absent() {
    let bare = reference("tool").unwrap();
    assert_eq!((bare.tag(), bare.effective_tag()), (None, Some("latest")));
    let digest = format!("tool@sha256:{}", "a".repeat(64));
    assert_eq!(reference(&digest).unwrap().effective_tag(), None);
}

#[test]
fn what_is_no_reference_is_refused_with_its_place() {
    let long = format!("a/{}", "b".repeat(254));
    let id = "f".repeat(64);
    let long_tag = format!("a:{}", "t".repeat(129));
    for (written, reason, start, end) in [
        ("", Reason::Empty, 0, 0),
        ("ghcr.io/", Reason::Empty, 8, 8),
        ("Alpine", Reason::UpperCase, 0, 6),
        ("ghcr.io/Team/x", Reason::UpperCase, 8, 14),
        ("al pine", Reason::Repository, 0, 7),
        ("-alpine", Reason::Repository, 0, 7),
        ("alpine-", Reason::Repository, 0, 7),
        ("a..b", Reason::Repository, 0, 4),
        ("a___b", Reason::Repository, 0, 5),
        ("a._b", Reason::Repository, 0, 4),
        ("a//b", Reason::Repository, 0, 4),
        ("a%2fb", Reason::Repository, 0, 5),
        ("alpíne", Reason::Repository, 0, 7),
        ("https://ghcr.io/x", Reason::Registry, 0, 6),
        ("ghcr.io:/x", Reason::Registry, 0, 8),
        ("ghcr.io:5o/x", Reason::Registry, 0, 10),
        ("-a.example/x", Reason::Registry, 0, 10),
        ("a_b.example/x", Reason::Registry, 0, 11),
        ("docker.io../x", Reason::Registry, 0, 11),
        ("[::1/x", Reason::Registry, 0, 4),
        ("[::g]:1/x", Reason::Registry, 0, 7),
        ("ｄocker.io/x", Reason::Registry, 0, 11),
        ("a:", Reason::Tag, 2, 2),
        ("a:.b", Reason::Tag, 2, 4),
        ("a:b:c", Reason::Tag, 2, 5),
        (&long_tag, Reason::Tag, 2, 131),
        ("a@sha256:abc", Reason::Digest, 2, 12),
        ("a@", Reason::Digest, 2, 2),
        ("a@md5:d41d8cd98f00b204e9800998ecf8427e", Reason::Digest, 2, 38),
        (&long, Reason::TooLong, 0, 256),
        (&id, Reason::ImageId, 0, 64),
        ("a:\u{FFFC}", Reason::Unknown, 2, 5),
    ] {
        let bad = reference(written).expect_err(written);
        let at = (bad.span.start - 100, bad.span.end - 100);
        assert_eq!((bad.reason, at), (reason, (start, end)), "{written}");
    }
}

#[test]
fn patterns_cover_every_spelling_and_nothing_else() {
    for (pattern, image, expected) in [
        ("alpine", "docker.io:443/library/alpine:3", true),
        ("alpine", "INDEX.docker.io/alpine", true),
        ("docker.io/alpine", "library/alpine", true),
        ("Index.Docker.io/library/alpine", "alpine", true),
        ("alpine", "ghcr.io/library/alpine", false),
        ("alpine", "team/alpine", false),
        ("alpine", "alpine-extra", false),
        ("al*", "alpine", true),
        ("al*", "alpha/beta", false),
        ("library/*", "alpine", true),
        ("library/*", "team/alpine", false),
        ("team/*", "team/a", true),
        ("team/*", "team/a/b", true),
        ("team/*", "teams/a", false),
        ("ghcr.io/team/*", "ghcr.io/team", false),
        ("docker.io/*", "alpine", true),
        ("docker.io/**", "team/a/b", true),
        ("docker.io/*", "quay.io/alpine", false),
        ("**", "quay.io/a/b:1", true),
        ("**/miner", "quay.io/a/miner", true),
        ("**/miner", "miner", true),
        ("**/miner", "quay.io/miner/tool", false),
        ("*/miner", "quay.io/a/miner", false),
        ("*/miner", "anybody/miner", true),
        ("*.example.com/**/tool", "reg.example.com/tool", true),
        ("*.example.com/**/tool", "reg.example.com/a/b/tool", true),
        ("*.example.com/**/tool", "reg.example.com:5000/tool", false),
        ("*.example.com/**/tool", "reg.example.org/tool", false),
        ("reg.example/a/*/c", "reg.example/a/b/c", true),
        ("reg.example/a/*/c", "reg.example/a/b/b/c", false),
        ("[::1]:5000/*", "[0:0::1]:5000/x", true),
        ("alpine:3.*", "alpine:3.20", true),
        ("alpine:3.*", "alpine", false),
        ("alpine:latest", "alpine", true),
        ("alpine:*", "alpine", true),
        ("x:5000/y", "x:5000/y:1", true),
        ("a*b*c", "abbc", true),
        ("a*b*c", "acb", false),
        ("a*a", "a", false),
        ("*", "quay.io/a/b:1", true),
        ("*", "alpine", true),
        ("alpine:3.?", "alpine:3.2", true),
        ("alpine:3.?", "alpine:3.20", false),
        ("localhost:*/x", "localhost:5000/x", true),
        ("localhost:*/x", "localhost/x", false),
    ] {
        assert_eq!(covers(pattern, image), expected, "{pattern} over {image}");
    }
}

#[test]
fn a_digest_pattern_wants_that_digest() {
    let (one, other) = ("a".repeat(64), "b".repeat(64));
    let pattern = format!("alpine@sha256:{one}");
    assert!(covers(&pattern, &format!("docker.io/alpine:3@sha256:{one}")));
    assert!(!covers(&pattern, &format!("alpine@sha256:{other}")));
    assert!(!covers(&pattern, "alpine"));
    assert!(covers("alpine@sha256:*", &format!("alpine@sha256:{other}")));
    assert!(!covers("alpine:3", &format!("alpine@sha256:{one}")));
}

#[test]
fn what_no_reference_can_be_is_no_pattern_and_says_what_to_write() {
    let short = format!("alpine@sha256:{}", "a".repeat(63));
    let capitals = format!("alpine@sha256:{}", "A".repeat(64));
    for (pattern, help) in [
        ("", "write a pattern, or delete it"),
        ("al pine", "write `registry/repository:tag`, with `*` for any characters of a part"),
        ("ghcr.io/Team/x", "write `ghcr.io/team/x`"),
        ("Alpine:3.20", "write `alpine:3.20`"),
        ("Team/tool", "write `team/…` for Docker Hub"),
        ("ghcr.io//x", "write `registry/repository:tag`, without an empty part"),
        ("ghcr.io/team/", "write `ghcr.io/team/*`"),
        ("https://ghcr.io/team/*", "write `ghcr.io/team/*`"),
        ("docker://alpine", "write `alpine`"),
        ("^alpine$", "write `alpine`: a pattern stands for the whole text"),
        ("alpine$", "write `alpine`: a pattern stands for the whole text"),
        ("ghcr.io/{a,b}", "write one pattern for each alternative"),
        ("ghcr.io/(a|b)", "write one pattern for each alternative"),
        ("ghcr.io/[ab]", "write one pattern for each alternative, or `?` for one character"),
        ("gh[cr.io/x", "write one pattern for each alternative, or `?` for one character"),
        (" alpine", "write `alpine`"),
        ("alpine:1:2", "write one tag behind one `:`, or no `:` for any tag"),
        ("alpine:", "write one tag behind one `:`, or no `:` for any tag"),
        ("alpine@", "write `@sha256:` and 64 hexadecimal digits, or `@*` for any digest"),
        (&short, "write `@sha256:` and 64 hexadecimal digits, or `@*` for any digest"),
        (&capitals, "write `@sha256:` and 64 hexadecimal digits, or `@*` for any digest"),
        ("alpine@md5:*", "write `@sha256:` and 64 hexadecimal digits, or `@*` for any digest"),
        ("alpine@ab*", "write `@sha256:` and 64 hexadecimal digits, or `@*` for any digest"),
        ("ghcr.io:99999/x", "write `host` or `host:port` in front of the first `/`"),
        ("ghcr.io:/x", "write `host` or `host:port` in front of the first `/`"),
        ("a_b.example/*", "write `host` or `host:port` in front of the first `/`"),
        ("ghcr.io/a**b", "write `**/a*b` for any depth, `a*b` for one segment"),
        ("-alpine", "write `registry/repository:tag`, with `*` for any characters of a part"),
    ] {
        assert_eq!(pattern.parse::<Pattern>().expect_err(pattern).help, help, "{pattern}");
    }
}

#[test]
fn a_tag_on_an_allow_list_says_nothing_about_a_digest() {
    let digest = "a".repeat(64);
    let trusts = |pattern: &str, image: &str| {
        pattern.parse::<Pattern>().unwrap().trusts(&reference(image).unwrap())
    };
    let pinned = format!("ubuntu:22.04@sha256:{digest}");
    assert!(trusts("ubuntu:22.04", "ubuntu:22.04"));
    assert!(!trusts("ubuntu:22.04", &pinned));
    assert!(!trusts("ubuntu:*", &pinned));
    assert!(trusts("ubuntu:22.04@*", &pinned));
    assert!(trusts("ubuntu:22.04@sha256:a*", &pinned));
    assert!(!trusts("ubuntu:22.04@*", "ubuntu:22.04"));
    assert!(trusts("ubuntu", &pinned) && trusts("*", &pinned));
    assert!(covers("ubuntu:22.04", &pinned), "a deny-list is not dodged by a digest");
}

#[test]
fn wildcards_cost_what_the_text_costs() {
    let repository = "a".repeat(250);
    let pattern = format!("{}b", "a*".repeat(100));
    assert!(!covers(&pattern, &repository));
    let deep = vec!["a"; 100].join("/");
    assert!(!covers(&format!("x.example/{}b", "**/a/".repeat(50)), &format!("x.example/{deep}")));
}

mod expressions {
    use proptest::prelude::*;
    use regex::Regex;

    use super::*;
    use crate::image_ref::expression::{Naming, with_registry};
    use crate::pattern::Expression;

    const DIGEST: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    fn regex(all: &[Expression]) -> Regex {
        let whole = Expression::whole(all).expect("an expression");
        Regex::new(&whole).unwrap_or_else(|error| panic!("{whole}: {error}"))
    }

    /// Both matchers of a pattern agree with their expressions about each image.
    fn agree<'i>(pattern: &str, images: impl IntoIterator<Item = &'i String>) {
        let parsed: Pattern = pattern.parse().unwrap_or_else(|_| panic!("{pattern}"));
        let Ok(denied) = parsed.expressions() else { return };
        let trusted = parsed.trusted_expressions(Naming::Written).expect("it can be said");
        let (denies, trusts) = (regex(&denied), regex(&trusted));
        for image in images {
            let reference = reference(image).unwrap_or_else(|bad| panic!("{image}: {bad}"));
            let name = with_registry(image);
            let says = denies.is_match(&name);
            assert_eq!(says, parsed.matches(&reference), "deny {pattern} {image} {denied:?}");
            let says = trusts.is_match(&name);
            assert_eq!(says, parsed.trusts(&reference), "allow {pattern} {image} {trusted:?}");
        }
    }

    const PATTERNS: &[&str] = &[
        "ubuntu",
        "docker.io/ubuntu",
        "library/ubuntu",
        "ubuntu:22.04",
        "ubuntu:latest",
        "ubuntu:22.*",
        "ubuntu:22.04@*",
        "ubuntu:*@*",
        "ubuntu@*",
        "ubuntu:?atest",
        "library/*",
        "registry/*",
        "team/*miner*",
        "*/*miner*",
        "**/*miner*",
        "**/library/ubuntu",
        "*",
        "**",
        "*/tool",
        "l*/tool",
        "team/**/base",
        "team/*/base",
        "localhost/*",
        "localhost:5000/*",
        "registry.example.invalid/*",
        "registry.example.invalid/**/base",
        "registry.example.invalid:5000/*",
        "registry.example.invalid:*/tool",
        "*.example.invalid/tool",
        "*.example.invalid:5000/tool",
        "[::1]:5000/x",
        "registry.example.invalid/tool:1.?@sha256:*",
        "REG.example.invalid/tool",
        "docker.io/a.b/c",
        "**/base",
        "registry-1.docker.io/team/tool",
        "ubuntu@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    ];

    const IMAGES: &[&str] = &[
        "ubuntu",
        "library/ubuntu",
        "docker.io/ubuntu",
        "docker.io/library/ubuntu",
        "index.docker.io/ubuntu",
        "INDEX.docker.io/library/ubuntu",
        "registry-1.docker.io/library/ubuntu",
        "registry.hub.docker.com/ubuntu",
        "docker.io:443/ubuntu",
        "docker.io./ubuntu",
        "docker.io.:0443/library/ubuntu",
        "quay.io/ubuntu",
        "quay.io/library/ubuntu",
        "team/ubuntu",
        "ubuntu-extra",
        "registry",
        "registry/tool",
        "docker.io/registry/a/b",
        "team/miner",
        "team/xminerd",
        "xminer",
        "quay.io/a/b/xminer",
        "a/b/xminer",
        "localhost/tool",
        "localhost/a/tool",
        "localhost:5000/tool",
        "LOCALHOST/tool",
        "localhost",
        "lib/tool",
        "tool",
        "team/tool",
        "docker.io/team/tool",
        "registry-1.docker.io/team/tool",
        "team/base",
        "team/a/base",
        "team/a/b/base",
        "registry.example.invalid/tool",
        "registry.example.invalid/team/tool",
        "registry.example.invalid/base",
        "registry.example.invalid/a/b/base",
        "registry.example.invalid/a/base",
        "registry.example.invalid:5000/tool",
        "registry.example.invalid:05000/tool",
        "registry.example.invalid.:5000/tool",
        "registry.example.invalid:443/tool",
        "registry.example.invalid:0443/base",
        "REGISTRY.example.INVALID/tool",
        "reg.example.invalid/tool",
        "a.example.invalid/tool",
        "a.b.example.invalid/tool",
        "a.example.invalid:5000/tool",
        "example.invalid/tool",
        "a.example.invalid:443/tool",
        "[::1]:5000/x",
        "docker.io/a.b/c",
        "a.b/c",
        "docker.io/localhost/tool",
    ];

    #[test]
    fn expressions_say_what_patterns_say() {
        let versions = ["", ":latest", ":22.04", ":1.2"];
        let versions = versions.map(|it| [it.to_owned(), format!("{it}@{DIGEST}")]).concat();
        let images = IMAGES.iter().flat_map(|image| versions.iter().map(move |it| (image, it)));
        let images: Vec<String> =
            images.map(|(image, version)| format!("{image}{version}")).collect();
        for pattern in PATTERNS {
            agree(pattern, &images);
        }
    }

    #[test]
    fn a_wildcard_that_meets_a_name_of_docker_hub_cannot_be_said() {
        for pattern in ["*.io/tool", "*.docker.io/tool", "index.*/tool", "*.*/tool"] {
            let parsed: Pattern = pattern.parse().expect("a pattern");
            assert!(parsed.expressions().is_err(), "{pattern}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn expressions_say_what_any_pattern_says(
            pattern in "((docker\\.io|quay\\.io|localhost|[rx*]\\.example\\.invalid(:5000|:\\*)?)/)?(library/|\\*\\*/|[ab*]{1,2}/){0,2}[ab?*]{1,3}(:[12*]{1,2}|:latest)?(@\\*)?",
            image in "((docker\\.io|index\\.docker\\.io:443|quay\\.io|QUAY\\.io|localhost|[rx]\\.example\\.invalid(:5000|:443|:80)?)/)?(library/|[ab]{1,2}/){0,2}[ab]{1,3}(:[12]{1,2}|:latest)?(@sha256:[0-9a-f]{64})?",
        ) {
            if pattern.parse::<Pattern>().is_ok() {
                agree(&pattern, [&image]);
            }
        }
    }
}
