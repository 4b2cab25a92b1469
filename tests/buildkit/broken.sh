# Cases for run.sh: whatever ends a frontend or the client ends the build, and nothing comes out of it.
# shellcheck shell=sh disable=SC2154 # what run.sh sets

# empty TITLE NAME TEXT…: the last build failed with these texts, and pushed and kept nothing of that name.
empty() {
  title=$1
  image=$2
  shift 2
  [ "$status" -ne 0 ] || { broken "$title: status 0"; return; }
  for text; do
    says "$text" || { broken "$title: no '$text'"; return; }
  done
  found=$(lab curl -s -o /dev/null -w '%{http_code}' "http://127.0.0.1:5000/v2/$image/tags/list")
  kept=$(lab docker image ls -q "localhost:5000/$image")
  if [ "$found" = 404 ] && [ -z "$kept" ]; then
    passed "$title"
  else
    broken "$title: an image came out of it"
  fi
}

# killed TITLE TEXT: the frontend is killed as soon as the build says this, or as soon as it is there.
killed() {
  mark=mark-$$-$suite-$((killings += 1))
  : >"$log"
  # the mark is in the environment of the frontend alone: the file declares no such argument
  build slow --no-cache --build-arg "MARK=$mark" -t "localhost:5000/killed-$$:1" --push &
  building=$!
  hit=''
  for _ in $(seq 600); do
    if [ -z "$2" ] || says "$2"; then
      for process in /proc/[0-9]*; do
        if tr '\0' '\n' 2>/dev/null <"$process/environ" | grep -q "^BUILDKIT_FRONTEND_OPT_.*MARK=$mark\$"; then
          kill -9 "${process#/proc/}" && hit=yes
        fi
      done
    fi
    if [ -n "$hit" ] || ! kill -0 "$building" 2>/dev/null; then break; fi
    sleep 0.02
  done
  wait "$building"
  # the status of a build in the background is not known here; its output is
  status=0
  says 'ERROR: failed to' && status=1
  [ -n "$hit" ] || { broken "$1: it was not there"; return; }
  empty "$1" "killed-$$" 'failed to solve: '
}

broken_cases() {
  killings=0
  # The lock on the result runs the steps, so that the frontend lives as long as they do.
  dockerfile slow <<'END'
FROM localhost:5000/base:1
COPY Dockerfile /copied
RUN echo it-has-""begun; sleep 60
END
  killed 'a frontend that is killed at its start' ''
  killed 'a frontend that is killed while the base is looked up' 'load metadata for localhost:5000/base:1'
  killed 'a frontend that is killed while it reads the context' 'judge what the build takes'
  killed 'a frontend that is killed while steps run' 'it-has-begun'

  runs lab sh -c 'cd /lab/slow; exec timeout --signal=INT 15 docker build --progress=plain --no-cache \
    -t "localhost:5000/$1:1" --push .' sh "cancelled-$$"
  empty 'a build that is cancelled' "cancelled-$$" 'it-has-begun' 'CANCELED'

  mkdir -p "$folder/garbage"
  cp "$folder/base/busybox" "$folder/garbage/"
  cat >"$folder/garbage/Dockerfile" <<'END'
FROM localhost:5000/base:1
LABEL moby.buildkit.frontend.network.none="true"
ENTRYPOINT ["/bin/sh", "-c", "echo this is no HTTP; sleep 1"]
END
  lab sh -c 'docker build -q -t localhost:5000/garbage:1 /lab/garbage && docker push -q localhost:5000/garbage:1' \
    >"$log" 2>&1 || broken 'the image that talks garbage is built'
  mkdir -p "$folder/talk"
  printf '# syntax=localhost:5000/garbage:1\nFROM scratch\nCOPY Dockerfile /\n' >"$folder/talk/Dockerfile"
  build talk -t "localhost:5000/talked-$$:1" --push
  empty 'a frontend that talks garbage' "talked-$$" 'failed to solve: '
}
