//! `minestop scan` and files that start programs without a word in the image's configuration, or that configure what
//! it starts.

use serde_json::json;

use crate::project::Project;
use crate::scan::{image, tar};

const RUN: &str = "/opt/web -o stratum+tcp://pool.example.invalid:3333";

#[test]
fn start_points_are_read_as_the_commands_in_them() {
    for (path, before) in [
        ("etc/systemd/system/dbus-helper.service", "[Service]\nExecStart="),
        ("etc/cron.d/helper", "#!/bin/sh\n* * * * * root "),
        ("var/spool/cron/crontabs/root", "@reboot "),
        ("etc/supervisor/conf.d/helper.conf", "[program:helper]\ncommand="),
        ("etc/inittab", "::respawn:"),
        ("etc/xdg/autostart/helper.desktop", "[Desktop Entry]\nExec="),
        ("etc/s6-overlay/s6-rc.d/helper/up", ""),
        ("home/web/.bash_profile", ""),
    ] {
        let project = Project::new();
        project.write(&format!("root/{path}"), format!("{before}{RUN}\n"));
        let run = project.run(&["scan", "root"]);
        assert_eq!(run.code, 1, "{path}: {}{}", run.out, run.err);
        let line = before.matches('\n').count() + 1;
        let place = format!("root: {path}:{line}:");
        assert!(run.out.contains("STOP[mining-pool]") && run.out.contains(&place), "{}", run.out);
    }
}

#[test]
fn ordinary_start_points_pass() {
    let project = Project::new();
    project.write(
        "root/etc/cron.d/x",
        "SHELL=/bin/sh\n17 * * * * root cd / && run-parts /etc/cron.hourly\n",
    );
    project.write(
        "root/lib/systemd/system/x.service",
        "[Service]\nExecStart=/usr/bin/x --port 3333\n",
    );
    project.write("root/etc/crontab", "# pool: stratum+tcp://pool.example.invalid:3333\n");
    let run = project.run(&["scan", "root"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
}

#[test]
fn a_configuration_counts_if_the_image_starts_a_program_with_it() {
    let text = b"pool = stratum+tcp://pool.example.invalid:3333\n";
    let layers = [tar(&[("etc/app.conf", text)])];
    let scan = |command: &[&str]| {
        let project = Project::new();
        project.write("image.tar", image(json!({"config": {"Entrypoint": command}}), &layers));
        project.run(&["scan", "image.tar"])
    };
    for command in [["/app", "--config=/etc/app.conf"], ["/app", "app.conf"]] {
        let run = scan(&command);
        assert_eq!(run.code, 1, "{}{}", run.out, run.err);
        assert!(run.out.contains("etc/app.conf:1:"), "{}", run.out);
    }
    assert_eq!(scan(&["/app"]).code, 0);
}
