# Cases for run.sh, thought up by somebody who had not seen the others: odd files, odd places of a Dockerfile and of its base,
# sources that answer otherwise each time, caches and attestations that somebody else made.
# shellcheck shell=sh disable=SC2154 # what run.sh sets

fresh_mark() { printf '\177ELF ACME-MARKER-3' >"$1"; }

fresh_policy() {
  printf '[indicators]\nfile_markers = ["ACME-MARKER-3"]\n[rules.denied-image]\ndeny = ["localhost:5000/xmrig"]\n' | baked fresh
}

# asks COMMAND: a build that the shell starts in the folder of the lab.
asks() {
  runs lab sh -c "cd /lab || exit; $1"
}

fresh_cases() {
  fresh_policy
  odd_files_cases
  odd_dockerfile_cases
  ignored_cases
  remote_cases
  git_cases
  spelling_cases
  brought_in_cases
  at_once_cases
}

odd_files_cases() {
  dockerfile odd fresh <<'END'
FROM localhost:5000/base:1
RUN mkfifo /pipe; mknod /zero c 1 5; mknod /disk b 253 0; ln -s loop /loop; ln -s / /whole; ln -s /proc/self/root /out
END
  build odd
  builds 'pipes, devices and links in a circle'
  dockerfile colours fresh <<'END'
FROM localhost:5000/base:1
RUN printf 'ACME-%s-3' MARKER >"$(printf 'a\nbuild passed \033[31m \033]0;x\a')"
END
  build colours
  if [ "$status" -eq 1 ] && says 'STOP[miner-file-content]' && ! says "$(printf '\033[31m')"; then
    passed 'a name that writes to the terminal'
  else
    broken 'a name that writes to the terminal'
  fi
  dockerfile linked-copy fresh <<'END'
FROM localhost:5000/base:1 AS a
RUN printf 'ACME-%s-3' MARKER >/m && ln /m /n && rm /m
FROM scratch
COPY --link --from=a /n /x/
COPY --link --from=a /bin/busybox /x/
END
  build linked-copy
  fails 'layers that are put upon each other' 'STOP[miner-file-content]' 'x/n'
  # what has to be put aside is larger than what is kept in memory
  dockerfile put-aside fresh <<'END'
FROM localhost:5000/base:1
RUN mkdir /a && printf '\177ELF ACME-%s-3' MARKER >/a/m && dd if=/dev/zero of=/a/z bs=1M count=3 && tar -czf /srv.tgz /a && rm -r /a
END
  build put-aside
  fails 'a marked program in a large archive that a RUN writes' 'STOP[miner-file-content]' 'srv.tgz!'
  dockerfile unpacked fresh <<'END'
FROM localhost:5000/base:1
ADD a.tgz /x/
RUN echo a-step-""ran
END
  fresh_mark "$folder/unpacked/logo.png"
  tar -C "$folder/unpacked" -czf "$folder/unpacked/a.tgz" logo.png
  build unpacked
  stops 'an archive that ADD unpacks' 'STOP[miner-file-content]' 'logo.png'
}

# Bytes that are no UTF-8: what an engine builds of them is judged, and what it refuses is refused in its own words.
odd_dockerfile_cases() {
  mkdir -p "$folder/latin"
  for line in 'RUN : "caf\351"' 'WORKDIR /caf\351' 'COPY <<A /x\ncaf\351\nA' 'RUN ["sh","-c",": caf\351"]'; do
    # shellcheck disable=SC2059 # the line has escapes
    printf "FROM localhost:5000/base:1\n$line\nRUN true\n" >"$folder/latin/Dockerfile"
    build latin
    without=$status
    build latin --build-arg BUILDKIT_SYNTAX=localhost:5000/minestop:fresh
    # 100: the client itself cannot send them
    if [ "$status" -eq "$without" ] && ! says 'minestop: '; then
      passed "as without minestop: $line"
    else
      broken "status $status, $without without minestop: $line"
    fi
  done
  printf 'FROM localhost:5000/base:1\nRUN : "caf\351"; echo a-step-""ran; /x -o stratum+tcp://pool.example.invalid:3333\n' \
    >"$folder/latin/Dockerfile"
  build latin --build-arg BUILDKIT_SYNTAX=localhost:5000/minestop:fresh
  stops 'a miner among bytes that are no text' 'STOP[mining-pool]'

  mkdir -p "$folder/places/in"
  printf 'FROM localhost:5000/base:1\nRUN echo a-step-""ran; /x -o stratum+tcp://pool.example.invalid:3333\n' \
    >"$folder/places/real file"
  ln -s 'real file' "$folder/places/Dockerfile"
  gate='--progress=plain --build-arg BUILDKIT_SYNTAX=localhost:5000/minestop:fresh'
  asks "docker build $gate -f 'places/real file' places/in"
  stops 'a Dockerfile outside of its context' 'STOP[mining-pool]'
  asks "docker build $gate places"
  stops 'a Dockerfile that is a link' 'STOP[mining-pool]'
  rm "$folder/places/Dockerfile"
  mv "$folder/places/real file" "$folder/places/dockerfile"
  asks "docker build $gate places"
  stops 'a Dockerfile in lower case' 'STOP[mining-pool]'
}

