//! Package managers and build tools of programming languages, one row a program.

use super::super::word_list::Words;
use super::manager::{Manager, Options};

const PIP_VALUED: Words = "-r --requirement --requirements -c --constraint -t --target --prefix --root --src -d --dest -w \
         --wheel-dir -b --build --cache-dir --python -p --timeout --retries --progress-bar --proxy --cert \
         --client-cert --global-option --install-option --build-option --config-settings -C --platform --abi \
         --implementation --python-version --log --exists-action --keyring-provider --use-feature \
         --use-deprecated --no-binary --only-binary --report --root-user-action --upgrade-strategy --group \
         --resume-retries --override --directory --project --extra --index-strategy --resolution --prerelease \
         --exclude-newer --link-mode --refresh-package --config-file --package --color --without --only -E \
         --extras --system-site-packages --python-preference --no-group --only-group --backend \
         --torch-backend --reinstall-package --upgrade-package --pip-args --suffix";
const PIP_SOURCES: Words = "-i --index-url --extra-index-url -f --find-links --trusted-host --pypi-url --index --default-index \
         --pypi-mirror";

const NPM_VALUED: Words = "--prefix -C --dir --cache --cwd --loglevel -w --workspace --filter --userconfig --globalconfig \
         --omit --include --only --tag --network-timeout --mutex --modules-folder --cache-folder \
         --global-folder --link-folder --fetch-retries --fetch-timeout --fetch-retry-mintimeout \
         --fetch-retry-maxtimeout --maxsockets --otp --scope --proxy --https-proxy --noproxy --cafile \
         --node-options --script-shell --before --install-strategy --arch --platform --target --cpu --os \
         --libc --network-concurrency --child-concurrency --store-dir --virtual-store-dir --reporter \
         --use-yarnrc --init-module --registry-token -c --call workspace --concurrency --mode --config \
         --backend --lockfile-dir";
const NPM_SOURCES: Words = "--registry";

const CONDA_OTHER: Words = "activate deactivate clean config info init list search repoquery remove uninstall run compare rename \
         export notices doctor shell package build tos env/list env/export env/remove env/config env/log auth \
         constructor help completion";

const GEM_VALUED: Words = "-v --version -i --install-dir -n --bindir -P --trust-policy --config-file -p --http-proxy --platform \
         --document --build-root -g --file --without --gemfile -j --jobs --retry -r --path --with --group \
         --shebang --cache-path";

const CARGO_VALUED: Words = "--version --vers --root --features -F --target --target-dir --profile --path --bin --example --color \
         --config -Z -C -j --jobs -p --package --manifest-path --message-format --branch --tag --rev \
         --recipe-path --install-path --strategies --exclude --bench --test --artifact-dir --out-dir";

const GO_VALUED: Words = "-C -tags -ldflags -gcflags -asmflags -gccgoflags -mod -modfile -o -p -overlay -pkgdir -buildmode \
         -compiler -toolexec -exec -covermode -coverpkg -installsuffix -pgo -buildvcs";

const NIX_ENV: Options = Options {
    installs: "iu",
    installs_long: "--install --upgrade --set",
    other: "qeG",
    other_long: "--query --uninstall --list-generations --delete-generations --rollback --switch-profile",
    refreshes: None,
};

const DOTNET: Words = "restore tool/install tool/update tool/restore tool/exec workload/install workload/update \
         workload/restore add/package package/add package/update new/install new/update";

