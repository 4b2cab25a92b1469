#!/bin/sh
# The image of minestop in real builds: builds it, brings an engine up, and runs each case below.
#
#   tests/buildkit/run.sh [SUITE…]     default: trixie (Docker 26.1)
#   MINESTOP_BINARY=PATH               a static program that is built already
#
# A case is a Dockerfile, options, and what must come of it. Nothing is skipped: what cannot be run fails.
set -eu
cd "$(dirname "$0")/../.."
here=$PWD/tests/buildkit
# shellcheck source=tests/buildkit/broken.sh
. "$here/broken.sh"
# shellcheck source=tests/buildkit/platforms.sh
. "$here/platforms.sh"
# shellcheck source=tests/buildkit/attest.sh
. "$here/attest.sh"
# shellcheck source=tests/buildkit/brought.sh
. "$here/brought.sh"
# shellcheck source=tests/buildkit/anchore.sh
. "$here/anchore.sh"
# shellcheck source=tests/buildkit/cached.sh
. "$here/cached.sh"
# shellcheck source=tests/buildkit/moved.sh
. "$here/moved.sh"
# shellcheck source=tests/buildkit/brings.sh
. "$here/brings.sh"
# shellcheck source=tests/buildkit/fourteen.sh
. "$here/fourteen.sh"
# shellcheck source=tests/buildkit/image.sh
. "$here/image.sh"
# shellcheck source=tests/buildkit/check.sh
. "$here/check.sh"
# shellcheck source=tests/buildkit/old.sh
. "$here/old.sh"
# shellcheck source=tests/buildkit/sources.sh
. "$here/sources.sh"
# shellcheck source=tests/buildkit/instead.sh
. "$here/instead.sh"
# shellcheck source=tests/buildkit/fresh.sh
. "$here/fresh.sh"
failed=0

# The build stage of the Dockerfile needs a network; its result is handed in from here.
binary=$(tests/buildkit/program.sh)

lab() { "$here/lab.sh" run "$suite" "$@"; }

passed() { echo "ok      $suite: $1"; }
broken() {
  echo "FAILED  $suite: $1" >&2
  sed 's/^/        /' "$log" >&2
  failed=1
}

# runs COMMAND…: the output is in $log, the status in $status.
runs() {
  status=0
  "$@" >"$log" 2>&1 </dev/null || status=$?
}

# build NAME OPTIONS…: builds the folder NAME.
build() {
  name=$1
  shift
  runs lab sh -c 'cd "/lab/$1"; shift; exec docker build --progress=plain "$@" .' sh "$name" "$@"
}

# dockerfile NAME [TAG]: a folder with the Dockerfile on standard input, through minestop.
dockerfile() {
  mkdir -p "$folder/$1"
  { echo "# syntax=localhost:5000/minestop:${2:-1}"; cat; } >"$folder/$1/Dockerfile"
}

# baked TAG: minestop with the policy on standard input.
baked() {
  mkdir -p "$folder/policy"
  cat >"$folder/policy/minestop.toml"
  printf 'FROM localhost:5000/minestop:1\nCOPY minestop.toml /etc/minestop/\n' >"$folder/policy/Dockerfile"
  lab sh -c 'docker build -q -t "localhost:5000/minestop:$1" /lab/policy && docker push -q "localhost:5000/minestop:$1"' \
    sh "$1" >"$log" 2>&1 || broken "the image with the policy $1 is built"
}

says() { grep -qF -- "$1" "$log"; }

# fails TITLE TEXT…: the last build failed, with these texts.
fails() {
  title=$1
  shift
  [ "$status" -eq 1 ] || { broken "$title: status $status"; return; }
  for text in "$@"; do
    says "$text" || { broken "$title: no '$text'"; return; }
  done
  passed "$title"
}

# stops TITLE TEXT…: it was refused, with these texts, and none of its RUN steps ran.
stops() {
  if says 'a-step-ran'; then broken "$1: a step ran"; else fails "$@" 'build refused by minestop'; fi
}

builds() {
  if [ "$status" -eq 0 ]; then passed "$1"; else broken "$1: status $status"; fi
}

