#!/usr/bin/env python3
"""containers.py MINESTOP PROGRAM: what scans find of a miner in whatever holds it.

Puts a program that must be stopped, which is never run, into every kind of container that is opened: as it is, under
another name, stripped, and without a table of sections. Prints what is not stopped and fails then. Needs Debian's packages
binutils, 7zip, bzip2, cpio, dpkg, gcab, lz4, lzip, rpm, squashfs-tools, xz-utils and zstd; what cannot be made is named."""

import base64, io, json, os, shutil, struct, subprocess, sys, tarfile, tempfile, zipapp, zipfile, zlib

minestop, program = (os.path.abspath(it) for it in sys.argv[1:3])
work = tempfile.mkdtemp()
original = open(program, "rb").read()


def tool(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, **options).stdout


def without_sections(data):
    """As `sstrip` leaves it."""
    data = bytearray(data)
    (table,) = struct.unpack_from("<Q", data, 40)
    struct.pack_into("<Q", data, 40, 0)
    struct.pack_into("<HHH", data, 58, 0, 0, 0)
    return bytes(data[:table])


def stripped(data):
    path = os.path.join(work, "stripped")
    open(path, "wb").write(data)
    tool("strip", "--strip-all", "--remove-section=.comment", "--remove-section=.note*", path)
    return open(path, "rb").read()


def tar(name, data, **fields):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(data), 0o755
        for key, value in fields.items():
            setattr(info, key, value)
        archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def typed(name, data):
    """An entry whose type nobody knows; its checksum has to be that of the header."""
    data = bytearray(tar(name, data))
    data[156:157] = b"Z"
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    return bytes(data)


