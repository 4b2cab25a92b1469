"""Prints what the attestations of an image in the registry on loopback say, one line a platform.

    attest.py REPOSITORY TAG

Follows the in-toto Statement (https://in-toto.io/Statement), SLSA's Verification Summary 1.0 and the way that BuildKit attaches
attestations to an index (docs/attestations/attestation-storage.md there). Fails on anything that they do not allow.
"""

import hashlib
import json
import subprocess
import sys

INDEX = "application/vnd.oci.image.index.v1+json"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
PREDICATE = "https://slsa.dev/verification_summary/v1"
STATEMENTS = ("https://in-toto.io/Statement/v0.1", "https://in-toto.io/Statement/v1")
REQUIRED = ("verifier", "timeVerified", "resourceUri", "policy", "verificationResult", "verifiedLevels")


def fetch(repository, kind, name):
    url = f"http://127.0.0.1:5000/v2/{repository}/{kind}/{name}"
    command = ["curl", "-sfL", "-H", f"Accept: {INDEX}, {MANIFEST}", url]
    body = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    if name.startswith("sha256:") and "sha256:" + hashlib.sha256(body).hexdigest() != name:
        sys.exit(f"{name} has other bytes")
    return json.loads(body)


def statements(repository, manifest):
    """The statements of an attestation manifest with our predicate."""
    for layer in manifest["layers"]:
        if layer["annotations"].get("in-toto.io/predicate-type") == PREDICATE:
            yield fetch(repository, "blobs", layer["digest"])


def main(repository, tag):
    index = fetch(repository, "manifests", tag)
    if index["mediaType"] != INDEX:
        sys.exit("it is no index")
    of = {}
    for entry in index["manifests"]:
        notes = entry.get("annotations", {})
        if notes.get("vnd.docker.reference.type") == "attestation-manifest":
            of.setdefault(notes["vnd.docker.reference.digest"], []).append(entry["digest"])
    for entry in index["manifests"]:
        if "vnd.docker.reference.type" in entry.get("annotations", {}):
            continue
        platform = "/".join(filter(None, (entry["platform"]["os"], entry["platform"]["architecture"])))
        found = [
            statement
            for digest in of.get(entry["digest"], [])
            for statement in statements(repository, fetch(repository, "manifests", digest))
        ]
        if len(found) != 1:
            sys.exit(f"{platform}: {len(found)} statements")
        statement, predicate = found[0], found[0]["predicate"]
        subjects = {"sha256:" + subject["digest"]["sha256"] for subject in statement["subject"]}
        missing = [field for field in REQUIRED if field not in predicate]
        if statement["_type"] not in STATEMENTS or statement["predicateType"] != PREDICATE or missing:
            sys.exit(f"{platform}: this is no Verification Summary: {statement} {missing}")
        if subjects != {entry["digest"]}:
            sys.exit(f"{platform}: it is about {subjects}, the image is {entry['digest']}")
        digest = predicate["policy"].get("digest", {}).get("sha256", "")
        print(platform, predicate["verificationResult"], digest)


main(*sys.argv[1:])
