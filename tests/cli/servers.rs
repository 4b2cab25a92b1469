//! Supervisors and servers that start what their settings say, settings however they are written, and for each kind one
//! that is no miner's.

use super::cases::{Case, all_pass, all_stop, said};
use super::project::Project;

const SERVERS_THAT_MINE: &[Case] = &[
    (
        "COPY . /a\nCMD [\"pm2-runtime\", \"ecosystem.config.js\"]",
        &[(
            "ecosystem.config.js",
            "const h = 'h';\nmodule.exports = { apps: [{ script: './a', args: ['-o', `stratum+tcp://${h}:1`] }] };\n",
        )],
    ),
    (
        "COPY run /etc/s6-overlay/s6-rc.d/a/run",
        &[("run", "#!/command/execlineb -P\nimportas -D xmrig P PROGRAM\n/opt/${P} -o h:1\n")],
    ),
    (
        "COPY circus.ini /etc/\nCMD [\"circusd\", \"/etc/circus.ini\"]",
        &[(
            "circus.ini",
            "[env:a]\nH = stratum+tcp://h:1\n[watcher:a]\ncmd = /opt/a\nargs = -o $(circus.env.H)\n",
        )],
    ),
    (
        "COPY telegraf.conf /etc/telegraf/",
        &[("telegraf.conf", "[[inputs.execd]]\n  command = [\"/opt/xmrig\", \"-o\", \"h:1\"]\n")],
    ),
    (
        "COPY a.conf /etc/rsyslog.d/",
        &[("a.conf", "action(type=\"omprog\" binary=\"/opt/xmrig -o h:1\")\n")],
    ),
    ("COPY wg0.conf /etc/wireguard/", &[("wg0.conf", "[Interface]\nPostUp = /opt/xmrig -o h:1\n")]),
    ("COPY a.conf /etc/openvpn/", &[("a.conf", "dev tun\nup \"/opt/xmrig -o h:1\"\n")]),
    (
        "COPY a.groovy /usr/share/jenkins/ref/init.groovy.d/",
        &[("a.groovy", "['sh', '-c', 'xmrig -o h:1'].execute()\n")],
    ),
    (
        "COPY . /a\nCMD [\"php\", \"artisan\", \"a\"]",
        &[("app/A.php", "<?php\nProcess::timeout(9)->run(['/opt/xmrig', '-o', 'h:1']);\n")],
    ),
    (
        "COPY . /a\nCMD [\"airflow\", \"scheduler\"]",
        &[("dags/a.py", "BashOperator(task_id='a', bash_command='xmrig -o h:1')\n")],
    ),
    (
        "COPY a.ts /a/\nCMD [\"bun\", \"/a/a.ts\"]",
        &[("a.ts", "import { $ } from 'bun';\nconst n = 'xm' + 'rig';\nawait $`${n} -o h:1`;\n")],
    ),
    (
        "COPY a.ts /a/\nCMD [\"deno\", \"run\", \"-A\", \"/a/a.ts\"]",
        &[(
            "a.ts",
            "const args = ['-o', 'stratum+tcp://h:1'];\nnew Deno.Command('/opt/a', { args }).spawn();\n",
        )],
    ),
    (
        "COPY haproxy.cfg /usr/local/etc/haproxy/",
        &[("haproxy.cfg", "backend b\n  server a pool.supportxmr.com:443\n")],
    ),
    (
        "COPY nginx.conf /etc/nginx/",
        &[("nginx.conf", "stream { upstream u { server pool.supportxmr.com:443; } }\n")],
    ),
    (
        "COPY nginx.conf /etc/nginx/",
        &[(
            "nginx.conf",
            "location / { sub_filter '</p>' '<script src=\"https://coinhive.com/lib/coinhive.min.js\"></script>'; }\n",
        )],
    ),
    (
        "COPY . /usr/share/nginx/html",
        &[
            ("index.html", "<script src=a.js></script>\n"),
            (
                "a.js",
                "const s = new WebSocket(u); s.send({ type: 'auth', params: { site_key: k, goal: 0 } });\n",
            ),
        ],
    ),
];

const SERVERS_THAT_DO_NOT: &[Case] = &[
    (
        "COPY . /a\nCMD [\"pm2-runtime\", \"ecosystem.config.js\"]",
        &[(
            "ecosystem.config.js",
            "module.exports = { apps: [{ script: 'a.js', args: ['--port', '3333'] }] };\n",
        )],
    ),
    (
        "COPY haproxy.cfg /usr/local/etc/haproxy/",
        &[(
            "haproxy.cfg",
            "acl m hdr(host) pool.supportxmr.com\nhttp-request deny if m\nserver a db:5432\n",
        )],
    ),
    (
        "COPY nginx.conf /etc/nginx/",
        &[(
            "nginx.conf",
            "map $host $deny { pool.supportxmr.com 1; }\nstream { server { proxy_pass db:1; } }\n",
        )],
    ),
    (
        "COPY wg0.conf /etc/wireguard/",
        &[("wg0.conf", "[Interface]\nPostUp = iptables -A FORWARD -i %i -j ACCEPT\n")],
    ),
    (
        "COPY a.ts /a/\nCMD [\"bun\", \"/a/a.ts\"]",
        &[("a.ts", "$('.xmrig').hide();\nconst t = `xmrig -o h:1`;\n")],
    ),
];

