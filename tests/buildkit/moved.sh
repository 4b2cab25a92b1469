# Cases for run.sh: what has changed under the same name since it was judged. Each first build is GO, so that the engine has every
# chance to answer from its cache; the second has other bytes.
# shellcheck shell=sh disable=SC2154 # what run.sh sets

mark() { printf '\177ELF ACME-MARKER-8' >"$1"; }

# first: the build before anything has moved.
first() { builds "$1, before"; }

moved_cases() {
  baked moved <<'END'
[indicators]
file_markers = ["ACME-MARKER-8"]
[rules.denied-image]
deny = ["localhost:5000/xmrig"]
END
  moved_images
  moved_contexts
  moved_downloads
  moved_commands
}

# marked_image NAME: localhost:5000/NAME:1 anew, with a marked file.
marked_image() {
  mkdir -p "$folder/made"
  cp "$folder/base/busybox" "$folder/made/"
  mark "$folder/made/logo.png"
  { cat "$folder/base/Dockerfile"; echo 'COPY logo.png /logo.png'; } >"$folder/made/Dockerfile"
  lab sh -c 'docker build -q -t "localhost:5000/$1:1" /lab/made && docker push -q "localhost:5000/$1:1"' sh "$1" \
    >"$log" 2>&1 || broken "the image $1 is built again"
}

moved_images() {
  based moving ''
  dockerfile moving moved <<'END'
FROM localhost:5000/moving:1
RUN echo hello >/hello
END
  build moving
  first 'a base image'
  marked_image moving
  build moving --pull
  stops 'a base image whose tag has moved' 'STOP[miner-file-content]' 'logo.png'

  based giving ''
  dockerfile giving moved <<'END'
FROM localhost:5000/base:1
COPY --from=localhost:5000/giving:1 / /given/
END
  build giving
  first 'an image that files are copied from'
  marked_image giving
  build giving --pull
  stops 'an image that files are copied from has moved' 'STOP[miner-file-content]' 'given/logo.png'

  based mounted-from ''
  dockerfile mounted-from moved <<'END'
FROM localhost:5000/base:1
RUN --mount=type=bind,from=localhost:5000/mounted-from:1,target=/from cp -r /from /copy
END
  build mounted-from
  first 'an image behind a mount'
  marked_image mounted-from
  build mounted-from --pull
  stops 'an image behind a mount has moved' 'STOP[miner-file-content]' 'copy/logo.png'
}

moved_contexts() {
  dockerfile quietly moved <<'END'
FROM localhost:5000/base:1
COPY data /data
END
  printf 'XXXXX ACME-NOTHING' >"$folder/quietly/data"
  build quietly
  first 'a file of the context'
  mark "$folder/quietly/data"
  build quietly
  stops 'a file of the context with other bytes of the same size' 'STOP[miner-file-content]' 'data'

  dockerfile named moved <<'END'
FROM localhost:5000/base:1
COPY --from=lib . /lib2
RUN echo a-step-""ran
END
  rm -rf "$folder/lib"
  mkdir "$folder/lib"
  echo hello >"$folder/lib/a"
  build named --build-context lib=/lab/lib
  first 'a named context'
  mark "$folder/lib/b"
  build named --build-context lib=/lab/lib
  stops 'a named context with one file more' 'STOP[miner-file-content]' 'b'

  dockerfile bound-script moved <<'END'
FROM localhost:5000/base:1
RUN --mount=type=bind,source=setup,target=/setup sh /setup
END
  echo 'echo hello' >"$folder/bound-script/setup"
  build bound-script
  first 'a script behind a bind mount'
  echo 'echo a-step-""ran; /x -o stratum+tcp://pool.example.invalid:3333' >"$folder/bound-script/setup"
  build bound-script
  stops 'a script behind a bind mount with another text' 'STOP[mining-pool]' 'setup:1'

  dockerfile ignoring moved <<'END'
FROM localhost:5000/base:1
COPY . /all
RUN echo a-step-""ran
END
  mark "$folder/ignoring/kept-out"
  echo kept-out >"$folder/ignoring/.dockerignore"
  build ignoring
  first 'a file that .dockerignore leaves out'
  echo '# nothing' >"$folder/ignoring/.dockerignore"
  build ignoring
  stops 'a file that .dockerignore no longer leaves out' 'STOP[miner-file-content]' 'kept-out'

  # the script shows nothing before it has the words that the stage gives it
  dockerfile with-words moved <<'END'
FROM localhost:5000/base:1
ENV KIND=tcp
COPY run.sh /run.sh
RUN sh /run.sh pool.example.invalid
END
  # shellcheck disable=SC2016 # the script's own variables
  echo 'echo a-step-""ran; /x -o "stratum+$KIND://$1:3333"' >"$folder/with-words/run.sh"
  build with-words
  stops 'a script with the variables and words that it gets' 'STOP[mining-pool]' 'run.sh:1'
}

moved_downloads() {
  dockerfile added moved <<'END'
FROM localhost:5000/base:1
ADD http://127.0.0.1:8080/added /usr/share/added
RUN echo a-step-""ran
END
  echo hello >"$folder/www/added"
  build added
  first 'a download'
  mark "$folder/www/added"
  build added
  stops 'a download that is another file now' 'STOP[miner-file-content]' 'Dockerfile:3'

}

moved_commands() {
  dockerfile filtered moved <<END
FROM localhost:5000/base:1 AS quiet
RUN : $(date +%s%N); echo hello >/hello
FROM quiet AS last
RUN wget -q -O /tool http://127.0.0.1:8080/tool
END
  echo 'echo hello' >"$folder/www/tool"
  build filtered --network=host
  first 'a stage that downloads'
  mark "$folder/www/tool"
  build filtered --network=host --no-cache-filter last
  stops 'a stage that runs again although the rest is cached' 'STOP[miner-file-content]' '`tool`'
}
