# Cases for run.sh: the verdict that travels with an image (`[frontend] attest`), read from the registry as a cluster would.
# shellcheck shell=sh disable=SC2154 # what run.sh sets

# attested TAG: what the attestations of both-built:TAG say.
attested() { lab python3 /lab/attest.py both-built "$1"; }

# Needs the second daemon: the store of the first one keeps no attestations.
attest_cases() {
  cp "$here/attest.py" "$folder/"
  policy='[frontend]
attest = true'
  echo "$policy" | baked attest
  dockerfile attest attest <<'END'
ARG TAG=clean
FROM localhost:5000/both:$TAG
COPY Dockerfile /copied
END
  digest=$(echo "$policy" | sha256sum | cut -d' ' -f1)
  build_both attest attested linux/amd64,linux/arm64
  attested attested >>"$log" 2>&1 || status=1
  if [ "$status" -eq 0 ] && says "linux/amd64 PASSED $digest" && says "linux/arm64 PASSED $digest"; then
    passed 'the image of each platform carries the verdict and the digest of the policy'
  else
    broken 'the image of each platform carries the verdict and the digest of the policy'
  fi
  build_both attest "attested-alone" linux/amd64 --provenance=false
  attested attested-alone >>"$log" 2>&1 || status=1
  if [ "$status" -eq 0 ] && says "linux/amd64 PASSED $digest"; then
    passed 'an image without provenance carries the verdict'
  else
    broken 'an image without provenance carries the verdict'
  fi

  # the image itself is the same
  build_both attest plain linux/amd64,linux/arm64 --build-arg BUILDKIT_SYNTAX=localhost:5000/minestop:1
  if [ "$status" -eq 0 ] && [ "$(images_of attested)" = "$(images_of plain)" ]; then
    passed 'the verdict changes nothing of the image'
  else
    broken 'the verdict changes nothing of the image'
  fi

  dockerfile refused attest <<'END'
FROM localhost:5000/both:clean
ENTRYPOINT ["/x", "-o", "stratum+tcp://pool.example.invalid:3333"]
END
  build_both refused "refused-$$" linux/amd64
  if [ "$status" -eq 1 ] && says 'STOP[mining-pool]' && pushed "refused-$$" | grep -q MANIFEST_UNKNOWN; then
    passed 'a refused build leaves no verdict'
  else
    broken 'a refused build leaves no verdict'
  fi

  runs lab sh -c 'rm -rf /lab/written; cd /lab/attest; DOCKER_HOST=unix:///run/second.sock exec docker build --progress=plain \
    -o /lab/written .'
  if [ "$status" -eq 0 ] && grep -q '"verificationResult": *"PASSED"' "$folder/written/verification.json"; then
    passed 'a build into a directory has the verdict beside its files'
  else
    ls -l "$folder/written" >>"$log" 2>&1 || true
    broken 'a build into a directory has the verdict beside its files'
  fi

  # a store that keeps none
  build attest -t kept-without:1
  builds 'an image store without attestations keeps the image alone'
}

# images_of TAG: the digests of the images in the index both-built:TAG.
images_of() {
  pushed "$1" | lab python3 -c '
import json, sys
for entry in json.load(sys.stdin)["manifests"]:
    if "vnd.docker.reference.type" not in entry.get("annotations", {}):
        print(entry["digest"])'
}