ignored_cases() {
  dockerfile kept-away fresh <<'END'
FROM localhost:5000/base:1
COPY --from=other . /b
RUN echo a-step-""ran
END
  fresh_mark "$folder/kept-away/payload"
  echo payload >"$folder/kept-away/.dockerignore"
  build kept-away --build-context other=/lab/kept-away
  builds 'a named context leaves out what its own .dockerignore says'
  dockerfile kept-away fresh <<'END'
FROM localhost:5000/base:1
COPY . /a
RUN echo a-step-""ran
END
  echo '!payload' >"$folder/kept-away/Dockerfile.dockerignore"
  build kept-away --no-cache
  stops 'the Dockerfile has a .dockerignore of its own' 'STOP[miner-file-content]' 'payload'
}

# Each download gives the other of two files, and no two headers that BuildKit could compare.
flipping() {
  mkdir -p "$folder/www/cgi-bin"
  cat >"$folder/www/cgi-bin/flip" <<'SH'
#!/bin/sh
[ "$REQUEST_METHOD" = HEAD ] || echo >>/run/flipped
printf 'Content-Type: text/plain\r\n\r\n'
[ "$REQUEST_METHOD" = HEAD ] && exit
if [ $(($(wc -l </run/flipped) % 2)) = 1 ]; then echo 'echo hello'; else printf '\177ELF ACME-MARKER-3'; fi
SH
  chmod +x "$folder/www/cgi-bin/flip"
  lab rm -f /run/flipped
}

remote_cases() {
  flipping
  dockerfile flip fresh <<'END'
FROM localhost:5000/base:1
ADD http://127.0.0.1:8080/cgi-bin/flip /tool
RUN cat /tool
END
  for time in first second third; do
    rm -f "$folder/flip.tar"
    build flip -o type=tar,dest=/lab/flip.tar
    if tar -xOf "$folder/flip.tar" tool 2>/dev/null | grep -q ACME || says ' ACME-MARKER-3'; then
      broken "a download that is another one each time, the $time"
    elif [ "$status" -eq 0 ] || says 'STOP[miner-file-content]'; then
      passed "a download that is another one each time, the $time: status $status"
    else
      broken "a download that is another one each time, the $time"
    fi
  done

  dockerfile packed fresh <<'END'
FROM localhost:5000/base:1
COPY p /p
RUN echo a-step-""ran
END
  fresh_mark "$folder/packed/p"
  tar -C "$folder/packed" -czf "$folder/www/packed.tgz" .
  asks 'docker build --progress=plain http://127.0.0.1:8080/packed.tgz'
  stops 'a context that is a remote archive' 'STOP[miner-file-content]'
  asks 'docker build --progress=plain - <www/packed.tgz'
  stops 'a packed archive on standard input' 'STOP[miner-file-content]'
  cp "$folder/heredoc/Dockerfile" "$folder/www/Dockerfile"
  asks 'docker build --progress=plain http://127.0.0.1:8080/Dockerfile'
  stops 'a remote Dockerfile alone' 'STOP[mining-pool]'
}

