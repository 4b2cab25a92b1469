//! Package managers of distributions, one row a program.

use super::super::word_list::Words;
use super::manager::{Manager, Options};

const APT_VALUED: Words = "-o --option -c --config-file -t --target-release --default-release -a --host-architecture -P \
         --build-profiles --solver --planner --with-source --snapshot --user";

const APT_OTHER: Words = "update remove purge autoremove auto-remove autopurge autoclean auto-clean clean distclean check \
         indextargets changelog list search show policy showpkg showsrc depends rdepends edit-sources \
         markauto unmarkauto hold unhold moo why why-not versions forget-new keep help";

const DNF_VALUED: Words = "-c --config --conf --installroot --releasever -x --exclude --excludepkgs -d --debuglevel -e \
         --errorlevel -R --randomwait --rpmverbosity --setopt --color --comment --forcearch --arch --advisory \
         --advisories --bz --bzs --cve --cves --sec-severity --downloaddir --destdir --disablerepo \
         --disableplugin --enableplugin --disableexcludes --downloaddirectory --refresh-age";

const DNF_OTHER: Words = "remove erase rm autoremove clean makecache list info search provides whatprovides repolist repoinfo \
         repoquery rq check check-update check-upgrade deplist history history/list history/info history/package-list \
         history/packages-list history/packages-info history/summary history/stats history/new history/sync \
         history/userinstalled history/store mark help alias shell-help updateinfo \
         grouplist groupinfo groupremove versionlock config-manager needs-restarting repoclosure leaves \
         version module/list module/enable module/disable module/reset module/info module/provides \
         module/remove group/list group/info group/remove group/summary copr/list copr/enable copr/disable \
         copr/remove";

/// `rpm -qi` asks, `rpm -vih` installs.
const RPM: Options = Options {
    installs: "iUF",
    installs_long: "--install --upgrade --freshen --reinstall --rebuild --recompile",
    other: "qVeKtp",
    other_long: "--query --verify --erase --import --checksig --rebuilddb --initdb --eval --showrc --setperms \
         --setugids --querytags --version --help --verifydb --exportdb",
    refreshes: None,
};

const DPKG: Options = Options {
    installs: "ixX",
    installs_long: "--install --unpack --extract --vextract",
    other: "",
    other_long: "--version --help",
    refreshes: None,
};

const DPKG_DEB: Options = Options {
    installs: "xXR",
    installs_long: "--extract --vextract --raw-extract --fsys-tarfile",
    other: "",
    other_long: "--version --help",
    refreshes: None,
};

const PACMAN: Options = Options {
    installs: "SU",
    installs_long: "--sync --upgrade",
    other: "QRDFTVhclsigp",
    other_long: "--query --remove --database --files --deptest --version --help --clean --list --search --info \
         --groups --print",
    refreshes: Some('y'),
};

const EMERGE_OTHER: Words = "--sync --info --search --searchdesc --unmerge --depclean --clean --prune --metadata --regen \
         --version --help --list-sets --pretend --deselect";

