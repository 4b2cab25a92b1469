# Cases for run.sh: what a base image, a stage or a linked target brings into a build, and what takes the place of a stage.
# shellcheck shell=sh disable=SC2154 # what run.sh sets

brings_cases() {
  triggers_cases
  config_cases
  stage_cases
  linked_cases
}

triggers_cases() {
  based on-copy 'ONBUILD COPY setup /setup
ONBUILD RUN sh /setup'
  dockerfile on-copy <<'END'
FROM localhost:5000/on-copy:1
RUN echo a-step-""ran
END
  echo 'echo hello' >"$folder/on-copy/setup"
  sed -i 's/a-step-""ran/hello/' "$folder/on-copy/Dockerfile"
  build on-copy
  builds 'a trigger that copies and runs a clean script'
  echo '/x -o stratum+tcp://pool.example.invalid:3333' >"$folder/on-copy/setup"
  build on-copy
  stops 'a trigger that copies and runs a script that mines' 'STOP[mining-pool]'

  based on-env 'ONBUILD ENV P=stratum+tcp://pool.example.invalid:3333
ONBUILD RUN /x -o $P'
  dockerfile on-env <<'END'
FROM localhost:5000/base:1 AS one
RUN echo a-step-""ran
FROM localhost:5000/on-env:1
COPY --from=one /bin/busybox /b
END
  build on-env
  stops 'triggers of the last of two bases' 'STOP[mining-pool]' 'Dockerfile:4' 'this image sets the variable `P`'

  based on-stage 'ONBUILD RUN /x -o stratum+tcp://pool.example.invalid:3333'
  dockerfile on-stage <<'END'
FROM localhost:5000/on-stage:1 AS one
FROM localhost:5000/base:1
COPY --from=one /bin/busybox /b
END
  build on-stage
  stops 'a trigger of a stage that gives files' 'STOP[mining-pool]' 'Dockerfile:2'
}

config_cases() {
  based with-env 'ENV P=stratum+tcp://pool.example.invalid:3333'
  dockerfile with-env <<'END'
FROM localhost:5000/with-env:1
RUN echo a-step-""ran
RUN /opt/x -o $P
END
  build with-env
  stops 'a variable of the base image' 'STOP[mining-pool]' 'Dockerfile:2' 'this image sets the variable `P`'

  based with-health 'HEALTHCHECK CMD /x -o stratum+tcp://pool.example.invalid:3333'
  dockerfile with-health <<'END'
FROM localhost:5000/with-health:1
RUN echo a-step-""ran
END
  build with-health
  stops 'a health check of the base image' 'STOP[mining-pool]' 'Dockerfile:2'

  # forbidden under `locked-down`, WARN under `default`
  printf 'preset = "locked-down"\n[rules.untrusted-image]\nallow = ["localhost:5000/*"]\n' | baked locked
  based with-user 'USER monero'
  dockerfile with-user locked <<'END'
FROM localhost:5000/with-user:1
COPY Dockerfile /d
END
  build with-user
  stops 'a user of the base image' 'STOP[denied-user]' 'Dockerfile:2'

  # the CMD of this build goes to the ENTRYPOINT of its base
  based with-shell 'ENTRYPOINT ["sh", "-c"]'
  dockerfile with-shell <<'END'
FROM localhost:5000/with-shell:1
RUN ["sh", "-c", "echo a-step-''ran"]
CMD ["/x -o stratum+tcp://pool.example.invalid:3333"]
END
  build with-shell
  stops 'a command for the entrypoint of the base image' 'STOP[mining-pool]' 'Dockerfile:4'
}

stage_cases() {
  dockerfile unneeded <<'END'
FROM localhost:5000/base:1 AS mine
RUN /x -o stratum+tcp://pool.example.invalid:3333
FROM localhost:5000/base:1 AS web
RUN echo hello >/hello
END
  build unneeded --target web
  builds 'a target that does not need the stage that mines'
  build unneeded --target mine --build-context mine=docker-image://localhost:5000/base:1
  builds 'a target that a named context replaces'
  dockerfile instead moved <<'END'
FROM localhost:5000/base:1 AS mine
RUN /x -o stratum+tcp://pool.example.invalid:3333
FROM localhost:5000/base:1
COPY --from=mine /hello /hello
END
  mkdir -p "$folder/directory"
  echo hello >"$folder/directory/hello"
  build instead --build-context mine=/lab/directory
  builds 'a stage that a directory replaces'
  build instead --no-cache --build-context mine=docker-image://localhost:5000/xmrig:1
  stops 'a stage that a denied image replaces' 'STOP[denied-image]'
}

# A chain of bake targets: the last is based on the second, which takes a file of the first.
linked_cases() {
  mkdir -p "$folder/linked"
  cat >"$folder/linked/bake.hcl" <<'HCL'
target "one" {
  dockerfile-inline = <<E
FROM localhost:5000/base:1
RUN echo one >/one
E
}
target "two" {
  contexts = { first = "target:one" }
  dockerfile-inline = <<E
FROM localhost:5000/base:1
COPY --from=first /one /two
E
}
target "default" {
  contexts = { b = "target:two" }
  dockerfile-inline = <<E
FROM b
RUN echo hello
E
  output = ["type=cacheonly"]
}
HCL
  linked 0 'three targets of a bake file'
  sed -i 's|RUN echo one >/one|RUN echo one >/one \&\& /x -o stratum+tcp://pool.example.invalid:3333|' "$folder/linked/bake.hcl"
  linked 1 'a miner in the first of three targets'
  sed -i 's|RUN echo one.*|RUN echo one >/one; exit 7|' "$folder/linked/bake.hcl"
  bake
  if [ "$status" -eq 1 ] && says 'exit code: 7' && ! says 'build refused' && lab docker version >/dev/null 2>&1; then
    passed 'a step that fails in the first of three targets'
  else
    broken 'a step that fails in the first of three targets'
  fi
  sed -i 's|RUN echo one.*|ENTRYPOINT ["/x", "-o", "stratum+tcp://pool.example.invalid:3333"]|; s|/one /two|/bin/busybox /two|' \
    "$folder/linked/bake.hcl"
  sed -i 's|contexts = { b = "target:two" }|contexts = { b = "target:one" }|' "$folder/linked/bake.hcl"
  linked 1 'an entrypoint that comes with a linked target'
}

# linked STATUS TITLE: the build of all targets; a refusal is one for what they hold, and the engine lives on.
linked() {
  bake
  if [ "$status" -ne "$1" ] || ! lab docker version >/dev/null 2>&1; then broken "$2"; return; fi
  if [ "$1" -eq 1 ] && ! says 'build refused by minestop'; then broken "$2"; return; fi
  passed "$2"
}