prepare() {
  rm -rf "${folder:?}"/*
  mkdir -p "$folder/program/out" "$folder/image" "$folder/base"
  cp "$binary" "$folder/program/out/minestop"
  cp Dockerfile "$folder/image/"
  cp "$(dirname "$folder")/bin/busybox" "$folder/base/"
  lab sh -c 'cd /lab/image && docker buildx build -q --build-context build=/lab/program -t localhost:5000/minestop:1 . &&
    docker push -q localhost:5000/minestop:1' >"$log" 2>&1 || { broken "the image is built"; return 1; }
  images
  serve
}

# serve: a web server on 127.0.0.1:8080 gives what is in the folder `www`; one that an earlier run has left is ended.
serve() {
  mkdir -p "$folder/www"
  lab sh -c 'if [ -e /run/www.pid ]; then
      for _ in $(seq 100); do kill "$(cat /run/www.pid)" || break; sleep 0.1; done
    fi
    busybox httpd -f -p 127.0.0.1:8080 -h /lab/www & echo $! >/run/www.pid' >"$log" 2>&1 </dev/null
  echo served >"$folder/www/there"
  lab sh -c 'for _ in $(seq 50); do curl -sf http://127.0.0.1:8080/there && exit; sleep 0.1; done; exit 1' >"$log" 2>&1 ||
    broken 'a web server on loopback'
}

# images: the base images of the cases.
images() {
  printf 'FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox","--install","-s","/bin"]\n' >"$folder/base/Dockerfile"
  based base ''
  based trigger 'ONBUILD RUN echo a-step-""ran; wget https://github.com/xmrig/xmrig/archive/v6.tar.gz'
  based starter 'ENTRYPOINT ["/x", "-o", "stratum+tcp://pool.example.invalid:3333"]'
  based xmrig ''
}

# based NAME LINE: an image localhost:5000/NAME:1 from the base with one more line.
based() {
  mkdir -p "$folder/made"
  cp "$folder/base/busybox" "$folder/made/"
  { cat "$folder/base/Dockerfile"; echo "$2"; } >"$folder/made/Dockerfile"
  lab sh -c 'docker build -q -t "localhost:5000/$1:1" /lab/made && docker push -q "localhost:5000/$1:1"' sh "$1" \
    >"$log" 2>&1 || broken "the image $1 is built"
}

cases() {
  dockerfile miner <examples/monero-miner/Dockerfile
  build miner
  stops 'the example of a miner is refused on its lines' '20 | >>> ENTRYPOINT' 'STOP[miner-source]' 'STOP[mining-pool]'

  # the same bytes with and without minestop
  dockerfile clean <<'END'
FROM localhost:5000/base:1
ARG NAME=you
RUN --mount=type=cache,target=/c --mount=type=secret,id=s,required=false echo "hello $NAME" >/hello
COPY Dockerfile /copied
USER 1000
CMD ["cat", "/hello"]
END
  mkdir -p "$folder/plain"
  sed 1d "$folder/clean/Dockerfile" >"$folder/plain/Dockerfile"
  cp "$folder/plain/Dockerfile" "$folder/clean/same"
  touch -d @0 "$folder/plain/Dockerfile" "$folder/clean/Dockerfile" "$folder/clean/same"
  sed -i 's/^COPY Dockerfile/COPY same/' "$folder/clean/Dockerfile"
  touch -d @0 "$folder/clean/Dockerfile"
  build clean -t with:1
  builds 'a clean Dockerfile is built'
  lab sh -c 'cd /lab/clean; sed 1d Dockerfile | docker build -q -t without:1 -f - .' >"$log" 2>&1 || broken 'the same is built without'
  if [ "$(lab docker image inspect -f '{{.Id}}' with:1)" = "$(lab docker image inspect -f '{{.Id}}' without:1)" ]; then
    passed 'the image is the same as without minestop'
  else
    broken 'the image is the same as without minestop'
  fi

  dockerfile argument <<'END'
ARG BASE=localhost:5000/base:1
FROM $BASE
RUN echo a-step-""ran
END
  build argument
  builds 'an innocent default is built'
  build argument --no-cache --build-arg BASE=docker.io/metal3d/xmrig
  stops 'an image by build argument' 'STOP[denied-image]' 'Dockerfile:3:'

  dockerfile trigger <<'END'
FROM localhost:5000/trigger:1
RUN echo a-step-""ran
END
  build trigger
  stops 'a trigger of the base image' 'STOP[miner-source]' 'Dockerfile:2' 'a trigger (ONBUILD) of the base image runs'

  dockerfile starter <<'END'
FROM localhost:5000/starter:1
RUN echo a-step-""ran
END
  build starter
  stops 'an entrypoint of the base image' 'STOP[mining-pool]' 'Dockerfile:2'

  dockerfile context <<'END'
FROM base
RUN echo a-step-""ran
END
  build context --build-context base=docker-image://localhost:5000/base:1
  builds 'a named context is built'

  dockerfile heredoc <<'END'
FROM localhost:5000/base:1
RUN <<EOF
echo a-step-""ran
/x -o stratum+tcp://pool.example.invalid:3333
EOF
END
  build heredoc
  stops 'a here-document' 'STOP[mining-pool]' 'Dockerfile:5'

  dockerfile download <<'END'
FROM localhost:5000/base:1
ARG WHERE=http://127.0.0.1:1/a
RUN echo a-step-""ran
ADD $WHERE /a
END
  build download --build-arg WHERE=https://github.com/xmrig/xmrig/releases/download/v6.21.0/x.tar.gz
  stops 'a download by build argument' 'STOP[miner-source]' 'Dockerfile:5'

  dockerfile stages <<'END'
FROM localhost:5000/base:1 AS good
RUN echo hello >/hello
FROM localhost:5000/base:1
RUN echo a-step-""ran; wget https://github.com/xmrig/xmrig/archive/v6.tar.gz
END
  build stages
  stops 'the last stage' 'STOP[miner-source]'
  build stages --target good
  builds 'a target that does not need the last stage'

  lab sh -c 'cd /lab/heredoc; docker build --progress=plain -f - . <Dockerfile' >"$log" 2>&1 && status=0 || status=$?
  stops 'a Dockerfile on standard input' 'STOP[mining-pool]'
  lab sh -c 'cd /lab/heredoc; tar c . | docker build --progress=plain -' >"$log" 2>&1 && status=0 || status=$?
  stops 'an archive on standard input' 'STOP[mining-pool]'
  lab sh -c 'cd /lab/clean; tar c . | docker build --progress=plain -' >"$log" 2>&1 && status=0 || status=$?
  builds 'a clean archive on standard input'

  # forced on a file that does not name it
  lab sh -c 'cd /lab/heredoc; sed 1d Dockerfile | docker build --progress=plain \
    --build-arg BUILDKIT_SYNTAX=localhost:5000/minestop:1 -f - .' >"$log" 2>&1 && status=0 || status=$?
  stops 'minestop forced by BUILDKIT_SYNTAX' 'STOP[mining-pool]'

  mounts_cases

  dockerfile error <<'END'
FROM localhost:5000/base:1
RUN echo hello; exit 7
END
  build error --no-cache
  fails 'a step that fails is shown as without minestop' 'did not complete successfully: exit code: 7' '3 | >>> RUN'
}

# What steps leave in a cache mount shows which of them ran, whatever the log says. `--no-cache` would empty the mount, so the
# number of this process makes each step a new one.
mounts_cases() {
  echo the-word >"$folder/secret"
  dockerfile mounted <<END
FROM localhost:5000/base:1
RUN --mount=type=secret,id=s --mount=type=cache,id=proof-$$,target=/p : $$; test "\$(cat /run/secrets/s)" = the-word && touch /p/clean
END
  build mounted --secret id=s,src=/lab/secret
  builds 'a secret and a cache reach their step'
  dockerfile first <<END
FROM localhost:5000/base:1
RUN --mount=type=cache,id=proof-$$,target=/p : $$; touch /p/lock-1
RUN /x -o stratum+tcp://pool.example.invalid:3333
END
  build first
  stops 'a miner behind another step' 'STOP[mining-pool]' 'Dockerfile:4'
  dockerfile second <<END
FROM localhost:5000/trigger:1
RUN --mount=type=cache,id=proof-$$,target=/p : $$; touch /p/lock-2
END
  build second
  stops 'a trigger before another step' 'STOP[miner-source]'
  dockerfile third <<END
FROM localhost:5000/base:1
RUN --mount=type=cache,id=proof-$$,target=/p : $$; touch /p/lock-3
COPY setup.txt /setup
RUN sh /setup
END
  echo 'exec /x -o stratum+tcp://pool.example.invalid:3333' >"$folder/third/setup.txt"
  build third
  stops 'a script behind another step' 'STOP[mining-pool]' 'setup.txt:1'
  dockerfile proof <<END
FROM localhost:5000/base:1
RUN --mount=type=cache,id=proof-$$,target=/p echo "ran $$:" /p/*
END
  build proof
  if [ "$status" -eq 0 ] && says "ran $$: /p/clean" && ! says '/p/lock-'; then
    passed 'no step of a refused build has run'
  else
    broken 'no step of a refused build has run'
  fi
}

policy_cases() {
  baked strict <<'END'
preset = "locked-down"
[rules.untrusted-image]
allow = ["localhost:5000/base:1"]
END
  dockerfile trusted strict <<'END'
FROM localhost:5000/base:1
RUN echo hello >/hello
END
  build trusted
  builds 'a trusted base under a baked policy'
  dockerfile replaced strict <<'END'
FROM base
RUN echo a-step-""ran
END
  build replaced --build-context base=docker-image://localhost:5000/base:1
  builds 'a trusted base behind a named context'
  build replaced --no-cache --build-context base=docker-image://localhost:5000/xmrig:1
  stops 'an untrusted base behind a named context' 'STOP[untrusted-image]' 'Dockerfile:2'
  build replaced --no-cache --build-context localhost:5000/base:1=docker-image://localhost:5000/xmrig:1 \
    --build-context base=docker-image://localhost:5000/xmrig:1
  stops 'an untrusted base behind two named contexts' 'STOP[untrusted-image]'

  printf '[rules.denied-image]\ndeny = ["localhost:5000/xmrig"]\n' | baked denies
  dockerfile denied denies <<'END'
FROM base
RUN echo a-step-""ran
END
  build denied --build-context base=docker-image://localhost:5000/base:1
  builds 'an image that is not denied behind a named context'
  build denied --no-cache --build-context base=docker-image://localhost:5000/xmrig:1
  stops 'a denied base behind a named context' 'STOP[denied-image]' 'Dockerfile:2'

  # the image that does the work is minestop with another policy: what it refuses shows that it was asked
  printf '[frontend]\nupstream = "localhost:5000/minestop:strict"\n' | baked chain
  mkdir -p "$folder/chain"
  printf 'FROM localhost:5000/base:1\nRUN echo hello >/hello\n' >"$folder/chain/Dockerfile"
  build chain --build-arg BUILDKIT_SYNTAX=localhost:5000/minestop:chain
  builds 'a build by the frontend that the policy names'
  printf 'FROM localhost:5000/starter:1\n' >"$folder/chain/Dockerfile"
  build chain --build-arg BUILDKIT_SYNTAX=localhost:5000/minestop:chain
  stops 'a refusal of the frontend that the policy names' 'STOP[untrusted-image]' 'Dockerfile:1'
  build chain --build-arg BUILDKIT_SYNTAX=localhost:5000/minestop:chain \
    --build-context localhost:5000/minestop:strict=docker-image://localhost:5000/minestop:1
  stops 'a named context in its place' 'STOP[untrusted-image]'

  echo 'preset = "loose"' | baked broken
  dockerfile unusable broken <<'END'
FROM scratch
COPY Dockerfile /
END
  build unusable
  fails 'a policy with an error refuses every build' 'minestop: its policy cannot be used'
}

# Files: what the build takes is judged before a step uses it, what it makes before it is exported.
file_cases() {
  baked marked <<'END'
[indicators]
file_markers = ["ACME-MARKER-7"]
END
  dockerfile script marked <<'END'
FROM localhost:5000/base:1
COPY setup.txt /setup
RUN echo a-step-""ran; sh /setup
END
  printf 'set -e\nexec /x -o stratum+tcp://pool.example.invalid:3333\n' >"$folder/script/setup.txt"
  build script
  stops 'a script of the context' 'STOP[mining-pool]' 'setup.txt:2'
  printf 'set -e\necho hello\n' >"$folder/script/setup.txt"
  build script
  builds 'a clean script of the context'

  build script
  if says '[minestop] judge what the build takes' && [ "$(sed -n 's/^\(#[0-9]*\) \[minestop\] judge.*/\1/p' "$log" | sort -u | while read -r n; do grep -c "^$n CACHED" "$log"; done | sort -u)" = 1 ]; then
    passed 'what was read once is not read again'
  else
    broken 'what was read once is not read again'
  fi

  dockerfile bound marked <<'END'
FROM localhost:5000/base:1
RUN --mount=type=bind,target=/src echo a-step-""ran
END
  printf '\177ELF ACME-MARKER-7' >"$folder/bound/logo.png"
  build bound
  stops 'a marked file behind a bind mount' 'STOP[miner-file-content]' 'logo.png'

  printf '\177ELF ACME-MARKER-7' >"$folder/www/notes"
  dockerfile fetched marked <<'END'
FROM localhost:5000/base:1
ADD http://127.0.0.1:8080/notes /usr/share/notes
RUN echo a-step-""ran
END
  build fetched
  stops 'a marked download under an innocent name' 'STOP[miner-file-content]' 'Dockerfile:3'

  # the step has no lines of its own: an engine must live on
  dockerfile unreachable marked <<'END'
FROM localhost:5000/base:1
ADD http://127.0.0.1:1/notes /usr/share/notes
RUN echo a-step-""ran
END
  build unreachable
  if [ "$status" -eq 1 ] && says 'connection refused' && lab docker version >/dev/null 2>&1; then
    passed 'a download that fails is shown as without minestop'
  else
    broken 'a download that fails is shown as without minestop'
  fi

  dockerfile made marked <<'END'
FROM localhost:5000/base:1
RUN printf 'ACME-%s-7' MARKER >/usr-bin-php8
END
  build made -t localhost:5000/made-of:1 --push
  fails 'a marked file that a RUN writes' 'STOP[miner-file-content]' 'usr-bin-php8'

  # the name is no text, and nothing says that the script is started
  dockerfile hidden marked <<'END'
FROM localhost:5000/base:1
RUN printf 'ACME-%s-7' MARKER >"$(printf '/odd\377')"
RUN awk 'BEGIN { printf "#!/bin/sh\n/bin/x -o %ctratum+tcp://pool.example.invalid:3333\n", 115 }' >/nightly
END
  build hidden
  fails 'what a RUN writes under odd names and for nobody' 'STOP[miner-file-content]' 'STOP[mining-pool]' 'nightly'
  if [ "$(lab curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:5000/v2/made-of/tags/list)" = 404 ]; then
    passed 'nothing was pushed'
  else
    broken 'nothing was pushed'
  fi
  if lab docker image ls -q localhost:5000/made-of >"$log" 2>&1 && [ ! -s "$log" ]; then
    passed 'nothing was kept'
  else
    broken 'nothing was kept'
  fi

  dockerfile start marked <<'END'
FROM localhost:5000/base:1
RUN printf '#!/bin/sh\nexec /x -o stratum+%s://pool.example.invalid:3333\n' tcp >/go && chmod +x /go
ENTRYPOINT ["/go"]
END
  build start
  fails 'a script that the container starts' 'STOP[mining-pool]'

  dockerfile once marked <<'END'
FROM localhost:5000/base:1
RUN cat /proc/sys/kernel/random/uuid >/id
END
  build once --no-cache --progress=plain
  builds 'a build without cache'
  if [ "$(grep -c 'RUN cat' "$log")" -gt 0 ] && [ "$(grep 'RUN cat' "$log" | cut -d' ' -f1 | sort -u | wc -l)" -eq 1 ]; then
    passed 'a step runs once although the gate looks at its result'
  else
    broken 'a step runs once although the gate looks at its result'
  fi
}


for suite in "${@:-trixie}"; do
  "$here/lab.sh" up "$suite"
  folder=$("$here/lab.sh" folder "$suite")
  log=$(mktemp)
  if [ "$suite" = bookworm ]; then
    prepare_old && old_cases
  else
    prepare && image_cases && cases && policy_cases && brought_cases && anchore_cases && file_cases && broken_cases && platform_cases &&
      cached_cases && moved_cases && brings_cases && check_cases && sources_cases && fresh_cases && instead_cases
  fi
  rm -f "$log"
done
case " $* " in
*" trixie sid "*)
  log=$(mktemp)
  newer_client_cases
  rm -f "$log"
  ;;
esac
exit "$failed"
