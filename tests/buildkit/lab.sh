#!/bin/sh
# A real Docker Engine with a registry on 127.0.0.1:5000, from Debian's packages, in namespaces of its own: nothing of the
# host is changed. Needs root, Debian's debootstrap, and a Debian mirror for the first start.
#
#   lab.sh up SUITE            start it; trixie has Docker 26.1, sid the newest, bookworm 20.10
#   lab.sh install SUITE       only what the start needs from the mirror
#   lab.sh run SUITE COMMAND…  run a command in it; /lab there is the folder that `lab.sh folder SUITE` prints
#   lab.sh folder SUITE
#   lab.sh add SUITE PACKAGE…      install more packages; it may be up
#   lab.sh down SUITE          stop it; the installed system stays for the next start
#
# MINESTOP_LAB names the folder of the installed systems. Inside there is no network but loopback.
set -eu

home=${MINESTOP_LAB:-${XDG_CACHE_HOME:-$HOME/.cache}/minestop-buildkit}
verb=${1:?a verb: install, up, run, folder, add, down}
suite=${2:?a suite: bookworm, trixie, sid}
shift 2
system=$home/$suite
pid_file=$home/$suite.pid

fail() { echo "lab.sh: $*" >&2; exit 1; }

# The number alone says little: another process may have it by now.
is_up() { [ -s "$pid_file" ] && [ -e "/proc/$(cat "$pid_file")/root/etc/registry.yml" ]; }

enter() {
  is_up || fail "$suite is not up: run tests/buildkit/lab.sh up $suite"
  nsenter --target "$(cat "$pid_file")" --mount --net --root --wd -- \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DOCKER_BUILDKIT=1 "$@"
}

packages() {
  echo docker.io docker-registry iptables git curl busybox-static python3-minimal
  [ "$suite" = bookworm ] || echo docker-cli docker-buildx
}

install_packages() {
  unshare --mount chroot "$system" sh -c '
    mount -t proc proc /proc
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"' sh "$@" \
    >>"$home/$suite.log" 2>&1 || fail "apt-get failed, see $home/$suite.log"
}

install_system() {
  [ -e "$system/.installed" ] && return
  command -v debootstrap >/dev/null || fail "debootstrap is missing: apt-get install debootstrap"
  mkdir -p "$home"
  rm -rf "$system"
  debootstrap --variant=minbase --include=ca-certificates "$suite" "$system" >"$home/$suite.log" 2>&1 ||
    fail "debootstrap failed, see $home/$suite.log"
  # no package may start a service while it is installed
  printf '#!/bin/sh\nexit 101\n' >"$system/usr/sbin/policy-rc.d"
  chmod +x "$system/usr/sbin/policy-rc.d"
  # shellcheck disable=SC2046 # a list of words
  install_packages $(packages)
  mkdir -p "$system/lab" "$system/old"
  cat >"$system/etc/registry.yml" <<'YAML'
version: 0.1
storage: {filesystem: {rootdirectory: /var/lib/registry}}
http: {addr: "127.0.0.1:5000"}
YAML
  cat >"$system/start" <<'SH'
#!/bin/sh
busybox ip link set lo up
docker-registry serve /etc/registry.yml >/var/log/registry.log 2>&1 &
exec dockerd >/var/log/dockerd.log 2>&1
SH
  chmod +x "$system/start"
  touch "$system/.installed"
}

# The new root becomes the root of a mount namespace; everything in it dies with its first process's group.
start_system() {
  rm -f "$system/var/run/docker.pid"
  setsid unshare --mount --net sh -ec '
    mount --make-rprivate /
    mount --bind "$1" "$1"
    cd "$1"
    mount -t proc proc proc
    mount --rbind /sys sys
    mount --rbind /dev dev
    mount -t tmpfs tmpfs run
    mount -t tmpfs tmpfs tmp
    pivot_root . old
    umount -l /old
    exec /start' sh "$system" >"$home/$suite.start.log" 2>&1 </dev/null &
  echo $! >"$pid_file"
  for _ in $(seq 120); do
    if is_up && enter docker version >/dev/null 2>&1; then return; fi
    sleep 0.5
  done
  tail -n 5 "$system/var/log/dockerd.log" >&2 || true
  fail "no daemon answers in $suite"
}

case $verb in
install) install_system ;;
up)
  is_up || { install_system; start_system; }
  enter docker version --format "$suite: Docker {{.Server.Version}}"
  ;;
run) enter "$@" ;;
folder) echo "$system/lab" ;;
add) install_packages "$@" ;;
down)
  if is_up; then
    # the group of setsid above: the daemon and the registry
    kill -- "-$(cat "$pid_file")" 2>/dev/null || true
  fi
  rm -f "$pid_file"
  ;;
*) fail "unknown verb $verb" ;;
esac