pub(super) const TABLE: &[Manager] = &[
    // Python
    Manager::all_but(
        "pip pip2 pip3 pypi-install",
        "pip",
        "uninstall list show freeze check config cache search help hash debug inspect index completion lock \
         version",
    )
    .valued(PIP_VALUED)
    .sources(PIP_SOURCES),
    Manager::all_but(
        "pipx",
        "pip",
        "list uninstall uninstall-all ensurepath environment completions pin unpin interpreter help",
    )
    .valued(PIP_VALUED)
    .sources(PIP_SOURCES),
    Manager::all_but(
        "uv",
        "pip",
        "pip/list pip/freeze pip/show pip/check pip/tree pip/uninstall pip/compile tool/list tool/uninstall \
         tool/dir tool/update-shell python/list python/find python/dir python/pin python/uninstall \
         python/update-shell venv version init remove lock export tree publish cache self help format auth \
         generate-shell-completion",
    )
    .builds("run build")
    .nests("pip tool python")
    .valued(PIP_VALUED)
    .sources(PIP_SOURCES),
    Manager::all_but(
        "poetry pdm pipenv rye hatch",
        "pip",
        "about build cache check config env export init list lock new publish remove run search shell show \
         version help debug info fix import use venv completion completions clean graph open uninstall \
         scripts verify requirements self/show self/list self/lock self/remove fmt lint test pin tools \
         toolchain/list status project dep metadata pub outdated which env/info env/list env/remove env/use \
         env/activate env/show env/find env/prune env/run",
    )
    .nests("self toolchain env")
    .valued(PIP_VALUED)
    .sources(PIP_SOURCES),
    Manager::always(
        "easy_install easy_install-2.7 easy_install3 uvx get-pip pip-sync pip-run fades pyppeteer-install \
         ensurepip textblob.download_corpora",
        "pip",
    )
    .valued(PIP_VALUED)
    .sources(PIP_SOURCES),
    Manager::only("setup.py", "pip", "install develop easy_install").valued(PIP_VALUED),
    Manager::only("spacy", "pip", "download"),
    Manager::only("flit conda-lock", "pip", "install"),
    Manager::only("brownie", "pip", "pm/install").nests("pm"),
    Manager::always("nltk.downloader", "pip").valued("-d"),
    Manager::always("nodeenv pip-compile", "pip").valued("-r -c -p --python -n --node"),
    Manager::only("eb conda-build boa", "pip", "--robot build install"),
    Manager::only("playwright patchright", "npm", "install install-deps"),
    Manager::all_but("conda mamba micromamba", "conda", CONDA_OTHER)
        .nests("env")
        .valued("-n --name -p --prefix -f --file --platform --subdir --solver --repodata-fn -r --root-prefix \
         --rc-file --log-level")
        .sources("-c --channel"),
    Manager::all_but("conda-env", "conda", "list export remove config")
        .valued("-n --name -p --prefix -f --file"),
    Manager::only("pixi", "conda", "install add update upgrade exec global/install global/add global/update global/sync global/upgrade \
         self-update")
        .builds("run")
        .nests("global")
        .valued("--manifest-path -e --environment -p --platform --color")
        .sources("-c --channel"),
    // JavaScript
    Manager::all_but(
        "npm cnpm tnpm",
        "npm",
        "run run-script rum urn test t tst start stop restart config c set get cache version ls list la ll \
         outdated audit prune uninstall remove rm r un unlink publish unpublish login logout adduser whoami \
         view info show v search bin root prefix pkg help help-search explain why doctor ping fund completion \
         owner access team token profile org star deprecate dist-tag shrinkwrap repo docs bugs edit explore \
         query sbom set-script hook diff find-dupes audit/signatures",
    )
    .nests("init audit")
    .valued(NPM_VALUED)
    .sources(NPM_SOURCES),
    Manager::only(
        "yarn yarnpkg jlpm",
        "npm",
        "add install upgrade up update dlx create global/add global/upgrade import workspaces/focus \
         set/version plugin/import policies/set-version upgrade-interactive global",
    )
    .nests("global workspaces set plugin policies")
    .bare()
    .valued(NPM_VALUED)
    .sources(NPM_SOURCES),
    Manager::only(
        "pnpm",
        "npm",
        "install i add update up upgrade dlx create fetch import deploy ci install-test it self-update \
         env/use env/add clean-install",
    )
    .nests("env")
    .valued(NPM_VALUED)
    .sources(NPM_SOURCES),
    Manager::only("bun", "npm", "install i add a ci update x create c upgrade")
        .valued(NPM_VALUED)
        .sources(NPM_SOURCES),
    Manager::always("npx bunx pnpx pnx yarn-install", "npm")
        .valued(NPM_VALUED)
        .sources(NPM_SOURCES),
    Manager::only("deno jsr", "npm", "install add cache upgrade").builds("run compile x"),
    Manager::all_but(
        "bower jspm typings",
        "npm",
        "list ls help home info init link login lookup prune register search uninstall version cache build \
         bundle config run",
    ),
    Manager::only("corepack", "npm", "install prepare use up hydrate pnpm yarn npm npx"),
    Manager::only("lerna rush meteor cypress puppeteer", "npm",
        "bootstrap install update add npm browsers/install")
        .nests("browsers"),
    Manager::only("ionic cordova phonegap expo nativescript tns ember ng vue quasar serverless sls truffle", "npm",
        "install update add unbox plugin/add plugin/install plugin/update plugins/add platform/add ext/add")
        .nests("plugin plugins platform ext"),
    Manager::always("selenium-manager", "npm"),
    // Ruby
    Manager::all_but(
        "gem fluent-gem td-agent-gem",
        "gem",
        "list environment env search uninstall build push cleanup check contents help info outdated owner \
         query rdoc server signin signout sources specification spec stale which yank cert dependency lock \
         generate_index pristine open rebuild",
    )
    .valued(GEM_VALUED)
    .sources("-s --source --clear-sources"),
    Manager::all_but(
        "bundle bundler",
        "gem",
        "exec e config show list info check clean init env platform open viz version doctor lock outdated \
         remove console licenses gem binstubs help audit",
    )
    .bare()
    .valued(GEM_VALUED)
    .sources("--source"),
    // Rust and Go
    Manager::only(
        "cargo",
        "cargo",
        "install binstall quickinstall add fetch vendor update generate generate-lockfile",
    )
    .builds("build b run r check c rustc bench doc clippy zigbuild chef")
    .valued(CARGO_VALUED)
    .sources("--git --index --registry"),
    Manager::only("anchor", "cargo", "").builds("build test deploy"),
    Manager::only("cross maturin wasm-pack trunk", "cargo", "").builds("build run develop serve"),
    Manager::only("xcaddy xk6 tinygo goreleaser ko mage", "go", "install").builds("build run release"),
    Manager::always("cargo-binstall cargo-install", "cargo").valued(CARGO_VALUED).sources("--git --index --registry"),
    Manager::only("go", "go", "install get mod/download mod/tidy mod/vendor work/sync work/vendor")
        .builds("build run")
        .nests("mod work")
        .valued(GO_VALUED),
    Manager::only("dep glide govendor gvt", "go", "ensure install update up sync fetch get restore"),
    // PHP
    Manager::only(
        "composer",
        "composer",
        "install i require req r update u upgrade create-project reinstall self-update selfupdate \
         global/install global/require global/update",
    )
    .nests("global")
    .valued("-d --working-dir --ignore-platform-req --stability -s --prefer-install")
    .sources("--repository --repository-url"),
    Manager::all_but(
        "pecl pear phive pie",
        "composer",
        "list list-all list-files search info config-set config-show config-get config-create config-help \
         channel-update channel-discover channel-add channel-info update-channels list-channels uninstall \
         clear-cache version package remote-list remote-info list-upgrades help show remove status purge",
    )
    .valued("-D -c --packagingroot --trust-gpg-keys --home --temporary -t"),
    Manager::always("install-php-extensions docker-php-ext-install docker-php-ext-enable-all", "composer"),
    Manager::only("pickle", "composer", "install convert"),
    Manager::only("wp drush drupal", "composer", "core/download core/update plugin/install plugin/update theme/install theme/update \
         package/install dl language/core module:install module/install").nests("core plugin theme package"),
    // Perl, Lua, R, Julia
    Manager::always("cpan cpanm cpanp", "cpan")
        .valued("-l --local-lib -L --local-lib-contained -M --cpanfile --configure-timeout")
        .sources("--mirror --from"),
    Manager::all_but("cpm carton", "cpan", "exec list show tree help version check fatpack").bare(),
    Manager::all_but(
        "luarocks",
        "luarocks",
        "list show search remove which path config doc help lint purge test upload write_rockspec new_version \
         init pack",
    )
    .valued("--tree --lua-version --lua-dir --timeout")
    .sources("--server --only-server --from"),
    Manager::only("r", "r", "CMD/INSTALL").nests("CMD").valued("-l"),
    Manager::always("install2.r installgithub.r installbioc.r installrub.r install.r update.r", "r")
        .valued("-l --libloc -n --ncpus -d --deps -m --method")
        .sources("-r --repos"),
    // Haskell, OCaml and other languages
    Manager::all_but(
        "cabal",
        "haskell",
        "configure v2-configure new-configure v1-configure test v2-test new-test list info clean v2-clean \
         sdist check init update v2-update new-update user-config haddock freeze v2-freeze path gen-bounds \
         outdated exec v2-exec new-exec help list-bin report upload sandbox copy register repl",
    )
    .builds("build v2-build new-build run v2-run new-run bench")
    .valued("--installdir --bindir --prefix -j -w --with-compiler --project-file"),
    Manager::all_but(
        "stack",
        "haskell",
        "test exec config path clean purge ls list new templates init query dot hoogle upload sdist eval \
         runghc runhaskell ghc ghci repl update haddock ide rm help docker list-dependencies",
    )
    .builds("build run bench")
    .valued("--resolver --snapshot --stack-yaml --local-bin-path --stack-root --work-dir -j --jobs --compiler \
         --flag --ghc-options"),
    Manager::only("ghcup", "haskell", "install upgrade run compile prefetch install-cabal"),
    Manager::all_but(
        "opam",
        "opam",
        "config env list ls show info exec var repository repo remote clean remove uninstall search lint lock \
         option update tree help admin why switch/list switch/set switch/show switch/remove \
         switch/list-available switch/export",
    )
    .nests("switch")
    .valued("-j --jobs --switch --root --color --solver -c --compiler")
    .sources("--repos --repositories"),
    Manager::all_but("nimble", "nimble", "list search init uninstall path dump tasks check test publish c refresh setup shell lock"),
    Manager::only("mix", "mix", "deps.get deps.update archive.install escript.install local.hex local.rebar local.phx hex.install \
         igniter.install")
        .nests("do"),
    Manager::only("rebar3 rebar", "mix", "get-deps upgrade update-deps escriptize")
        .builds("compile release tar")
        .valued("as"),
    Manager::only("dart flutter pub", "dart", "pub/get pub/add pub/upgrade pub/global pub/downgrade get add upgrade precache global").nests("pub"),
    Manager::only("swift", "swift", "package/resolve package/update").nests("package").builds("build run"),
    Manager::all_but("pod carthage", "swift", "repo deintegrate init lib spec list search cache env trunk version help"),
    Manager::only("shards elm elm-package spago psc-package dub raco vcpkg xrepo zef nimby esy haxelib akku forge soldeer",
        "other",
        "install update upgrade fetch download add pkg/install pkg/update get i git")
        .builds("build run")
        .nests("pkg"),
    Manager::only("conan", "other", "create install download get add update")
        .builds("build"),
    Manager::only("xmake", "other", "require install"),
    Manager::only("zig", "other", "fetch"),
    Manager::only("alr", "other", "get with update install toolchain").builds("build run"),
    Manager::only("lake", "other", "update upgrade exe/cache").nests("exe").builds("build exe"),
    // Boards
    Manager::only("pio platformio", "other", "pkg/install pkg/update lib/install lib/update platform/install \
         platform/update update upgrade")
        .nests("pkg lib platform")
        .builds("run test"),
    Manager::only("arduino-cli", "other", "core/install core/upgrade core/update-index lib/install lib/upgrade lib/update-index \
         core/download lib/download update upgrade")
        .nests("core lib"),
    Manager::only("idf.py idf_tools.py nrfutil", "other", "install add-dependency install-python-env update-dependencies download"),
    // JVM
    Manager::all_but("mvn mvnw mvnd", "java", "help:help help:effective-pom")
        .builds("*")
        .valued("-f --file -s --settings -gs --global-settings -P --activate-profiles -pl --projects -T --threads -rf \
         --resume-from -t --toolchains -l --log-file --color"),
    Manager::all_but("gradle gradlew", "java", "wrapper init tasks help projects properties")
        .builds("*")
        .valued("-b --build-file -c --settings-file -g --gradle-user-home -p --project-dir -I --init-script -x \
         --exclude-task --max-workers --console --warning-mode"),
    Manager::all_but("sbt mill millw", "java", "about help clean").builds("*").bare(),
    Manager::all_but("lein boot", "java", "help version new clean")
        .builds("compile uberjar jar ring run repl test"),
    Manager::only("clojure clj", "java", "-P -Sforce").builds("*"),
    Manager::only("cs coursier", "java", "install launch fetch setup bootstrap java update"),
    Manager::only("bazel bazelisk buck2 pants", "java", "fetch sync mod/deps").builds("build run"),
    // .NET
    Manager::only("dotnet", "dotnet", DOTNET)
        .nests("tool workload package new add")
        .builds("build publish run pack msbuild")
        .valued("-c --configuration -o --output -r --runtime -f --framework -v --verbosity -a --arch --os --version \
         --tool-path --configfile --packages --version-suffix --project -n --launch-profile")
        .sources("-s --source --add-source"),
    Manager::only("msbuild", "dotnet", "/restore -restore /r -r /t:restore -t:restore /t:Restore -t:Restore"),
    Manager::all_but(
        "nuget paket",
        "dotnet",
        "help list search locals sources config pack push sign setapikey spec verify add delete init \
         show-groups find-packages trusted-signers",
    )
    .valued("-Version -OutputDirectory -ConfigFile -Framework")
    .sources("-Source -source"),
    // Nix
    Manager::options("nix-env", "nix", NIX_ENV).valued("--arg --argstr -p --profile").sources("-f --file -I"),
    Manager::all_but("devenv flox", "nix", "init info search list ls show edit delete remove uninstall version help gc envs auth"),
    Manager::only("nixos-rebuild home-manager darwin-rebuild", "nix", "switch boot build test"),
    Manager::always("nix-shell nix-build nix-channel devbox-install", "nix")
        .valued("--arg --argstr -A --attr --run --command -o --out-link -j --max-jobs --option")
        .sources("-I"),
    Manager::all_but(
        "nix",
        "nix",
        "store eval path-info hash key log search repl why-depends config registry show-config doctor help \
         edit fmt derivation nar upgrade-nix-check profile/list profile/remove profile/history flake/show \
         flake/metadata flake/init flake/new collect-garbage",
    )
    .nests("profile flake")
    .valued("--arg --argstr --option -o --out-link --extra-experimental-features --experimental-features -j \
         --max-jobs --profile --accept-flake-config")
    .sources("-f --file -I"),
];
