# Cases for run.sh: the image of minestop itself.
# shellcheck shell=sh disable=SC2154 # what run.sh sets

image_cases() {
  status=0
  printf 'FROM scratch\nENTRYPOINT ["/x", "-o", "stratum+tcp://pool.example.invalid:3333"]\n' |
    lab docker run --rm -i localhost:5000/minestop:1 lint - >"$log" 2>&1 || status=$?
  fails 'the command line in the image, which is no root, judges standard input' 'STOP[mining-pool]' '<stdin>:2:'
  status=0
  lab sh -c 'docker save localhost:5000/base:1 | docker run --rm -i --tmpfs /tmp localhost:5000/minestop:1 scan -' \
    >"$log" 2>&1 || status=$?
  if [ "$status" -eq 0 ] && says 'GO: 1 file'; then
    passed 'the command line in the image scans an image'
  else
    broken 'the command line in the image scans an image'
  fi
  # the step of a build sees what only root can read
  printf '[indicators]\nfile_markers = ["ACME-MARKER-6"]\n' | baked private
  dockerfile private private <<'END'
FROM localhost:5000/base:1
RUN printf 'ACME-%s-6' MARKER >/hidden && chmod 0 /hidden && mkdir -m 0 /closed && mv /hidden /closed/
END
  build private
  fails 'a marked file that only root can read' 'STOP[miner-file-content]' 'closed/hidden'
  # an engine starts a frontend as root, whatever user its image names
  mkdir -p "$folder/policy"
  printf 'FROM localhost:5000/minestop:private\nUSER 65532\n' >"$folder/policy/Dockerfile"
  lab sh -c 'docker build -q -t localhost:5000/minestop:user /lab/policy && docker push -q localhost:5000/minestop:user' \
    >"$log" 2>&1 || broken 'a gate with a USER is built'
  dockerfile of-user user <<'END'
FROM localhost:5000/base:1
RUN printf 'ACME-%s-6' MARKER >/marked && chmod 0 /marked
END
  build of-user
  fails 'a gate with a USER judges as any other' 'STOP[miner-file-content]' 'marked'
}