#[test]
fn supervisors_and_servers_start_what_their_settings_name() {
    all_stop("STOP[min", SERVERS_THAT_MINE);
    all_pass(SERVERS_THAT_DO_NOT);
}

#[test]
fn batch_files_put_programs_together_of_parts_of_variables() {
    let dockerfile = "COPY a.cmd /a.cmd\nRUN cmd /c /a.cmd";
    let text = "set z=girmx\r\nset n=%z:~4,1%%z:~3,1%%z:~2,1%%z:~1,1%%z:~-5,1%\r\n%n% -o h:1\r\n";
    let out = said("default", dockerfile, &[("a.cmd", text)]);
    assert!(out.contains("STOP[miner-command]"), "{out}");
    let out = said("default", dockerfile, &[("a.cmd", "set z=girmx\r\necho %z:~1,2%\r\n")]);
    assert!(!out.contains("STOP"), "{out}");
}

#[test]
fn settings_count_however_they_are_written() {
    const LINES: &str = "COPY . /a\nCMD [\"/a/a\"]";
    let wallet = "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A";
    for (name, text) in [
        (
            "a.config",
            format!(
                "<c><add key='PoolUrl' value='h.example.invalid:1'/><add key='Wallet' value='{wallet}'/></c>\n"
            ),
        ),
        (
            "a.plist",
            format!(
                "<plist><dict><key>pool</key><string>h.example.invalid:1</string><key>wallet</key><string>{wallet}</string></dict></plist>\n"
            ),
        ),
        ("a.xml", format!("<a><pool>h.example.invalid:1</pool><wallet>{wallet}</wallet></a>\n")),
    ] {
        let out = said("default", LINES, &[(name, &text)]);
        assert!(out.contains("STOP[miner-file-content]"), "{name}: {out}");
    }
    let text = "pool.host = h.example.invalid\npool.port = 3333\npool.user = me\npool.pass = x\n";
    let out = said("default", LINES, &[("a.properties", text)]);
    assert!(out.contains("WARN[possible-miner]"), "{out}");
    for (name, text) in [
        (
            "a.xml",
            "<Resource pool='p' url='jdbc:postgresql://db:5432/a' username='u' password='x'/>\n",
        ),
        (
            "a.properties",
            "spring.datasource.url = jdbc:postgresql://db:5432/a\nspring.datasource.username = u\nspring.datasource.password = x\npool.size = 9\n",
        ),
        ("a.properties", "pool.host = localhost\npool.port = 5432\npool.user = u\npool.pass = x\n"),
    ] {
        let out = said("default", LINES, &[(name, text)]);
        assert!(!out.contains("STOP"), "{name}: {out}");
    }
}

#[test]
fn texts_of_utf_16_are_read() {
    let dockerfile =
        "FROM debian:12\nCOPY a.json run.ps1 /a/\nCMD [\"/a/a\", \"-c\", \"/a/a.json\"]\n";
    let in_utf16 = |text: &str| {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect::<Vec<u8>>()
    };
    let settings = "{\"pools\": [{\"url\": \"h.example.invalid:443\", \"user\": \"me\", \"coin\": \"monero\"}]}\n";
    let project = Project::with(&[("Dockerfile", dockerfile)]);
    project.write("a.json", in_utf16(settings));
    project.write("run.ps1", in_utf16("& xmrig -o h:1\r\n"));
    let out = project.run(&["lint", "--no-policy", "--format", "short"]).out;
    assert!(out.contains("a.json:1:") && out.contains("run.ps1:1:"), "{out}");
    project.write("a.json", in_utf16("{\"pool\": {\"size\": 9}}\n"));
    project.write("run.ps1", in_utf16("Write-Host xmrig\r\n"));
    assert_eq!(project.run(&["lint", "--no-policy"]).code, 0);
}

#[test]
fn a_manifest_that_is_too_long_is_said_where_its_tool_runs() {
    let long = format!("# {}\nall:\n\ttrue\n", "x".repeat(1 << 20));
    let out = said("default", "COPY . /s\nRUN make", &[("Makefile", &long)]);
    assert!(out.contains("WARN[opaque-file]"), "{out}");
    let out = said("default", "COPY . /s\nRUN true", &[("Makefile", &long)]);
    assert!(!out.contains("WARN"), "{out}");
}

#[test]
fn clients_of_mail_and_directories_are_no_miners() {
    all_pass(&[
        (
            "CMD [\"/a\", \"--server\", \"ldap.example.invalid:636\", \"--user\", \"cn=r\", \"--pass\", \"x\", \"--tls\"]",
            &[],
        ),
        (
            "CMD [\"/a\", \"-o\", \"smtp.example.invalid:587\", \"-u\", \"a@example.invalid\", \"-p\", \"/run/secrets/p\", \"--tls\"]",
            &[],
        ),
    ]);
    all_stop(
        "WARN[possible-miner",
        &[
            (
                "CMD [\"/a\", \"-o\", \"smtp.example.invalid:587\", \"-u\", \"a@example.invalid\", \"-p\", \"x\"]",
                &[],
            ),
            (
                "CMD [\"/a\", \"-o\", \"smtp.example.invalid:5870\", \"-u\", \"a@example.invalid\", \"-p\", \"/run/secrets/p\"]",
                &[],
            ),
        ],
    );
}
