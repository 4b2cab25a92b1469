#!/usr/bin/env python3
"""Another file in a cache that BuildKit has written: forge.py DIR NAME MARK

DIR is what `--cache-to type=local` has written. In each layer that has the file NAME its content becomes MARK; the records, which say
what step made which layer, stay. Whoever can write a cache that others import can do that.
"""

import gzip
import hashlib
import io
import json
import sys
import tarfile
from pathlib import Path

folder, name, mark = Path(sys.argv[1]), sys.argv[2], sys.argv[3].encode()


def blob(digest):
    return folder / "blobs" / digest.replace(":", "/")


def written(data):
    digest = "sha256:" + hashlib.sha256(data).hexdigest()
    blob(digest).write_bytes(data)
    return digest, len(data)


def forged(layer):
    """The tar of a layer with the other file; None if it has no such file."""
    out, found = io.BytesIO(), False
    with tarfile.open(fileobj=io.BytesIO(layer)) as old, tarfile.open(fileobj=out, mode="w") as new:
        for member in old:
            content = old.extractfile(member) if member.isfile() else None
            if member.name == name:
                found, content, member.size = True, io.BytesIO(mark), len(mark)
            new.addfile(member, content)
    return out.getvalue() if found else None


index = json.loads((folder / "index.json").read_text())
top = index["manifests"][-1]
manifest = json.loads(blob(top["digest"]).read_text())
listed = manifest["layers"] if "layers" in manifest else manifest["manifests"]
config = manifest.get("config") or next(it for it in listed if "cacheconfig" in it["mediaType"])
records = json.loads(blob(config["digest"]).read_text())
count = 0
for layer in listed:
    if layer is config:
        continue
    tar = forged(gzip.decompress(blob(layer["digest"]).read_bytes()))
    if tar is None:
        continue
    count += 1
    old = layer["digest"]
    layer["digest"], layer["size"] = written(gzip.compress(tar, mtime=0))
    layer["annotations"]["containerd.io/uncompressed"] = "sha256:" + hashlib.sha256(tar).hexdigest()
    for known in records["layers"]:
        if known["blob"] == old:
            known["blob"] = layer["digest"]
config["digest"], config["size"] = written(json.dumps(records).encode())
top["digest"], top["size"] = written(json.dumps(manifest).encode())
(folder / "index.json").write_text(json.dumps(index))
sys.exit(0 if count else f"{name} is in no layer")