pub(super) const TABLE: &[Manager] = &[
    Manager::all_but(
        "apt-get apt aptitude apt-fast nala apt-cache-install",
        "apt-get",
        APT_OTHER,
    )
    .valued(APT_VALUED),
    Manager::always(
        "gdebi apt-install install_packages clean-install unattended-upgrade unattended-upgrades",
        "apt-get",
    )
    .valued(APT_VALUED),
    Manager::only("tasksel", "apt-get", "install --task-install"),
    Manager::only("mk-build-deps", "apt-get", "-i --install -ir -ri -irt"),
    Manager::only("ubuntu-drivers", "apt-get", "install autoinstall"),
    Manager::always("do-release-upgrade debi", "apt-get"),
    Manager::only("extrepo", "apt-get", "enable update"),
    Manager::only("amazon-linux-extras", "yum", "install enable topic"),
    Manager::only("rpmbuild", "rpm", "--rebuild --recompile -ra"),
    Manager::only("fwupdmgr softwareupdate mas linuxbrew", "other", "update install upgrade -i --install get-updates"),
    Manager::always("cast sorcery pkgtool urpmi.update", "other"),
    Manager::only("dselect", "apt-get", "install update access"),
    Manager::only("aptdcon", "apt-get", "--install -i --upgrade-system --safe-upgrade --full-upgrade --fix-install"),
    Manager::only("deb-get", "apt-get", "install reinstall upgrade fix-installed"),
    Manager::always(
        "debootstrap mmdebstrap cdebootstrap qemu-debootstrap multistrap \
         febootstrap supermin alpine-make-rootfs unminimize",
        "apt-get",
    )
    .valued("--arch --include --exclude --components --variant --keyring -f -d"),
    Manager::options("dpkg", "dpkg", DPKG).valued("--root --admindir --instdir --log --status-fd --status-logger"),
    Manager::options("dpkg-deb", "dpkg", DPKG_DEB),
    Manager::all_but(
        "apk",
        "apk",
        "del update info list search cache audit verify policy version stats index dot manifest mkndx query \
         adbdump convndx help",
    )
    .valued("-t --virtual -p --root --arch --keys-dir --cache-dir --cache-max-age --wait --timeout --progress-fd")
    .sources("-X --repository --repositories-file"),
    Manager::all_but("yum dnf microdnf tdnf dnf5 dnf4 dnf-3 yum4", "yum", DNF_OTHER)
        .nests("module group groups copr environment offline system-upgrade history")
        .valued(DNF_VALUED)
        .sources("--enablerepo --repofrompath --repo --repoid"),
    Manager::always("yum-builddep dnf-builddep yumdownloader reposync", "yum")
        .valued(DNF_VALUED)
        .sources("--enablerepo --repofrompath --repo --repoid"),
    Manager::options("rpm", "rpm", RPM).valued("--root -r --dbpath --prefix --relocate -D --define -E --rcfile --macros --excludepath --undefine \
         --pipe"),
    Manager::only("alien", "rpm", "-i --install"),
    Manager::only("abuild", "apk", "-r -R"),
    Manager::always("sboinstall sboupgrade", "other"),
    Manager::always("rpm2cpio rpm2archive", "rpm"),
    Manager::all_but(
        "rpm-ostree",
        "rpm",
        "status cleanup uninstall remove kargs db cancel reload initramfs",
    ),
    Manager::all_but(
        "zypper",
        "zypper",
        "refresh ref refresh-services refs remove rm repos lr addrepo ar removerepo rr renamerepo nr \
         modifyrepo mr services ls addservice as removeservice rs modifyservice ms clean cc search se info if \
         list-updates lu list-patches lp patch-check pchk packages pa patches pch products pd patterns pt \
         what-provides wp locks ll addlock al removelock rl cleanlocks cl versioncmp vcmp targetos tos \
         licenses needs-rebooting ps purge-kernels help verify ve system-architecture locales shell",
    )
    .valued("--root -R -t --type -c --config -D --reposd-dir -C --cache-dir --raw-cache-dir --solv-cache-dir \
         --pkg-cache-dir --userdata --installroot --releasever --download -x")
    .sources("-r --repo --from -p --plus-repo"),
    Manager::options("pacman yay paru pacaur pikaur trizen", "pacman", PACMAN)
        .valued("-r --root -b --dbpath --config --cachedir --arch --gpgdir --hookdir --logfile --sysroot --overwrite \
         --ignore --ignoregroup"),
    Manager::always("makepkg pacstrap", "pacman").valued("-p --config -C -M"),
    Manager::options(
        "emerge",
        "emerge",
        // Options of emerge only say how: what is left after those that do something else installs.
        Options { installs: "*", installs_long: "", other: "sSCcPVhp", other_long: EMERGE_OTHER, refreshes: None },
    )
    .valued("--jobs -j --load-average --root --config-root --exclude --color"),
    Manager::always("xbps-install urpmi cards prt-get tce-load installpkg upgradepkg pkg_add", "other")
        .valued("-r -c -C --root --urpmi-root")
        .sources("-R --repository"),
    Manager::all_but(
        "opkg ipkg",
        "other",
        "update remove list list-installed list-upgradable list-changed-conffiles files search find info \
         status compare-versions print-architecture whatdepends flag clean",
    )
    .valued("-f --conf -d --dest -o --offline-root --add-arch --add-dest -t"),
    Manager::all_but(
        "brew",
        "other",
        "list ls info search uninstall remove rm cleanup update config doctor deps uses outdated pin unpin \
         link unlink services shellenv analytics untap commands log home cat leaves autoremove help --prefix \
         --cellar --repository --cache --env",
    ),
    Manager::all_but(
        "snap",
        "other",
        "list find search info remove run version connections connect disconnect services start stop restart \
         logs set get unset changes tasks watch abort alias unalias aliases whoami wait pack disable enable \
         help",
    ),
    Manager::all_but(
        "flatpak",
        "other",
        "list info search uninstall remove remotes remote-ls remote-add remote-modify remote-delete \
         remote-info override run ps kill mask permissions history config repair build-finish build-export \
         enter",
    ),
    Manager::all_but(
        "pkg port swupd slackpkg eopkg equo pkgin pkgman pamac guix sbopkg slapt-get",
        "other",
        "update delete remove uninstall autoremove clean info list search which query rquery version stats \
         check audit lock unlock set create repo shell selfupdate installed contents deps variants dependents \
         bundle-list bundle-remove bundle-info diagnose describe gc files mirror config list-installed \
         list-available li la lr rm sr help size hash repl time-machine archive deploy",
    ),
    Manager::only(
        "pkcon",
        "other",
        "install install-local update upgrade-system download install-sig",
    ),
    Manager::only(
        "spack",
        "other",
        "install fetch stage patch dev-build bootstrap mirror/create buildcache/install",
    ),
];
