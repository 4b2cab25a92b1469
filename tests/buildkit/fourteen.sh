# Cases for run.sh: an ordinary project of fourteen steps comes out the same with the gate as without it, from the same caches.
# shellcheck shell=sh disable=SC2154 # what run.sh sets

fourteen_project() {
  mkdir -p "$folder/fourteen/files"
  cat >"$folder/fourteen/Dockerfile" <<END
FROM localhost:5000/base:1 AS tools
ARG VERSION=7
ENV V=\$VERSION
WORKDIR /src
COPY a.txt .
RUN cat a.txt >b.txt; : $(date +%s%N)
RUN --mount=type=cache,target=/c echo "\$V" >v
FROM localhost:5000/base:1
LABEL org.example.a=b
COPY --from=tools /src /opt/src
COPY --chmod=755 run.sh /run.sh
ADD files.tar /f/
RUN mkdir /app && echo one >/app/one
RUN ["sh", "-c", "echo two >/app/two"]
WORKDIR /app
RUN <<EOF
echo three >three
echo four >four
EOF
RUN --mount=type=bind,from=tools,target=/t cp /t/src/v /app/v
RUN touch last
COPY --link a.txt /linked
USER 1000
EXPOSE 8080
HEALTHCHECK CMD cat /app/one
ENTRYPOINT ["/run.sh"]
CMD ["start"]
END
  echo hello >"$folder/fourteen/a.txt"
  printf '#!/bin/sh\necho "$@"\n' >"$folder/fourteen/run.sh"
  echo file >"$folder/fourteen/files/f"
  tar -C "$folder/fourteen/files" -cf "$folder/fourteen/files.tar" .
}

# fourteen OPTION…: builds the project on the second daemon, which can write any cache; `gate=` goes before for minestop.
fourteen() {
  pushes lab sh -c 'cd /lab/fourteen && DOCKER_HOST=unix:///run/second.sock exec docker build --progress=plain "$@" .' sh \
    ${gate:+--build-arg "BUILDKIT_SYNTAX=$gate"} "$@"
}

# from_cache: each step of the Dockerfile in the last build, and whether it came from a cache.
from_cache() {
  awk '
    /^#[0-9]+ \[(tools|stage-1) +[0-9]+\/[0-9]+\] / && !/\] FROM / { id = $1; sub(/^#[0-9]+ /, ""); name[id] = $0 }
    /^#[0-9]+ CACHED/ { cached[$1] = 1 }
    END { for (id in name) print (cached[id] ? "CACHED " : "DONE ") name[id] }' "$log" | sort -u
}

forgotten() { second sh -c 'docker image prune -af; docker builder prune -af' >/dev/null 2>&1; }

# taken_from TITLE TO FROM STEPS: the project on a builder that knows nothing, with its cache written to TO; then the builder
# forgets everything, and takes the cache from FROM, once without the gate and once with it: at least that many steps, and the same.
taken_from() {
  title=$1
  to=$2
  from=$3
  for gate in '' localhost:5000/minestop:1; do
    forgotten
    fourteen --cache-to "$to" -t localhost:5000/fourteen:1 --push
    [ "$status" -eq 0 ] || broken "$title is written${gate:+ with the gate}"
    written=$gate
    for gate in '' localhost:5000/minestop:1; do
      forgotten
      fourteen --cache-from "$from" -o type=tar,dest=/dev/null
      from_cache >"$folder/fourteen-${gate:+with}"
      [ "$status" -eq 0 ] || broken "$title is read${gate:+ with the gate}"
    done
    if [ "$(grep -c '^CACHED' "$folder/fourteen-with")" -ge "$4" ] && cmp -s "$folder/fourteen-" "$folder/fourteen-with"; then
      passed "$title${written:+, written with the gate}: each step as without it"
    else
      cat "$folder/fourteen-" "$folder/fourteen-with" >>"$log"
      broken "$title${written:+, written with the gate}: each step as without it"
    fi
  done
}

# After platform_cases, which start the second daemon.
fourteen_cases() {
  fourteen_project
  forgotten
  gate=localhost:5000/minestop:1
  fourteen -t localhost:5000/both-built:fourteen-with --push
  with=$status
  gate=
  fourteen -t localhost:5000/both-built:fourteen-without --push
  if [ "$with$status" = 00 ] && [ "$(images_of fourteen-with)" = "$(images_of fourteen-without)" ]; then
    passed 'a project of fourteen steps: the same image'
  else
    broken 'a project of fourteen steps: the same image'
  fi
  taken_from 'a cache in a registry' type=registry,ref=localhost:5000/fourteen-cache:1,mode=max \
    type=registry,ref=localhost:5000/fourteen-cache:1 14
  taken_from 'a cache in a folder' type=local,dest=/lab/fourteen-cache,mode=max type=local,src=/lab/fourteen-cache 14
  taken_from 'a cache in the image' type=inline type=registry,ref=localhost:5000/fourteen:1 10
}
