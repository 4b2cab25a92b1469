//! Files that package managers, runners of tests and clusters are given, and for each kind one that brings no miner.

use super::cases::{Case, all_pass, all_stop, none_stops};

const LISTS_WITH_A_MINER: &[Case] = &[
    (
        "COPY a /s/a\nRUN dpkg --set-selections < /s/a && apt-get dselect-upgrade",
        &[("a", "xmrig install\n")],
    ),
    ("COPY world /etc/apk/world\nRUN apk upgrade", &[("world", "curl\nxmrig\n")]),
    ("COPY . /s\nRUN cp /s/a /etc/apk/world && apk fix", &[("a", "xmrig\n")]),
    ("COPY . /s\nRUN brew bundle --file /s/a.rb", &[("a.rb", "brew 'xmrig'\n")]),
    ("COPY . /s\nRUN guix package -m /s/a.scm", &[("a.scm", "(list \"xmrig\")\n")]),
    (
        "COPY . /s\nRUN cd /s && nix-shell --run true",
        &[("shell.nix", "{ buildInputs = [ pkgs.xmrig ]; }\n")],
    ),
    (
        "COPY . /s\nRUN paket install",
        &[("paket.dependencies", "git https://github.com/xmrig/xmrig.git\n")],
    ),
    (
        "COPY a /a\nRUN ansible-playbook /a/site.yml",
        &[("a/site.yml", "- hosts: all\n  tasks:\n    - apt:\n        name: [curl, xmrig]\n")],
    ),
];

const LISTS_WITHOUT: &[Case] = &[
    ("COPY a /s/a\nRUN dpkg --set-selections < /s/a", &[("a", "curl install\n")]),
    ("COPY a /s/a\nRUN sort < /s/a", &[("a", "xmrig install\n")]),
    ("COPY world /srv/world\nRUN apk upgrade", &[("world", "xmrig\n")]),
    ("COPY . /s\nRUN pip install -m /s/a.scm a", &[("a.scm", "(list \"xmrig\")\n")]),
    (
        "COPY a /a\nRUN ansible-playbook /a/site.yml",
        &[(
            "a/site.yml",
            "- hosts: all\n  tasks:\n    - apt:\n        name: xmrig\n        state: absent\n",
        )],
    ),
];

#[test]
fn packages_in_lists_of_package_managers_are_installed() {
    all_stop("STOP[miner-source]", LISTS_WITH_A_MINER);
    all_pass(LISTS_WITHOUT);
}

const SUITES_THAT_MINE: &[Case] = &[
    ("COPY . /s\nRUN bats /s/t", &[("t/a.bats", "setup() {\n  a=xm\n  ${a}rig -o h:1\n}\n")]),
    ("COPY . /s\nRUN bats /s", &[("a.bats", "@test \"a\" {\n  xmrig -o h:1\n}\n")]),
    (
        "COPY . /s\nRUN python3 -m robot /s",
        &[(
            "a.robot",
            "*** Variables ***\n${A}    xm\n*** Keywords ***\nB\n    Run Process    ${A}rig    -o    h:1\n",
        )],
    ),
    (
        "COPY . /s\nRUN lefthook run a",
        &[("lefthook.yml", "a:\n  commands:\n    b:\n      run: xmrig -o h:1\n")],
    ),
    ("COPY . /s\nRUN pants test ::", &[("BUILD", "shell_command(command=\"xmrig -o h:1\")\n")]),
    (
        "COPY . /s\nRUN packer build /s/a.json",
        &[("a.json", "{\"provisioners\":[{\"type\":\"shell\",\"inline\":[\"xmrig -o h:1\"]}]}")],
    ),
    (
        "COPY . /s\nRUN npm ci",
        &[(
            "binding.gyp",
            "{\"actions\":[{\"action_name\":\"a\",\"action\":[\"xmrig\",\"-o\",\"h:1\"]}]}",
        )],
    ),
    ("COPY a.inc /\nRUN fpm -s dir --after-install a.inc .", &[("a.inc", "xmrig -o h:1\n")]),
    (
        "COPY . /s\nRUN bolt plan run a::b",
        &[(
            "plans/b.yaml",
            "parameters:\n  n:\n    type: String\n    default: rig\nsteps:\n  - name: a\n    command: xm${n} -o h:1\n",
        )],
    ),
    ("COPY a /a\nRUN sqlite3 b < /a", &[("a", ".shell xmrig -o h:1\n")]),
    (
        "COPY . /s\nCMD [\"kubectl\", \"apply\", \"-k\", \"/s\"]",
        &[("d.yml", "kind: Pod\nspec:\n  containers:\n  - image: metal3d/xmrig\n")],
    ),
    (
        "COPY . /s\nRUN helm install a /s",
        &[("values.yaml", "image:\n  repository: metal3d/xmrig\n")],
    ),
];