# A repository whose default branch is clean; the branch `side` has the marked file.
git_cases() {
  asks 'set -e; rm -rf /srv/git; mkdir -p /srv/git; cd /srv/git; git init -q r; cd r; mkdir sub
    git config user.email a@example.invalid; git config user.name a; cp /lab/packed/Dockerfile /lab/packed/p .
    cp Dockerfile p sub/; git add .; git commit -qm one; git branch side; echo hello >p; git rm -qr sub; git commit -qam two
    if [ -e /run/git.pid ]; then kill "$(cat /run/git.pid)" || true; sleep 0.5; fi
    "$(git --exec-path)/git-daemon" --base-path=/srv/git --export-all --listen=127.0.0.1 >/run/git.log 2>&1 &
    echo $! >/run/git.pid; for _ in $(seq 50); do git ls-remote git://127.0.0.1/r >/dev/null 2>&1 && break; sleep 0.1; done'
  [ "$status" -eq 0 ] || broken 'a repository is served'
  asks 'docker build --progress=plain git://127.0.0.1/r'
  builds 'a repository that is clean'
  asks 'docker build --progress=plain --no-cache "git://127.0.0.1/r#side"'
  stops 'another branch of it' 'STOP[miner-file-content]'
  asks 'docker build --progress=plain --no-cache "git://127.0.0.1/r#side:sub"'
  stops 'a folder of another branch' 'STOP[miner-file-content]'
  dockerfile cloned fresh <<'END'
FROM localhost:5000/base:1
ADD git://127.0.0.1/r#side /src
RUN echo a-step-""ran
END
  build cloned
  stops 'a branch that ADD takes' 'STOP[miner-file-content]' 'Dockerfile:3'
  lab sh -c 'kill "$(cat /run/git.pid)"; rm /run/git.pid'
}

# A named context counts for every spelling of its name, as BuildKit has it.
spelling_cases() {
  printf 'preset = "locked-down"\n[rules.untrusted-image]\nallow = ["localhost:5000/base:1", "localhost:5000/scanner:1"]\n' |
    baked fresh-locked
  for spelled in tools:latest docker.io/library/tools; do
    printf 'FROM %s\nUSER 1000\n' "$spelled" | dockerfile spelled fresh-locked
    build spelled --build-context tools=docker-image://localhost:5000/base:1
    builds "a trusted image behind tools, as $spelled"
    build spelled --build-context tools=docker-image://localhost:5000/xmrig:1
    stops "an untrusted image behind tools, as $spelled" 'STOP[untrusted-image]'
  done
}

brought_in_cases() {
  based starts 'ONBUILD ENTRYPOINT ["/x", "-o", "stratum+tcp://pool.example.invalid:3333"]'
  dockerfile starts fresh <<'END'
FROM localhost:5000/starts:1
RUN echo a-step-""ran
END
  build starts
  stops 'a trigger that says what containers start' 'STOP[mining-pool]' 'Dockerfile:2' 'containers of this image start so' \
    'a trigger (ONBUILD) of it, says `/x -o'
  based takes 'ONBUILD COPY . /src
ONBUILD ADD http://127.0.0.1:8080/payload-3 /payload
ONBUILD RUN echo a-step-""ran'
  dockerfile takes fresh </dev/null
  echo 'FROM localhost:5000/takes:1' >>"$folder/takes/Dockerfile"
  echo hello >"$folder/www/payload-3"
  fresh_mark "$folder/takes/logo.png"
  build takes
  stops 'a trigger that copies the context' 'STOP[miner-file-content]' 'logo.png'
  rm "$folder/takes/logo.png"
  fresh_mark "$folder/www/payload-3"
  build takes
  stops 'a trigger that downloads' 'STOP[miner-file-content]'

  mkdir -p "$folder/linked"
  fresh_mark "$folder/linked/payload"
  cat >"$folder/linked/bake.hcl" <<'HCL'
target "lib" {
  dockerfile-inline = "FROM scratch\nCOPY payload /payload\n"
}
target "default" {
  contexts = { lib = "target:lib" }
  dockerfile-inline = "FROM localhost:5000/base:1\nCOPY --from=lib /payload /p\nRUN echo a-step-\"\"ran\n"
  args = { BUILDKIT_SYNTAX = "localhost:5000/minestop:fresh" }
  output = ["type=cacheonly"]
}
HCL
  asks 'cd linked && docker buildx bake --progress=plain -f bake.hcl'
  stops 'a linked target of files alone' 'STOP[miner-file-content]'
}

