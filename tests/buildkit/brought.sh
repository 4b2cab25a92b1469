# Cases for run.sh: the policy that a build brings along as the context `minestop-policy`.
# shellcheck shell=sh disable=SC2154 # what run.sh sets

# brings NAME: the policy on standard input, as the folder NAME.
brings() {
  mkdir -p "$folder/$1"
  cat >"$folder/$1/minestop.toml"
}

brought_cases() {
  printf '[frontend]\nbuild-policy = "tighten"\n' | baked tighten
  brings stricter <<'END'
[rules.untrusted-image]
action = "stop"
allow = ["registry.example.invalid/*"]
END
  brings looser <<'END'
inline-ignores = "allow"
fail-on = "never"
[rules.mining-pool]
action = "off"
[[exceptions]]
rules = ["*"]
match = "*"
reason = "everything is fine"
END
  dockerfile brought tighten <<'END'
FROM localhost:5000/base:1
RUN echo a-step-""ran
END
  build brought
  builds 'a build that may bring a policy and brings none'
  build brought --no-cache --build-context minestop-policy=/lab/looser
  builds 'a build that brings a policy'
  build brought --no-cache --build-context minestop-policy=/lab/stricter
  stops 'a policy that the build brings tightens' 'STOP[untrusted-image]' 'Dockerfile:2' 'minestop-policy/minestop.toml:2'

  dockerfile loosened tighten <<'END'
# minestop: ignore-file[mining-pool] it is fine
FROM localhost:5000/base:1
RUN echo a-step-""ran; /x -o stratum+tcp://pool.example.invalid:3333
END
  build loosened --build-context minestop-policy=/lab/looser
  stops 'a policy that the build brings takes nothing back' 'STOP[mining-pool]' 'Dockerfile:4'

  printf '[indicators]\nfile_markers = ["ACME-MARKER-9"]\n' | brings marker
  dockerfile result tighten <<'END'
FROM localhost:5000/base:1
RUN printf 'ACME-%s-9' MARKER >/usr-bin-php8
END
  build result
  builds 'a file that only another policy knows'
  build result --build-context minestop-policy=/lab/marker
  fails 'a policy that the build brings counts in the step that reads the result' 'STOP[miner-file-content]' 'usr-bin-php8'

  echo 'preset = "loose"' | brings mistaken
  build brought --build-context minestop-policy=/lab/mistaken
  refuses 'a policy with an error that a build brings' 'minestop-policy/minestop.toml:1:10'
  build brought --build-context minestop-policy=/lab/base
  refuses 'a context without a policy' 'must hold the file `minestop.toml`'
  build clean --build-context minestop-policy=/lab/stricter
  refuses 'a policy that the one of the image does not let in' 'lets no build bring its own'

  mkdir -p "$folder/as-image"
  cp "$folder/stricter/minestop.toml" "$folder/as-image/"
  printf 'FROM scratch\nCOPY minestop.toml /\n' >"$folder/as-image/Dockerfile"
  lab sh -c 'docker build -q -t localhost:5000/policy:1 /lab/as-image && docker push -q localhost:5000/policy:1' \
    >"$log" 2>&1 || broken 'the image with a policy is built'
  build brought --no-cache --build-context minestop-policy=docker-image://localhost:5000/policy:1
  stops 'a policy that is an image' 'STOP[untrusted-image]' 'minestop-policy/minestop.toml:2'
}

# refuses TITLE TEXT: the last build ended with an error of minestop with this text.
refuses() {
  if [ "$status" -eq 1 ] && says 'minestop: ' && says "$2" && ! says 'a-step-ran'; then passed "$1"; else broken "$1"; fi
}
