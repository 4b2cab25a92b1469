# Cases for run.sh: what can be put in the place of the gate, as docs/enforcement.md says: whatever is under its tag, and, by
# whoever starts the build, a source policy. What a source policy puts in the place of a base image is judged.
# shellcheck shell=sh disable=SC2154 # what run.sh sets

# digest_of NAME TAG: the digest of an image of the registry on loopback.
digest_of() {
  lab curl -sI -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' \
    -H 'Accept: application/vnd.oci.image.index.v1+json' -H 'Accept: application/vnd.oci.image.manifest.v1+json' \
    "http://127.0.0.1:5000/v2/$1/manifests/$2" | tr -d '\r' | sed -n 's/^[Dd]ocker-[Cc]ontent-[Dd]igest: //p'
}

# instead OF IMAGE: a source policy that gives IMAGE to every build that asks for OF.
instead() {
  printf '{"rules":[{"action":"CONVERT","selector":{"identifier":"docker-image://%s"},"updates":{"identifier":"docker-image://%s"}}]}' \
    "$1" "$2" >"$folder/instead.json"
}

# under POLICY NAME OPTIONS…: builds the folder NAME with a source policy of whoever starts the build.
under() {
  policy=$1 name=$2
  shift 2
  runs lab sh -c 'export EXPERIMENTAL_BUILDKIT_SOURCE_POLICY="/lab/$1"; cd "/lab/$2"; shift 2
    exec docker buildx build --progress=plain "$@" .' sh "$policy" "$name" "$@"
}

instead_cases() {
  # a gate that stops nothing, which stands for any image that speaks the protocol
  echo 'fail-on = "never"' | baked lax
  echo 'preset = "default"' | baked named
  digest_of_gate=$(digest_of minestop named)
  mkdir -p "$folder/mines"
  printf 'FROM localhost:5000/base:1\nRUN echo a-step-""ran\nCMD ["/x", "-o", "stratum+tcp://pool.example.invalid:3333"]\n' \
    >"$folder/mines/Dockerfile"

  build mines --no-cache --build-arg BUILDKIT_SYNTAX=localhost:5000/minestop:named
  stops 'a gate by its tag' 'STOP[mining-pool]'
  mkdir -p "$folder/pretends"
  printf 'FROM localhost:5000/minestop:lax\nLABEL x=y\n' >"$folder/pretends/Dockerfile"
  build pretends --build-arg BUILDKIT_SYNTAX=localhost:5000/minestop:named -t localhost:5000/minestop:named
  builds 'an image that takes the tag of the gate'
  build mines --no-cache --pull --build-arg BUILDKIT_SYNTAX=localhost:5000/minestop:named
  builds 'the tag is whatever the engine has under it'
  build mines --no-cache --build-arg "BUILDKIT_SYNTAX=localhost:5000/minestop@$digest_of_gate"
  stops 'a gate by its digest stays what it is' 'STOP[mining-pool]'
  build mines --no-cache --build-arg "BUILDKIT_SYNTAX=localhost:5000/minestop:named@$digest_of_gate"
  stops 'a gate by tag and digest stays what it is' 'STOP[mining-pool]'

  instead "localhost:5000/minestop@$digest_of_gate" localhost:5000/minestop:lax
  under instead.json mines --no-cache --build-arg "BUILDKIT_SYNTAX=localhost:5000/minestop@$digest_of_gate"
  builds 'a source policy of whoever starts the build replaces even a digest'
  instead localhost:5000/base:1 localhost:5000/starter:1
  dockerfile based-elsewhere named <<'END'
FROM localhost:5000/base:1
END
  under instead.json based-elsewhere --no-cache --build-arg "BUILDKIT_SYNTAX=localhost:5000/minestop@$digest_of_gate"
  stops 'a base that a source policy puts there is judged' 'STOP[mining-pool]' 'Dockerfile:2'
}
