#!/usr/bin/env bash
# Writes the databases of this directory with RPM itself and Berkeley DB's own loader: the same invented packages in
# every format. Needs rpm, sqlite3 and db-util of Debian 13.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT

spec() { # name version release epoch words
    cat >"$room/$1.spec" <<SPEC
Name: $1
Version: $2
Release: $3
Epoch: $4
Summary: A package that nobody has
License: Apache-2.0
BuildArch: noarch
%description
$(seq -s ' ' "$5")
%files
SPEC
    [ "$4" -gt 0 ] || sed -i '/^Epoch/d' "$room/$1.spec"
    rpmbuild -bb --quiet --define "_topdir $room/build" --define "_buildhost build.example.invalid" \
        --define "use_source_date_epoch_as_buildtime 1" --define "clamp_mtime_to_source_date_epoch 1" \
        "$room/$1.spec"
}

export SOURCE_DATE_EPOCH=1700000000
spec acme-base 1.0 1 0 10
spec acme-web 2.4~rc1 3.el9 1 3000 # longer than a page of any format
for number in $(seq 1 12); do spec "acme-part$number" "0.$number" 1 0 100; done
spec acme-gone 1 1 0 3000

install() { # backend
    local db="$room/$1"
    mkdir "$db"
    run() { rpm --dbpath "$db" --define "_db_backend $backend" "$@"; }
    backend=$1
    run --initdb
    run -i --justdb --nodeps --nosignature "$room"/build/RPMS/noarch/*.rpm
    run -e --justdb acme-gone
    run -qa --qf '%{NAME} %|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\n' | sort >"$room/$1.list"
}
install sqlite
install ndb
cmp "$room/sqlite.list" "$room/ndb.list"
cp "$room/sqlite.list" "$here/packages.list"

# the indexes are not read, and larger than all the rest
for index in $(sqlite3 "$room/sqlite/rpmdb.sqlite" "SELECT name FROM sqlite_master WHERE type = 'table'"); do
    case $index in
    Packages | sqlite_*) ;;
    *) sqlite3 "$room/sqlite/rpmdb.sqlite" "DROP TABLE '$index'" ;;
    esac
done
sqlite3 "$room/sqlite/rpmdb.sqlite" 'PRAGMA journal_mode = DELETE; VACUUM' >/dev/null
cp "$room/sqlite/rpmdb.sqlite" "$here/"
cp "$room/ndb/Packages.db" "$here/"

# today's RPM reads Berkeley DB and does not write it
rows() {
    printf '00000000\n00000000\n'
    sqlite3 "$room/sqlite/rpmdb.sqlite" 'SELECT hnum, lower(hex(blob)) FROM Packages' | while IFS='|' read -r number blob; do
        printf '%02x%02x0000\n%s\n' $((number % 256)) $((number / 256)) "$blob"
    done
}
{
    printf 'VERSION=3\nformat=bytevalue\ntype=hash\ndb_pagesize=4096\nHEADER=END\n'
    rows | sed 's/^/ /'
    echo 'DATA=END'
} >"$room/dump"
for order in 1234 4321; do
    mkdir "$room/$order"
    db_load -c db_lorder=$order -f "$room/dump" "$room/$order/Packages"
    rpm --dbpath "$room/$order" --define '_db_backend bdb_ro' -qa \
        --qf '%{NAME} %|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\n' | sort | cmp - "$here/packages.list"
done
cp "$room/1234/Packages" "$here/Packages"
cp "$room/4321/Packages" "$here/Packages-big-endian"