def zipped(name, data, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def made(name, data, *command, out="out"):
    """What a tool makes of a folder `in` with the program."""
    folder = tempfile.mkdtemp(dir=work)
    os.mkdir(os.path.join(folder, "in"))
    path = os.path.join(folder, "in", name)
    open(path, "wb").write(data)
    os.chmod(path, 0o755)
    command = [name if it == "NAME" else it for it in command]
    tool(*command, cwd=folder)
    found = open(os.path.join(folder, out), "rb").read()
    shutil.rmtree(folder)
    return found


def piped(data, *command):
    return tool(*command, input=data)


def rpm(name, data):
    folder = tempfile.mkdtemp(dir=work)
    open(os.path.join(folder, "file"), "wb").write(data)
    spec = os.path.join(folder, "a.spec")
    text = "Name: a\nVersion: 1\nRelease: 1\nSummary: a\nLicense: a\n%global debug_package %{nil}\n"
    text += "%global __os_install_post %{nil}\n%description\na\n%install\ninstall -D " + folder
    text += "/file %{buildroot}/opt/" + name + "\n%files\n/opt/" + name + "\n"
    open(spec, "w").write(text)
    tool("rpmbuild", "-bb", "--define", f"_topdir {folder}", "--nodeps", spec)
    for base, _, files in os.walk(os.path.join(folder, "RPMS")):
        for file in files:
            return open(os.path.join(base, file), "rb").read()


def deb(name, data):
    folder = tempfile.mkdtemp(dir=work)
    os.makedirs(os.path.join(folder, "in/DEBIAN"))
    os.makedirs(os.path.join(folder, "in/opt"))
    control = "Package: a\nVersion: 1\nArchitecture: all\nMaintainer: a <a@example.invalid>\nDescription: a\n"
    open(os.path.join(folder, "in/DEBIAN/control"), "w").write(control)
    open(os.path.join(folder, "in/opt", name), "wb").write(data)
    tool("dpkg-deb", "--root-owner-group", "-b", "in", "out.deb", cwd=folder)
    return open(os.path.join(folder, "out.deb"), "rb").read()


def app(name, data):
    folder = tempfile.mkdtemp(dir=work)
    open(os.path.join(folder, "__main__.py"), "w").write("print()\n")
    open(os.path.join(folder, name), "wb").write(data)
    out = os.path.join(work, "app.pyz")
    zipapp.create_archive(folder, out, interpreter="/usr/bin/python3")
    return open(out, "rb").read()


TEXT = b"Terms of use of this program.\n"
MACHINE = open("/bin/true", "rb").read()
SCRIPT = b"#!/bin/sh\ntail -n +3 \"$0\" | tar xz\n"
SQUASH = ("mksquashfs", "in", "out", "-no-progress", "-comp")
CONTAINERS = {
    "as it is": lambda n, d: d,
    "behind a text of 8190 bytes": lambda n, d: (TEXT * 300)[:8190] + d,
    "behind a text of 64 KiB": lambda n, d: (TEXT * 3000)[:65536] + d,
    "behind a picture": lambda n, d: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40 + d,
    "behind the magic of ar": lambda n, d: b"!<arch>\n" + d,
    "behind the magic of bzip2": lambda n, d: b"BZh" + d,
    "behind the magic of 7z": lambda n, d: b"7z\xbc\xaf\x27\x1c\0\4" + d,
    "behind the magic of RAR": lambda n, d: b"Rar!\x1a\x07\x01\0" + d,
    "without its first bytes": lambda n, d: b"\0" * 4 + d[4:],
    "ar": lambda n, d: made(n, d, "ar", "rc", "out", "in/" + n),
    "tar": lambda n, d: tar("opt/" + n, d),
    "tar, of an unknown type": lambda n, d: typed("opt/" + n, d),
    "tar, behind its end": lambda n, d: tar("a", b"a") + tar("opt/" + n, d),
    "tar.gz": lambda n, d: piped(tar("opt/" + n, d), "gzip", "-1"),
    "tar.xz": lambda n, d: piped(tar("opt/" + n, d), "xz", "-0"),
    "tar.zst": lambda n, d: piped(tar("opt/" + n, d), "zstd", "-3"),
    "tar.bz2": lambda n, d: piped(tar("opt/" + n, d), "bzip2", "-1"),
    "tar.lzma": lambda n, d: piped(tar("opt/" + n, d), "xz", "--format=lzma", "-1"),
    "tar.lz4": lambda n, d: piped(tar("opt/" + n, d), "lz4", "-1"),
    "tar.lz": lambda n, d: piped(tar("opt/" + n, d), "lzip", "-1"),
    "gz": lambda n, d: piped(d, "gzip", "-1"),
    "zlib": lambda n, d: zlib.compress(d, 1),
    "tar in tar in zip": lambda n, d: zipped("a.tar", tar("b.tar", tar("opt/" + n, d))),
    "zip": lambda n, d: zipped("opt/" + n, d),
    "zip, stored": lambda n, d: zipped("opt/" + n, d, zipfile.ZIP_STORED),
    "zip, bzip2": lambda n, d: zipped("opt/" + n, d, zipfile.ZIP_BZIP2),
    "zip, LZMA": lambda n, d: zipped("opt/" + n, d, zipfile.ZIP_LZMA),
    "zip, Deflate64": lambda n, d: made(n, d, "7zz", "a", "-tzip", "-mm=Deflate64", "-mx1", "out.zip", "in", out="out.zip"),
    "two zips": lambda n, d: zipped("opt/" + n, d) + zipped("a", b"a"),
    "zip behind a program": lambda n, d: MACHINE + zipped("opt/" + n, d),
    "zipapp": app,
    "tgz behind a script": lambda n, d: SCRIPT + piped(tar("opt/" + n, d), "gzip", "-1"),
    "xz behind a program": lambda n, d: MACHINE + piped(d, "xz", "-0"),
    "gzip behind a program": lambda n, d: MACHINE + piped(d, "gzip", "-1"),
    "7z": lambda n, d: made(n, d, "7zz", "a", "-mx1", "out.7z", "in", out="out.7z"),
    "7z, stored": lambda n, d: made(n, d, "7zz", "a", "-mx0", "out.7z", "in", out="out.7z"),
    "7z behind a program": lambda n, d: MACHINE + made(n, d, "7zz", "a", "-mx1", "o.7z", "in", out="o.7z"),
    "cpio": lambda n, d: made(n, d, "sh", "-c", "find in | cpio -o -H newc >out"),
    "deb": deb,
    "rpm": rpm,
    "SquashFS, gzip": lambda n, d: made(n, d, *SQUASH, "gzip"),
    "SquashFS, xz": lambda n, d: made(n, d, *SQUASH, "xz"),
    "SquashFS, zstd": lambda n, d: made(n, d, *SQUASH, "zstd"),
    "SquashFS, lz4": lambda n, d: made(n, d, *SQUASH, "lz4"),
    "AppImage": lambda n, d: MACHINE[:8] + b"AI\x02" + MACHINE[11:] + made(n, d, *SQUASH, "gzip"),
    "cabinet": lambda n, d: made(n, d, "gcab", "-c", "-z", "out", "in/" + n),
    "base64": lambda n, d: base64.encodebytes(d),
    "base64 of gzip": lambda n, d: base64.b64encode(piped(d, "gzip", "-1")),
    "base64 of zlib in a script": lambda n, d: b"import zlib\nx = b'" + base64.b64encode(zlib.compress(d)) + b"'\n",
    "hex": lambda n, d: d.hex().encode(),
}


def main():
    variants = {
        "as it is": (os.path.basename(program), original),
        "renamed": ("php8", original),
        "stripped": ("php8", stripped(original)),
        "without sections": ("php8", without_sections(original)),
    }
    missed, made_at_all = [], 0
    for variant, (name, data) in variants.items():
        root = os.path.join(work, "root")
        os.mkdir(root)
        kinds = list(CONTAINERS)
        for number, kind in enumerate(kinds):
            try:
                bytes_of = CONTAINERS[kind](name, data)
            except (OSError, subprocess.CalledProcessError) as error:
                print(f"not made: {kind}: {error}")
                continue
            open(os.path.join(root, f"{number}-file"), "wb").write(bytes_of)
            made_at_all += 1
        run = subprocess.run(
            [minestop, "scan", "--no-policy", "--packages", "--format", "json", f"rootfs:{root}"], capture_output=True, text=True
        )
        findings = [it for file in json.loads(run.stdout)["files"] for it in file["findings"]]
        stopped = " ".join(it["message"] for it in findings if it["action"] == "STOP")
        for number, kind in enumerate(kinds):
            is_there = os.path.exists(os.path.join(root, f"{number}-file"))
            if is_there and f"`{number}-file" not in stopped:
                missed.append(f"{variant}: {kind}")
        shutil.rmtree(root)
    shutil.rmtree(work)
    print(f"{made_at_all - len(missed)} of {made_at_all} stopped")
    for it in missed:
        print("missed:", it)
    return 1 if missed else 0


sys.exit(main())