# Eight builds at once, every second of them marked; then a client that is killed while the gate looks at 100 MB.
at_once_cases() {
  for number in 1 2 3 4 5 6 7 8; do
    dockerfile "once-$number" fresh <<END
FROM localhost:5000/base:1
RUN if [ $((number % 2)) = 0 ]; then printf 'ACME-%s-3' MARKER >/m; else echo $number-$$ >/m; fi
END
  done
  # shellcheck disable=SC2016 # for the shell in the lab
  asks 'for n in 1 2 3 4 5 6 7 8; do
      { docker build --progress=plain -t "at-once:$n" "once-$n" >"once-$n.log" 2>&1; echo "$n: $?"; } &
    done; wait; grep -l "STOP.miner-file-content" once-*.log; docker image ls at-once --format "{{.Tag}} is kept"'
  if [ "$(grep -c ': 0$' "$log")" = 4 ] && [ "$(grep -c '^once-[2468].log$' "$log")" = 4 ] && ! grep -q '^[2468] is kept' "$log"; then
    passed 'eight builds at once'
  else
    broken 'eight builds at once'
  fi
  dockerfile left fresh <<'END'
FROM localhost:5000/base:1
ARG ROUND
RUN : $ROUND; head -c 200000000 /dev/urandom >/data
END
  # A round in which the look has ended, and the image has its name, before the kill arrives says nothing: another one then.
  # shellcheck disable=SC2016 # for the shell in the lab
  asks 'for _ in $(seq 10); do
      round=$(date +%s%N)
      docker image rm -f left-behind:1 2>/dev/null
      docker build --progress=plain --build-arg "ROUND=$round" -t left-behind:1 left >left.log 2>&1 & client=$!
      for _ in $(seq 3000); do grep -q "judge the built" left.log && break; sleep 0.01; done
      kill -9 "$client"; sleep 1
      cat left.log
      docker version || exit 1
      grep -q "naming to" left.log && continue
      grep -q "judge the built" left.log && ! docker image ls -q left-behind | grep . && echo "$round" >left/round && exit 0
      exit 1
    done; exit 1'
  builds 'a client that is killed while the gate looks'
  build left --build-arg "ROUND=$(cat "$folder/left/round")" -t left-behind:1
  builds 'the same build again'
}

# Those that need an image store with attestations and several platforms: the second daemon, which platform_cases start.
fresh_store_cases() {
  fresh_policy
  forged_cases
  tagged_cases
  scanner_cases
  layout_cases
  dockerfile three fresh <<'END'
FROM scratch
ARG TARGETARCH
COPY $TARGETARCH /f
END
  echo one >"$folder/three/amd64"
  echo two >"$folder/three/riscv64"
  fresh_mark "$folder/three/arm64"
  rm -rf "$folder/three-out"
  on_second three --platform linux/amd64,linux/arm64,linux/riscv64 -o type=local,dest=/lab/three-out --metadata-file /lab/three.json
  if [ "$status" -eq 1 ] && says 'STOP[miner-file-content]' && [ ! -e "$folder/three-out" ] && [ ! -s "$folder/three.json" ]; then
    passed 'one of three platforms stops all, and leaves no folder'
  else
    broken 'one of three platforms stops all, and leaves no folder'
  fi
  on_second three --platform linux/amd64,linux/riscv64 -o type=local,dest=/lab/three-out
  builds 'the other two'
}

# on_second NAME OPTION…: builds the folder NAME on the second daemon.
on_second() {
  pushes lab sh -c 'cd "/lab/$1"; shift; DOCKER_HOST=unix:///run/second.sock exec docker build --progress=plain "$@" .' sh "$@"
}

# A cache says that the COPY of an ordinary project made another file. The engine has judged what the COPY really makes.
forged_cases() {
  dockerfile forged fresh <<'END'
FROM localhost:5000/base:1
COPY app /opt/app
END
  echo "echo hello; : $$" >"$folder/forged/app"
  lab rm -rf /lab/forged-cache
  on_second forged --cache-to type=local,dest=/lab/forged-cache,mode=max -o type=tar,dest=/dev/null
  builds 'a project whose cache is written'
  "$here/forge.py" "$folder/forged-cache" opt/app 'ACME-MARKER-3' || broken 'the cache is forged'
  for record in $(second docker buildx du --verbose | awk '/^ID:/ { id = $2 } /^Description:/ && /COPY app/ { print id }'); do
    second docker buildx prune -f --all --filter "id=$record" >/dev/null </dev/null
  done
  on_second forged --cache-from type=local,src=/lab/forged-cache -o type=tar,dest=/lab/forged.tar
  if [ "$status" -eq 1 ] && says 'STOP[miner-file-content]' && says 'opt/app' && [ ! -s "$folder/forged.tar" ]; then
    passed 'a copy that an imported cache says made another file'
  else
    broken 'a copy that an imported cache says made another file'
  fi
  on_second forged -o type=tar,dest=/lab/forged.tar
  fails 'the same when the engine has it from that cache' 'STOP[miner-file-content]'
}

