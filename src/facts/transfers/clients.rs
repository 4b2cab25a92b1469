//! Programs that transfer over the network, one row a program: when they do, and which of their words are addresses.
//!
//! Holds the table only.

use std::sync::LazyLock;

use foldhash::HashMap;

use super::super::word_list::{List, Words, index};

/// A program that transfers, or several that are called alike.
#[derive(Clone, Copy, Debug)]
pub(super) struct Client {
    pub(super) programs: Words,
    /// The scheme where none is written.
    pub(super) scheme: &'static str,
    pub(super) when: When,
    pub(super) operands: Operands,
    /// Letters of the short options with a value.
    pub(super) short: &'static str,
    /// Long options that take the next word.
    pub(super) long: List,
}

/// When a program transfers.
#[derive(Clone, Copy, Debug)]
pub(super) enum When {
    /// Whenever it is given anything.
    Always,
    /// With one of these verbs (`image/pull` are two words).
    Verbs(Words),
    /// With any verb but these.
    AllBut(Words),
    /// With an argument that starts so.
    Starts(Words),
    /// With an operand that names a host: `host:path`, `//host/path`.
    Remote,
    /// With either of the two.
    RemoteOrStarts(Words),
}

/// How an operand without a scheme is an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operands {
    /// Each one is, whatever it looks like.
    All,
    /// The first that looks like one.
    First,
    /// The first is a host, whatever it looks like.
    Host,
}

impl Client {
    const fn new(programs: Words, scheme: &'static str, when: When) -> Self {
        Self { programs, scheme, when, operands: Operands::First, short: "", long: List::of("") }
    }

    const fn always(programs: Words, scheme: &'static str) -> Self {
        Self::new(programs, scheme, When::Always)
    }

    const fn verbs(programs: Words, scheme: &'static str, verbs: Words) -> Self {
        Self::new(programs, scheme, When::Verbs(verbs))
    }

    const fn all_but(programs: Words, scheme: &'static str, verbs: Words) -> Self {
        Self::new(programs, scheme, When::AllBut(verbs))
    }

    const fn starts(programs: Words, scheme: &'static str, arguments: Words) -> Self {
        Self::new(programs, scheme, When::Starts(arguments))
    }

    const fn remote(programs: Words, scheme: &'static str) -> Self {
        Self::new(programs, scheme, When::Remote)
    }

    const fn remote_or_starts(programs: Words, scheme: &'static str, arguments: Words) -> Self {
        Self::new(programs, scheme, When::RemoteOrStarts(arguments))
    }

    const fn valued(self, short: &'static str, long: Words) -> Self {
        Self { short, long: List::of(long), ..self }
    }

    const fn host(self) -> Self {
        Self { operands: Operands::Host, ..self }
    }

    const fn all_operands(self) -> Self {
        Self { operands: Operands::All, ..self }
    }
}

const CURL_LONG: Words = "--abstract-unix-socket --alt-svc --aws-sigv4 --cacert --capath --cert --cert-type --ciphers \
    --config --connect-timeout --connect-to --continue-at --cookie --cookie-jar --create-file-mode --crlfile --curves \
    --data --data-ascii --data-binary --data-raw --data-urlencode --delegation --dns-interface --dns-ipv4-addr \
    --dns-servers --doh-url --dump-header --egd-file --engine --etag-compare --etag-save --expect100-timeout --form \
    --form-string --ftp-account --ftp-method --ftp-port --happy-eyeballs-timeout-ms --header --hostpubmd5 --hsts \
    --interface --json --keepalive-time --key --key-type --krb --libcurl --limit-rate --local-port --login-options \
    --mail-auth --mail-from --mail-rcpt --max-filesize --max-redirs --max-time --netrc-file --noproxy --oauth2-bearer \
    --output --output-dir --parallel-max --pass --pinnedpubkey --preproxy --proto --proto-default --proto-redir --proxy \
    --proxy-cacert --proxy-cert --proxy-header --proxy-key --proxy-user --proxy1.0 --pubkey --quote --random-file --range \
    --rate --referer --request --request-target --resolve --retry --retry-delay --retry-max-time --service-name --socks4 \
    --socks4a --socks5 --socks5-hostname --speed-limit --speed-time --stderr --time-cond --tls-max --tls13-ciphers \
    --trace --trace-ascii --unix-socket --upload-file --url-query --user --user-agent --variable --write-out";

