//! The commands that start points give, each in the format of its file.

use crate::facts::autostart::{is_of_shell, reader};
use crate::source::{FileId, Span, Text};

fn commands(path: &str, content: &str) -> String {
    let text = Text::verbatim(content, Span::new(FileId::default(), 0, content.len()));
    reader(path).map_or_else(|| "-".to_owned(), |reader| reader(&text).as_str().to_owned())
}

#[test]
fn units_give_their_commands_over_several_lines() {
    let unit = "[Service]\nEnvironment=A=b\nExecStartPre = -/bin/mkdir x\nExecStart=!/opt/x \\\n  --a b\nUser=x\n";
    let path = "etc/systemd/system/x.service";
    assert_eq!(
        commands(path, unit),
        "export A=b\nsetpriv --reuid 'x' true\n/bin/mkdir x\n/opt/x \\\n--a b\n"
    );
}

#[test]
fn crontabs_give_their_commands_without_time_and_user() {
    let tab = "# x\nSHELL=/bin/sh\n*/5 * * * * root /opt/x -a\n@reboot root /opt/y\n1 2\n";
    let expected = "SHELL=/bin/sh\n/opt/x -a\n/opt/y\n";
    for path in ["etc/cron.d/x", "etc/crontab"] {
        assert_eq!(commands(path, tab), expected, "{path}");
    }
    let own =
        "* * * * * /opt/x a\n* * * * * kill -9 1\n@daily timeout 5m b\n@daily find / -name c\n";
    let expected = "/opt/x a\nkill -9 1\ntimeout 5m b\nfind / -name c\n";
    assert_eq!(commands("srv/crontab", own), expected);
    let tab = "0 1 * * 1-5 /opt/x -a\n@daily /opt/y\n";
    for path in ["var/spool/cron/crontabs/root", "etc/crontabs/root", "var/spool/cron/www"] {
        assert_eq!(commands(path, tab), "/opt/x -a\n/opt/y\n", "{path}");
    }
}

#[test]
fn other_start_points_give_theirs() {
    let conf = "[program:x]\ncommand = /opt/x -a ; no\nuser=x\n";
    assert_eq!(
        commands("etc/supervisor/conf.d/x.conf", conf),
        "setpriv --reuid 'x' true\n/opt/x -a ; no\n"
    );
    assert_eq!(
        commands("etc/supervisord.conf", conf),
        "setpriv --reuid 'x' true\n/opt/x -a ; no\n"
    );
    assert_eq!(commands("etc/inittab", "::respawn:/opt/x -a:b\n#x\n"), "/opt/x -a:b\n");
    let entry = "[Desktop Entry]\nName=x\nExec=/opt/x %f\n";
    assert_eq!(commands("etc/xdg/autostart/x.desktop", entry), "/opt/x %f\n");
    assert_eq!(commands("srv/app/app.conf", "command=x\n"), "-");
}

#[test]
fn web_servers_and_php_are_told_programs() {
    let nginx = "http { perl_set $x \"sub { system(q(a)) }\"; init_by_lua_block { os.execute(\"b\") }\n rtmp { exec /opt/x -c; } }";
    let expected = "perl -e ' system(q(a)) '\nlua -e ' os.execute(\"b\") '\n/opt/x -c\n";
    assert_eq!(commands("etc/nginx/nginx.conf", nginx), expected);
    let apache = "CustomLog \"|/opt/x -a\" common\nRewriteMap m \"prg:/opt/y\"\nCustomLog /var/log/a common\n";
    assert_eq!(commands("etc/apache2/apache2.conf", apache), "/opt/x -a\n/opt/y\n");
    let php = "; x\nauto_prepend_file=/opt/p.txt\nmemory_limit = 1\n";
    assert_eq!(commands("usr/local/etc/php/conf.d/p.ini", php), "php '/opt/p.txt'\n");
    let pool = "[www]\nphp_admin_value[auto_prepend_file] = /opt/p\n";
    assert_eq!(commands("usr/local/etc/php-fpm.d/w.conf", pool), "php '/opt/p'\n");
    assert_eq!(commands("srv/.htaccess", "php_value auto_append_file \"/p\"\n"), "php '/p'\n");
}

