//! References and patterns, as tables of spellings.

mod expressions;

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
        (
            "ghcr.io",
            "write `ghcr.io/**` for the registry, `docker.io/library/ghcr.io` for the image",
        ),
        (
            "r.example:5000",
            "write `r.example:5000/**` for the registry, `docker.io/library/r.example` for the image",
        ),
    ] {
        assert_eq!(pattern.parse::<Pattern>().expect_err(pattern).help, help, "{pattern}");
    }
    for pattern in ["python3.12", "tool.v2", "tool.sh:latest", "*.io", "docker.io/library/ghcr.io"]
    {
        assert!(pattern.parse::<Pattern>().is_ok(), "{pattern}");
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