const WGET_LONG: Words = "--output-file --append-output --execute --input-file --base --tries --output-document --timeout \
    --dns-timeout --connect-timeout --read-timeout --wait --waitretry --quota --directory-prefix --user --password \
    --user-agent --header --referer --post-data --post-file --method --body-data --body-file --load-cookies \
    --save-cookies --certificate --private-key --ca-certificate --ca-directory --level --accept --reject --domains \
    --exclude-domains --include-directories --exclude-directories --limit-rate --bind-address --progress --prefer-family \
    --secure-protocol --max-redirect --cut-dirs --http-user --http-password --restrict-file-names --local-encoding";

const DOCKER: Words = "pull run create build buildx/build image/pull image/build container/run container/create \
    manifest/inspect plugin/install service/create stack/deploy compose/pull compose/up compose/run compose/build \
    compose/create cp load import image/load image/import push image/push artifact/pull play/kube kube/play";

const GIT: Words = "clone fetch pull ls-remote submodule/update submodule/add remote/update remote/show lfs/pull lfs/fetch \
    lfs/clone annex/get annex/addurl annex/sync svn/clone svn/fetch svn/rebase fetch-pack http-fetch subtree/add subtree/pull \
    archive/--remote p4/clone";

pub(super) static TABLE: &[Client] = &[
    // Web
    Client::always("curl", "http").valued("AbcCdDeEFHKmoPQrtTuUwxXyYz", CURL_LONG).all_operands(),
    Client::always("wget wget2", "http").valued("oaeiBtOTwQPUlARDIX", WGET_LONG).all_operands(),
    Client::always("aria2c", "http")
        .valued("djosxkliMT", "--dir --out --header --referer --user-agent --checksum"),
    Client::always("axel", "http")
        .valued("snoUHT", "--output --num-connections --header --user-agent"),
    Client::always(
        "http https xh fetch get elinks links links2 lynx w3m lwp-download lwp-request lwp-mirror httrack puf \
         wcurl curlie hurl phoronix-download saldl lftpget ncftpget youtube-dl yt-dlp gdown megadl megaget spotdl \
         transmission-cli webtorrent rtorrent ctorrent bitsadmin ipget magic-wormhole wormhole croc syncthing \
         googler gallery-dl you-get streamlink pget prozilla snarf wput curlftpfs davfs2 onedrive zsync wormhole-william \
         rwormhole deluge-console deluged transmission-remote transmission-daemon qbittorrent-nox peerflix aria2p \
         mega-get mega-put mega-sync dropbox maestral fetchmail getmail offlineimap mbsync httpie wsget",
        "http",
    ),
    Client::always("invoke-webrequest invoke-restmethod iwr irm start-bitstransfer", "http").valued(
        "",
        "-outfile -method -headers -useragent -contenttype -body -infile -timeoutsec -credential -destination -proxy \
         -sessionvariable -websession -maximumredirection -displayname",
    ),
    Client::starts("certutil", "http", "-urlcache /urlcache -URL -url -verifyctl"),
    // Names
    Client::always(
        "dig kdig drill delv nslookup host systemd-resolve dnsget adig dog doggo whois finger rwhois q-dns ldns-walk",
        "dns",
    ),
    Client::all_but(
        "resolvectl",
        "dns",
        "status dns domain flush-caches statistics monitor reset-statistics",
    ),
    // Connections
    Client::always(
        "nc nc.openbsd nc.traditional ncat netcat telnet tftp atftp gnutls-cli websocat wscat",
        "tcp",
    )
    .valued("ipqswxXIOoGgcMmeTV", "--port --proxy --proxy-type --source --exec --sh-exec")
    .host(),
    Client::starts(
        "socat",
        "tcp",
        "TCP tcp UDP udp OPENSSL openssl SOCKS socks PROXY proxy SSL ssl SCTP sctp",
    ),
    Client::starts("openssl", "tcp", "s_client s_time -url"),
    // Tunnels, and programs that hand on what the other side says
    Client::always(
        "uclient-fetch xhs ssl_client socket cryptcat pwncat sbd udptunnel rexec uucp uux sendme \
         qrcp portal pcp mpop imapsync nntpget slrnpull fetchnews newsboat irssi stomp \
         kcat kafkacat mosquitto_sub mqtt grpcurl grpc_cli evans memcached-tool websocketd",
        "tcp",
    ),
    Client::always(
        "frpc ngrok localtunnel lt bore openvpn openconnect wg-quick sshuttle nordvpn tor i2pd i2prouter \
         dnscat dnscat2 iodine dns2tcpc ptunnel hping3 nbd-client iscsiadm",
        "tcp",
    ),
    Client::verbs("chisel", "https", "client"),
    Client::verbs("cloudflared", "https", "tunnel access"),
    Client::always("pdsh dsh clush pssh parallel-ssh pscp.pssh", "ssh"),
    Client::always("sa-update suricata-update update-pciids update-usbids tzupdate", "https"),
    // Files
    Client::always("yafc ftp lftp ncftp ftpget pftp tnftp", "ftp"),
    Client::always(
        "sftp ssh sshfs autossh ssh-copy-id ssh-keyscan mosh plink pscp psftp dbclient",
        "ssh",
    )
    .valued("bcDeEFIiJLlmOopQRSWwBPs", ""),
    Client::remote("scp", "ssh").valued("cDFiJloPSX", ""),
    Client::remote("rsync", "rsync")
        .valued("eBfTM", "--rsh --exclude --include --filter --files-from --chown --chmod"),
    Client::always(
        "smbclient smbget smbmap mount.nfs mount.nfs4 mount.cifs mount.davfs mount.smb3 rpcclient",
        "smb",
    ),
    Client::remote_or_starts(
        "mount",
        "nfs",
        "nfs cifs smb3 smbfs davfs fuse.sshfs sshfs glusterfs ceph 9p afs ncpfs -tnfs -tcifs -tsmb // nfs: s3fs",
    ),
    Client::always(
        "s3fs gcsfuse goofys blobfuse blobfuse2 mountpoint-s3 mount-s3 rclone-mount",
        "https",
    ),
    Client::always(
        "gsutil s3cmd s5cmd s4cmd azcopy ossutil coscmd obsutil b2 swift-client kaggle-cli",
        "https",
    ),
    Client::all_but(
        "rclone",
        "https",
        "version config listremotes help obscure genautocomplete completion",
    ),
    Client::verbs(
        "mc mcli",
        "https",
        "cp mirror cat get ls alias/set pipe head stat find share/download mb",
    ),
    Client::verbs(
        "ipfs",
        "ipfs",
        "get cat block/get dag/get pin/add swarm/connect daemon name/resolve",
    ),
    // Sources
    Client::verbs("git", "git", GIT)
        .valued(
        "Ccbjou",
        "--git-dir --work-tree --namespace --exec-path --config-env --branch --depth --reference --origin --config --jobs \
         --filter --separate-git-dir --upload-pack --template --shallow-since --shallow-exclude --server-option",
    ),
    Client::always("git-annex git-lfs-fetch git-remote-http git-remote-https", "git"),
    Client::verbs("hub", "git", "clone fetch pull sync release/download checkout"),
    Client::verbs("gclient fetch-depot", "git", "sync config runhooks fetch"),
    Client::verbs("west", "git", "init update"),
    Client::verbs("p4", "tcp", "sync clone print get").valued("cpuPHLx", ""),
    Client::verbs("git-lfs", "git", "pull fetch clone smudge"),
    Client::verbs("vcs vcstool wstool peru", "git", "import pull update sync init"),
    Client::verbs("ghq got tla mtn", "git", "get clone pull sync fetch"),
    Client::verbs("repo", "git", "init sync"),
    Client::verbs("hg", "https", "clone pull incoming update"),
    Client::verbs("svn", "svn", "checkout co export update up switch cat list ls"),
    Client::verbs("bzr brz", "https", "branch checkout clone pull get export"),
    Client::verbs("datalad", "git", "clone install get update"),
    Client::verbs("copier", "git", "copy update recopy"),
    Client::verbs("cvs", "cvs", "checkout co update login export").valued("dz", ""),
    Client::verbs("fossil", "https", "clone pull sync update open"),
    Client::verbs("darcs pijul sl", "https", "clone get pull"),
    Client::verbs(
        "gh",
        "git",
        "repo/clone repo/sync repo/fork release/download release/view gist/clone gist/view run/download api codespace attestation/download",
    ),
    Client::verbs(
        "glab tea",
        "git",
        "repo/clone release/download api job/artifact ci/artifact snippet mr/checkout clone",
    ),
    Client::always("degit tiged giget cookiecutter", "git"),
    // Data
    Client::always("steamcmd lgogdownloader freshclam geoipupdate legendary rsh rlogin rcp", "https"),
    Client::starts(
        "mysqldump mariadb-dump pg_dump pg_dumpall mongodump mongoexport",
        "tcp",
        "-h --host --uri mongodb:// postgres:// postgresql://",
    ),
    Client::verbs("tailscale", "https", "file/get file/cp up login"),
    Client::verbs("onionshare-cli onionshare", "https", "--receive --persistent"),
    Client::verbs("hdfs hadoop", "https", "dfs fs distcp"),
    Client::verbs("ibmcloud", "https", "cos cr"),
    Client::verbs("img", "https", "pull build"),
    // Clouds and clusters
    Client::verbs("aws", "https", "s3 s3api ecr codeartifact codecommit ssm secretsmanager")
        .valued("", "--profile --region --output --endpoint-url"),
    Client::verbs("az", "https", "storage acr artifacts").valued("", "--subscription"),
    Client::verbs("gcloud", "https", "storage artifacts secrets source compute/scp compute/ssh compute/copy-files")
        .valued("", "--project --account"),
    Client::verbs("oci", "https", "os").valued("", "--profile"),
    Client::verbs("kubectl oc", "https", "cp exec get image/extract image/mirror rsync")
        .valued("n", "--kubeconfig --context"),
    Client::verbs("helm", "https", "pull fetch repo/add repo/update install upgrade push show"),
    Client::verbs("swift", "https", "download"),
    Client::verbs("dat hyp hyperdrive", "dat", "clone pull sync seed"),
    Client::verbs("gdrive drive megatools", "https", "download files pull clone dl get copy sync"),
    Client::verbs("vagrant", "https", "up box/add box/update init"),
    Client::verbs("hf huggingface-cli", "https", "download upload repo scan-remote"),
    Client::verbs("kaggle", "https", "datasets competitions kernels models d c k m"),
    Client::verbs("ollama", "https", "pull run create push"),
    Client::verbs(
        "modelscope dvc wandb clearml mlflow",
        "https",
        "download pull fetch get get-url import import-url artifact artifacts/download",
    ),
    // Images
    Client::verbs("docker podman nerdctl finch", "https", DOCKER)
        .valued("Hcl", "--context --host --config --log-level"),
    Client::verbs(
        "docker-compose podman-compose",
        "https",
        "pull up run build create push",
    )
    .valued("fp", "--file --project-name --profile --env-file --project-directory"),
    Client::verbs("buildah", "https", "from pull bud build push run add copy"),
    Client::always("regsync ch-pull2dir shifterimg sarus", "https"),
    Client::verbs("multipass", "https", "launch find transfer"),
    Client::verbs(
        "jf jfrog",
        "https",
        "rt/dl rt/download rt/curl rt/u rt/upload dl download",
    ),
    Client::verbs("cloudsmith", "https", "download pull push"),
    Client::verbs("qshell", "https", "get qdownload fetch sync"),
    Client::verbs("linode-cli", "https", "obj"),
    Client::verbs("openstack", "https", "object/save object/create image/save"),
    Client::verbs("rados", "https", "get put"),
    Client::verbs("lms", "https", "get"),
    Client::verbs("helmfile", "https", "sync apply fetch deps repos template diff"),
    Client::verbs("kustomize", "https", "build").valued("o", "--output"),
    Client::verbs("flux argocd istioctl linkerd", "https", "install bootstrap upgrade app/sync"),
    Client::verbs("consul", "https", "kv/get snapshot/save exec watch"),
    Client::verbs("etcdctl", "https", "get watch snapshot/save")
        .valued("", "--endpoints --cacert --cert --key --user"),
    Client::verbs("vault", "https", "read kv/get login").valued("", "-address -namespace"),
    Client::verbs(
        "ctr",
        "https",
        "image/pull images/pull i/pull image/push content/fetch content/fetch-blob run",
    )
    .valued("na", "--namespace --address"),
    Client::verbs("crictl", "https", "pull"),
    Client::verbs("skopeo", "https", "copy sync inspect list-tags"),
    Client::verbs(
        "crane gcrane",
        "https",
        "pull export blob copy cp cat manifest config digest append mutate push ls",
    ),
    Client::verbs(
        "regctl",
        "https",
        "image/export image/copy image/get-file blob/get artifact/get manifest/get tag/ls image/manifest layer",
    ),
    Client::verbs("oras", "https", "pull push copy cp blob/fetch manifest/fetch discover attach"),
    Client::verbs(
        "cosign",
        "https",
        "download verify load save triangulate copy verify-attestation",
    ),
    Client::verbs("umoci imgpkg kbld vcsh", "https", "pull clone copy"),
    Client::always("undock lxc-create virt-builder", "https"),
    Client::verbs("ch-image udocker enroot lxc incus", "https", "pull import load create run launch init"),
    Client::verbs("singularity apptainer", "https", "pull build run exec shell"),
    // Keys
    Client::starts(
        "gpg gpg2 gpg1 apt-key",
        "hkp",
        "--keyserver --recv --receive --search-k --refresh-k --fetch-k --locate-k --locate-e",
    ),
    Client::starts("pacman-key", "hkp", "--recv -r --refresh"),
    Client::verbs("sq", "hkp", "network keyserver wkd dane"),
];

