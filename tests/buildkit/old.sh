# Cases for run.sh: Docker 20.10, the oldest engine that is tried. Its client knows no named contexts, no `--push` and no
# `--check`, its frontend no here-documents; the locks are the same.
# shellcheck shell=sh disable=SC2154 # what run.sh sets

# The images that the cases need, without buildx: the stage of the Dockerfile that copies the program has it beside it.
prepare_old() {
  rm -rf "${folder:?}"/*
  mkdir -p "$folder/image" "$folder/base"
  cp "$binary" "$folder/image/minestop"
  sed -n '/^FROM scratch/,$p' Dockerfile | sed 's|^COPY --from=build /out/|COPY |' >"$folder/image/Dockerfile"
  cp "$(dirname "$folder")/bin/busybox" "$folder/base/"
  lab sh -c 'docker build -q -t localhost:5000/minestop:1 /lab/image && docker push -q localhost:5000/minestop:1' \
    >"$log" 2>&1 || { broken "the image is built"; return 1; }
  images
}

old_cases() {
  dockerfile miner <examples/monero-miner/Dockerfile
  build miner
  stops 'the example of a miner is refused' 'STOP[miner-source]' 'STOP[mining-pool]' 'Dockerfile:21:'

  dockerfile clean <<'END'
FROM localhost:5000/base:1
RUN --mount=type=cache,target=/c echo hello >/hello
COPY same /copied
CMD ["cat", "/hello"]
END
  echo same >"$folder/clean/same"
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
  build argument --build-arg BASE=docker.io/metal3d/xmrig
  stops 'an image by build argument' 'STOP[denied-image]' 'Dockerfile:3:'
  dockerfile trigger <<'END'
FROM localhost:5000/trigger:1
RUN echo a-step-""ran
END
  build trigger
  stops 'a trigger of the base image' 'STOP[miner-source]'
  dockerfile starter <<'END'
FROM localhost:5000/starter:1
RUN echo a-step-""ran
END
  build starter
  stops 'an entrypoint of the base image' 'STOP[mining-pool]' 'Dockerfile:2'

  dockerfile script <<'END'
FROM localhost:5000/base:1
COPY setup.txt /setup
RUN echo a-step-""ran; sh /setup
END
  printf 'set -e\nexec /x -o stratum+tcp://pool.example.invalid:3333\n' >"$folder/script/setup.txt"
  build script
  stops 'a script of the context' 'STOP[mining-pool]' 'setup.txt:2'

  dockerfile start <<'END'
FROM localhost:5000/base:1
RUN printf '#!/bin/sh\nexec /x -o stratum+%s://pool.example.invalid:3333\n' tcp >/go && chmod +x /go
ENTRYPOINT ["/go"]
END
  build start -t started:1
  if [ "$status" -eq 1 ] && says 'STOP[mining-pool]' && [ -z "$(lab docker image ls -q started)" ]; then
    passed 'a script that the container starts, and nothing is kept'
  else
    broken 'a script that the container starts, and nothing is kept'
  fi

  dockerfile pool <<'END'
FROM localhost:5000/base:1
RUN echo a-step-""ran; /x -o stratum+tcp://pool.example.invalid:3333
END
  lab sh -c 'cd /lab/pool; docker build --progress=plain -f - . <Dockerfile' >"$log" 2>&1 && status=0 || status=$?
  stops 'a Dockerfile on standard input' 'STOP[mining-pool]'
  lab sh -c 'cd /lab/pool; tar c . | docker build --progress=plain -' >"$log" 2>&1 && status=0 || status=$?
  stops 'an archive on standard input' 'STOP[mining-pool]'
  lab sh -c 'cd /lab/clean; tar c . | docker build --progress=plain -' >"$log" 2>&1 && status=0 || status=$?
  builds 'a clean archive on standard input'
}
