# Cases for run.sh: BuildKit's own source policy, as `minestop export source-policy` writes it.
# shellcheck shell=sh disable=SC2154 # what run.sh sets

digest=sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef

sources_cases() {
  sources 'an allow-list' 'localhost:5000/base:1 localhost:5000/xmrig:1 localhost:5000/starter:1 debian:12 docker.io/library/debian:12
    debian index.docker.io/library/debian:12 registry-1.docker.io/library/debian:12 team/tool docker.io/metal3d/xmrig' <<'END'
[rules.untrusted-image]
action = "stop"
allow = ["localhost:5000/base:1", "localhost:5000/starter", "debian:12"]
END
  sources 'a deny-list' "localhost:5000/base:1 localhost:5000/trigger:1 localhost:5000/starter:1 metal3d/xmrig metal3d/xmrig:6
    ghcr.io/metal3d/xmrig somebody/xmrig debian:8 debian:9 debian@$digest quay.io/a/b" <<'END'
[rules.denied-image]
deny = ["localhost:5000/trigger", "debian:8", "quay.io/**", "localhost:5000/starter:2"]
[[exceptions]]
rule = "denied-image"
match = "ghcr.io/metal3d/xmrig"
reason = "the detector is tested with it"
END
  sources 'digests' "localhost:5000/base:1 debian debian:12 debian@$digest debian:12@$digest" <<'END'
[rules.unpinned-image]
action = "stop"
END
}

# sources TITLE IMAGES: the policy on standard input refuses the same of these images in a build as in a lint.
sources() {
  mkdir -p "$folder/sources"
  cat >"$folder/sources/minestop.toml"
  "$binary" export source-policy --policy "$folder/sources/minestop.toml" >"$folder/sources/policy.json" 2>"$log" ||
    { broken "$1: the policy is exported"; return; }
  for image in $2; do
    printf 'FROM %s\nUSER web\n' "$image" >"$folder/sources/Dockerfile"
    linted=$("$binary" lint --format short --policy "$folder/sources/minestop.toml" "$folder/sources/Dockerfile" 2>/dev/null || true)
    lab sh -c 'cd /lab/sources && EXPERIMENTAL_BUILDKIT_SOURCE_POLICY=policy.json exec timeout 60 \
      docker buildx build --pull --progress=plain .' >"$log" 2>&1 </dev/null || true
    refused=no wanted=no
    if says 'denied by policy'; then refused=yes; fi
    case $linted in *'STOP['*) wanted=yes ;; esac
    if [ "$refused" = "$wanted" ]; then
      passed "$1: $image, refused: $refused"
    else
      broken "$1: $image is refused: $refused, not $wanted"
    fi
  done
}