/// The row of a program.
pub(super) fn find(program: &str) -> Option<&'static Client> {
    static BY_NAME: LazyLock<HashMap<&str, &Client>> =
        LazyLock::new(|| index(TABLE, |client| client.programs));
    BY_NAME.get(program).copied()
}

/// Programs that make or change texts and files, and never connect to anything: an address among their words is only a
/// text. What they print counts for whoever reads it.
pub(super) const OFFLINE: Words = "echo printf cat tee sed cut tr sort uniq head tail wc rev expr true false : test [ [[ cp mv ln \
    mkdir rmdir touch chmod chown chgrp export declare typeset local readonly set unset read alias hash type sleep cd pushd \
    popd shift trap exit return umask basename dirname realpath readlink jq yq tomlq xq crudini augtool envsubst xmlstarlet \
    write-host write-output set-content add-content out-file out-null new-item set-item setx rem md5sum sha1sum sha256sum \
    sha512sum shasum date seq dos2unix unix2dos patch diff cmp useradd adduser usermod groupadd debconf-set-selections \
    update-alternatives setfacl install join paste column fold fmt nl shuf base64 xxd od hexdump strings bc dc logger wall configure \
    git-config sponge replace rpl initctl sysctl";

#[cfg(test)]
mod tests {
    use foldhash::HashSet;

    use super::*;

    #[test]
    fn every_program_has_one_row() {
        let mut seen = HashSet::default();
        for name in TABLE.iter().flat_map(|client| client.programs.split(' ')) {
            assert!(seen.insert(name), "{name}");
            assert!(!OFFLINE.split(' ').any(|offline| offline == name), "{name}");
        }
    }
}