#[test]
fn daemons_are_told_commands() {
    for (path, content, expected) in [
        ("etc/ssh/sshd_config", "Port 22\nForceCommand /opt/x -a\n", "/opt/x -a\n"),
        ("root/.ssh/config", "Host *\n  ProxyCommand sh -c x\n", "sh -c x\n"),
        ("root/.ssh/authorized_keys", "command=\"/opt/x\" ssh-ed25519 A\n", "/opt/x\n"),
        ("etc/postgresql/postgresql.conf", "archive_command = '/opt/x %p'\n", "/opt/x %p\n"),
        ("etc/apt/apt.conf.d/9", "APT::Update::Pre-Invoke {\"/opt/x\";};\n", "/opt/x\n"),
        ("etc/dpkg/dpkg.cfg.d/x", "post-invoke=\"/opt/x\"\n", "/opt/x\n"),
        ("etc/udev/rules.d/9.rules", "ACTION==\"add\", RUN+=\"/opt/x\"\n", "/opt/x\n"),
        ("etc/modprobe.d/x.conf", "install dummy /opt/x\n", "/opt/x\n"),
        ("etc/zabbix/zabbix_agentd.conf", "UserParameter=a,/opt/x\n", "/opt/x\n"),
        ("etc/aliases", "root: \"|/opt/x -a\"\n", "/opt/x -a\n"),
        ("etc/apk/world", "# a\nb\n", "apk add 'b' \n"),
        ("etc/ld.so.preload", "/opt/x.so\n", ". '/opt/x.so' \n"),
        ("etc/mysql/conf.d/x.cnf", "[client]\npager = /opt/x -a\nuser = y\n", "/opt/x -a\n"),
        ("etc/caddy/Caddyfile", "on started exec /opt/x a\nrespond exec\n", "/opt/x a\n"),
        ("root/.config/hypr/hyprland.conf", "exec-once = /opt/x\nkey = y\n", "/opt/x\n"),
        ("etc/acpi/events/x", "event=a\naction=/opt/x\n", "/opt/x\n"),
        ("etc/systemd/nspawn/x.nspawn", "[Exec]\nParameters=/opt/x a\nUser=y\n", "/opt/x a\n"),
        ("root/.tcshrc", "set a=b\n", "csh -c 'set a=b\n'\n"),
        ("etc/supervisor.d/a.ini", "command=sh -c \"${a}b\"\n", "sh -c \"\\${a}b\"\n"),
    ] {
        assert_eq!(commands(path, content), expected, "{path}");
    }
}