const SUITES_THAT_DO_NOT: &[Case] = &[
    // nothing runs the tool
    ("COPY . /s\nRUN true", &[("plans/b.yaml", "steps:\n  - command: xmrig -o h:1\n")]),
    ("COPY . /s\nRUN true", &[("a.bats", "@test \"a\" {\n  xmrig -o h:1\n}\n")]),
    ("COPY . /s\nRUN true", &[("a.robot", "    Run Process    xmrig    -o    h:1\n")]),
    ("COPY . /s\nRUN true", &[("lefthook.yml", "a:\n  commands:\n    b:\n      run: xmrig\n")]),
    ("COPY . /s\nRUN true", &[("BUILD", "shell_command(command=\"xmrig -o h:1\")\n")]),
    ("COPY . /s\nRUN bats /s", &[("a.bats", "@test \"no xmrig\" {\n  ! pgrep xmrig\n}\n")]),
    ("COPY a /a\nRUN sqlite3 b < /a", &[("a", "select 'xmrig';\n")]),
    ("COPY . /s\nRUN helm lint /s", &[("values.yaml", "image:\n  repository: metal3d/xmrig\n")]),
    ("COPY . /s\nRUN helm install a /s", &[("values.yaml", "image:\n  repository: shop/web\n")]),
];

#[test]
fn suites_and_directories_of_manifests_start_what_they_name() {
    all_stop("STOP[", SUITES_THAT_MINE);
    all_pass(SUITES_THAT_DO_NOT);
}

const STARTED_BY_OTHERS: &[Case] = &[
    ("LABEL ofelia.job-run.a.image=metal3d/xmrig", &[]),
    ("ENV _JAVA_OPTIONS=\"-XX:OnError='xmrig -o h:1'\"", &[]),
    ("COPY a /etc/ld.so.preload", &[("a", "/usr/local/lib/libprocesshider.so\n")]),
    (
        "COPY a.patch /\nRUN patch -p1 -d / < /a.patch",
        &[(
            "a.patch",
            "--- a/opt/run.sh\n+++ b/opt/run.sh\n@@ -2,2 +2,3 @@\n set -e\n+xmrig -o h:1\n exec \"$@\"\n",
        )],
    ),
];

#[test]
fn schedulers_loaders_and_patches_start_what_they_are_told() {
    all_stop("STOP[", STARTED_BY_OTHERS);
    none_stops(&[
        ("LABEL ofelia.job-run.a.image=shop/web", &[]),
        ("LABEL image=metal3d/xmrig", &[]),
        ("ENV _JAVA_OPTIONS=-Dxmrig=off", &[]),
        (
            "COPY a.patch /\nRUN patch -p1 -d / < /a.patch",
            &[(
                "a.patch",
                "--- a/opt/names.txt\n+++ b/opt/names.txt\n@@ -1,1 +1,2 @@\n a\n+xmrig -o h:1\n",
            )],
        ),
    ]);
}

#[test]
fn a_command_that_is_inherited_sees_the_variables_of_the_image() {
    const MINES: &str = "FROM debian:12 AS a\nENV N=web\nCMD xm$N -o h:1\nFROM a\nENV N=rig";
    const DOES_NOT: &str = "FROM debian:12 AS a\nENV N=web\nCMD xm$N -o h:1\nFROM a\nENV N=l";
    all_stop("STOP[miner-command]", &[(MINES, &[])]);
    all_pass(&[(DOES_NOT, &[])]);
}
