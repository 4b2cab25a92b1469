open(my $out, "-|", "/opt/xm" . "rig", "-c", "/etc/work.json");