#[test]
fn agents_and_servers_are_told_commands() {
    let list = "command = [\"/opt/x\", \"-a b\"]\nother = [\"y\"]\n";
    for (path, content, expected) in [
        ("etc/vector/vector.toml", list, "'/opt/x' '-a b' \n"),
        ("etc/vector/a.yaml", "sources:\n  a:\n    command: [/opt/x, -a]\n", "'/opt/x' '-a' \n"),
        ("etc/horust/services/a.toml", "command = \"/opt/x -a\"\n", "/opt/x -a\n"),
        ("etc/sensu/conf.d/a.json", "{\"a\":{\"command\":\"/opt/x -a\"}}", "/opt/x -a\n"),
        ("fluentd/etc/fluent.conf", "<source>\n  @type exec\n  command /opt/x -a\n", "/opt/x -a\n"),
        (
            "etc/nagios/objects/a.cfg",
            "define command{\n command_line /opt/x -a\n}\n",
            "/opt/x -a\n",
        ),
        (
            "etc/dnf/plugins/post-transaction-actions.d/a.action",
            "# a\n*:any:/opt/x -a\n",
            "/opt/x -a\n",
        ),
        ("etc/lightdm/lightdm.conf", "session-setup-script=/opt/x\nuser=y\n", "/opt/x\n"),
        ("etc/letsencrypt/cli.ini", "deploy-hook = /opt/x\nemail = y\n", "/opt/x\n"),
        (
            "etc/squid/squid.conf",
            "url_rewrite_program /opt/x -a\nauth_param basic program /opt/y\nauth_param basic realm z\n",
            "/opt/x -a\n/opt/y\n",
        ),
        ("etc/stunnel/stunnel.conf", "exec = /opt/x\nexecArgs = x -a b\n", "/opt/x -a b\n"),
        ("etc/freeradius/mods-enabled/a", "exec a {\n program = \"/opt/x -a\"\n}\n", "/opt/x -a\n"),
        (
            "etc/ImageMagick-7/delegates.xml",
            "<delegatemap><delegate decode=\"a\" command=\"&quot;/opt/x&quot; -a\"/></delegatemap>",
            "\"/opt/x\" -a\n",
        ),
        (
            "docker-entrypoint.d/a.json",
            "{\"a\":{\"executable\":\"/opt/x\",\"arguments\":[\"-a\",\"b\"],\"user\":\"y\"}}",
            "'/opt/x' '-a' 'b' \n",
        ),
    ] {
        assert_eq!(commands(path, content), expected, "{path}");
    }
}

#[test]
fn editors_and_terminals_run_commands() {
    for (path, content, expected) in [
        (
            "root/.vimrc",
            "set nocompatible!\nsilent !/opt/x\ncall system(\"/opt/y\")\n",
            "/opt/x\n/opt/y\n",
        ),
        ("root/.tmux.conf", "set -g mouse on\nrun-shell \"/opt/x\"\n", "/opt/x\n"),
        ("root/.gdbinit", "shell /opt/x\n", "/opt/x\n"),
        ("root/.emacs", "(shell-command \"/opt/x\")\n", "/opt/x\n"),
        ("etc/inputrc", "\"a\": \"/opt/x\\n\"\n\"b\": history-search\n", "/opt/x\n"),
        ("etc/fish/conf.d/x.fish", "set -g a b\n$a c\n", "a=b\n$a c\n"),
    ] {
        assert_eq!(commands(path, content), expected, "{path}");
    }
}

#[test]
fn shells_read_more_than_scripts() {
    for path in [
        "root/.bash_profile",
        "etc/profile",
        "home/x/.zshrc",
        "etc/rc.local",
        "etc/s6-overlay/s6-rc.d/x/up",
        "root/.config/openbox/autostart",
        "root/.config/bspwm/bspwmrc",
        "etc/letsencrypt/renewal-hooks/deploy/x",
    ] {
        assert!(is_of_shell(path), "{path}");
    }
    assert!(!is_of_shell("usr/share/doc/profile"));
}

#[test]
fn uwsgi_is_told_daemons_hooks_and_jobs() {
    let text = "[uwsgi]\nmodule = x\nattach-daemon = /opt/a -b\nsmart-attach-daemon = /p.pid c d\nsmart-attach-daemon2 = cmd=e f,pidfile=/p\nexec-asap = g\nhook-asap = exec:h i\nhook-accepting1 = write:/x y\ncron = 0 1 -1 -1 -1 j k\ncron2 = minute=-5 l\n";
    let expected = "/opt/a -b\nc d\ne f\ng\nh i\nj k\nl\n";
    for path in ["srv/uwsgi.ini", "etc/uwsgi/apps-enabled/x.ini"] {
        assert_eq!(commands(path, text), expected, "{path}");
    }
    assert_eq!(commands("srv/uwsgi/run.py", text), "-");
    assert_eq!(commands("uwsgi.ini", "smart-attach-daemon2 = cmd=\ncron\ncron =\n"), "");
}