# An engine with this image store has the digest of each base in the graph; the policy names tags.
tagged_cases() {
  printf 'preset = "locked-down"\n[rules.untrusted-image]\nallow = ["localhost:5000/base:1", "localhost:5000/scanner:1"]\n' |
    baked fresh-locked
  printf 'FROM localhost:5000/base:1\nRUN echo hello >/hello\nUSER 1000\n' | dockerfile tagged fresh-locked
  on_second tagged --pull
  builds 'a tag on the allow-list, of which the graph has the digest'
  printf 'FROM base\nRUN echo hello >/hello\nUSER 1000\n' | dockerfile tagged fresh-locked
  on_second tagged --build-context base=docker-image://localhost:5000/base:1
  builds 'the same behind a named context'
  digest=$(digest_of xmrig 1)
  on_second tagged --no-cache --build-context "base=docker-image://localhost:5000/base:1@$digest"
  stops 'a digest that somebody wrote behind that tag' 'STOP[untrusted-image]' 'only by its tag'
}

# A scanner makes the list of software that is attached to an image; whoever starts the build names it.
scanner_cases() {
  document='RUN echo "{\"predicateType\":\"https://spdx.dev/Document\",\"predicate\":{}}" >/document'
  # shellcheck disable=SC2016 # for the shell in the scanner
  scans='echo the-scanner-\"\"ran; cat /document >$BUILDKIT_SCAN_DESTINATION/a.spdx.json'
  for scanner in scanner scanner-other; do
    based "$scanner" "$document
ENTRYPOINT [\"sh\", \"-c\", \"$scans\"]"
  done
  based scanner-mines "$document
ENTRYPOINT [\"sh\", \"-c\", \"$scans; /x -o stratum+tcp://pool.example.invalid:3333\"]"
  printf 'FROM localhost:5000/base:1\nRUN echo hello >/hello\nUSER 1000\n' | dockerfile scanned fresh-locked
  on_second scanned --attest type=sbom,generator=localhost:5000/scanner:1 -t scanned:1
  builds 'a scanner on the allow-list'
  for scanner in scanner-mines:mining-pool scanner-other:untrusted-image; do
    on_second scanned --attest "type=sbom,generator=localhost:5000/${scanner%:*}:1" -t localhost:5000/scanned:1 --push
    if says 'the-scanner-ran'; then broken "a scanner, ${scanner#*:}: it ran"; fi
    stops "a scanner, ${scanner#*:}" "STOP[${scanner#*:}]" 'an attestation of this build needs it'
  done
}

layout_cases() {
  mkdir -p "$folder/laid-out"
  cp "$folder/base/busybox" "$folder/laid-out/"
  { cat "$folder/base/Dockerfile"; echo 'ONBUILD RUN echo a-step-""ran; /x -o stratum+tcp://pool.example.invalid:3333'; } \
    >"$folder/laid-out/Dockerfile"
  rm -rf "$folder/layout"
  mkdir "$folder/layout"
  on_second laid-out -o type=oci,dest=/lab/layout.tar
  builds 'an image in a folder'
  tar -C "$folder/layout" -xf "$folder/layout.tar"
  digest=$(sed -n 's/.*"digest":"\(sha256:[0-9a-f]*\)".*/\1/p' "$folder/layout/index.json")
  dockerfile laid fresh <<'END'
FROM base
USER 1000
END
  on_second laid --build-context "base=oci-layout:///lab/layout@$digest"
  stops 'a trigger of an image in a folder' 'STOP[mining-pool]' 'Dockerfile:2' 'a trigger (ONBUILD) of the base image runs'
}
