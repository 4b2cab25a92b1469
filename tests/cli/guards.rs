//! What watches, finds and removes miners, and what shows what a pool says of itself; for each kind one beside it that mines.

use super::cases::{Case, all_pass, all_stop};

const GUARDS: &[Case] = &[
    (
        "COPY guard.sh /\nCMD [\"/guard.sh\"]",
        &[(
            "guard.sh",
            "#!/bin/sh\nfor n in xmrig minerd; do pgrep -x \"$n\" && logger -t guard \"killing $n\" && pkill -9 -x \"$n\"; done\n",
        )],
    ),
    ("RUN chattr -i /usr/bin/xmrig && rm -f /usr/bin/xmrig", &[]),
    ("RUN lsof -c xmrig; journalctl -u xmrig; trivy image metal3d/xmrig", &[]),
    ("ENTRYPOINT [\"xmrig_exporter\", \"--xmrig.uri=http://desk.example.invalid:8080\"]", &[]),
    ("ENTRYPOINT [\"exporter\", \"--nbminer-host\", \"desk.example.invalid\"]", &[]),
    (
        "COPY . /w\nCMD [\"python\", \"/w/train.py\", \"--labels\", \"/w/labels.csv\", \"--names\", \"/w/names.txt\"]",
        &[
            ("train.py", "import sys\nprint(open(sys.argv[2]).read())\n"),
            ("labels.csv", "hash,family\naa,xmrig\n"),
            ("names.txt", "xmrig\nminerd\n"),
        ],
    ),
    ("ENV API=https://supportxmr.com/api HOST=api.ethermine.org", &[]),
    ("RUN curl -fsS https://api.nanopool.org/v1/xmr/pool/hashrate -o /rate.json", &[]),
];

const BESIDE_GUARDS: &[Case] = &[
    ("RUN logger started; xmrig", &[]),
    ("ENTRYPOINT [\"watch\", \"--xmrig-url=stratum+tcp://desk.example.invalid:3333\"]", &[]),
    // a shell runs the lines
    ("COPY names.txt /w/\nCMD [\"sh\", \"/w/names.txt\"]", &[("names.txt", "xmrig -o h:1\n")]),
    ("ENV HOST=api.ethermine.org:4444", &[]),
    ("ENV POOL=ethermine.org", &[]),
];

/// Guards and miners say so.
const NAMES_ALONE: &[Case] = &[
    ("RUN chattr +i /usr/bin/xmrig", &[]),
    ("ENTRYPOINT [\"watch\", \"--xmrig-path=/opt/a\"]", &[]),
];

const PAGES_THAT_MINE: &[Case] = &[
    (
        "COPY a.php /var/www/html/",
        &[(
            "a.php",
            "<?php head(); ?>\n<script src=\"https://coinhive.com/lib/coinhive.min.js\"></script>\n",
        )],
    ),
    (
        "COPY a.html.erb /app/views/",
        &[(
            "a.html.erb",
            "<%= yield %>\n<script src=\"https://coinhive.com/lib/coinhive.min.js\"></script>\n",
        )],
    ),
];

const PAGES: &[Case] = &[(
    "COPY a.php /var/www/html/",
    &[(
        "a.php",
        "<?php head(); ?>\n<script src=\"https://cdn.example.invalid/lib/charts.min.js\"></script>\n",
    )],
)];

#[test]
fn what_watches_and_removes_miners_passes() {
    all_pass(GUARDS);
}

#[test]
fn what_mines_beside_them_stops() {
    all_stop("STOP[min", BESIDE_GUARDS);
    all_stop("WARN[possible-miner]", NAMES_ALONE);
}

#[test]
fn pages_of_other_languages_are_read_as_pages() {
    all_stop("STOP[min", PAGES_THAT_MINE);
    all_pass(PAGES);
}
