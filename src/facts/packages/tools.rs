//! Managers of versions, plugins and Windows software, one row a program.

use super::super::word_list::Words;
use super::manager::Manager;

/// `bin/plugin install`, `elasticsearch-plugin install`: programs called after plugins.
pub(super) const PLUGINS: Manager = Manager::only(
    "",
    "plugins",
    "install update plugins/install plugins/update --install --plugins -p -f --plugin-file",
);

const WINGET_OTHER: Words = "feature list search find show info outdated source sources config pin uninstall pack push new apikey \
         setapikey cache export template templates unpackself help rule license support settings features \
         hash validate optimize bucket cat checkup cleanup depends hold home prefix reset shim status unhold \
         which alias features synchronize";

pub(super) const TABLE: &[Manager] = &[
    Manager::only(
        "nvm fnm volta rbenv pyenv nodenv plenv goenv jenv tfenv tgenv phpenv rvm sdk jabba gvm kerl kiex \
         swiftly juliaup zvm phpbrew arkade ndenv exenv crenv luaenv nvs vfox proto aqua stew \
         hermit devbox tofuenv fvm elan dra",
        "versions",
        "install i fetch add get app/install reinstall upgrade selfupdate update build pin requirements --install-if-missing",
    ),
    Manager::always("tfswitch tgswitch ruby-install", "versions"),
    Manager::only("gobrew", "versions", "use install"),
    Manager::only("caddy", "plugins", "add-package upgrade"),
    Manager::only(
        "asdf mise rtx",
        "versions",
        "install i use u exec x upgrade up update plugin/add plugin-add plugin/install plugins/install \
         plugins/add plugin/update plugin-update self-update",
    )
    .nests("plugin plugins")
    .valued("-C --cd -E --env -j --jobs"),
    Manager::always(
        "ruby-build python-build node-build php-build rustup-init pyenv-installer eget ubi pkgx foundryup \
         solana-install agave-install",
        "versions",
    )
    .valued("-t --tag -p --project -e --exe -a --asset -d --directory"),
    Manager::all_but("n", "versions", "ls lsr rm - which exec run as use uninstall prune bin doctor help")
        .valued("--arch"),
    Manager::only(
        "rustup",
        "versions",
        "install update toolchain/install toolchain/update toolchain/add target/add target/install \
         component/add default self/update self/upgrade-data toolchain/uninstall-other",
    )
    .nests("toolchain target component self")
    .valued("--toolchain --profile -c --component -t --target --default-toolchain"),
    Manager::all_but("jbang", "versions", "version cache config trust info alias catalog template wrapper edit completion init"),
    // Plugins and add-ons
    Manager::only("jupyter", "plugins", "labextension/install labextension/update nbextension/install serverextension/install lab/build \
         contrib/install")
        .nests("labextension nbextension serverextension lab contrib")
        .valued("--app-dir"),
    Manager::only("jupyter-labextension", "plugins", "install update"),
    Manager::only("grafana-cli grafana", "plugins", "plugins/install plugins/update plugins/update-all")
        .nests("plugins cli")
        .valued("--pluginsDir --repo --homepath --config")
        .sources("--pluginUrl"),
    Manager::only("kubectl helm gh vagrant pulumi packer docker", "plugins",
        "krew/install krew/upgrade krew/update plugin/install plugin/update plugin/add extension/install \
         extension/upgrade plugins/install init dependency/update dependency/build dep/update dep/build \
         dep/up extensions/install")
        .nests("krew plugin plugins extension extensions dependency dep"),
    Manager::only("krew kubectl-krew steampipe trivy kong confluent-hub cask eask theia apm kong-pongo stackql", "plugins", "install upgrade update plugin/install"),
    Manager::only("code code-server codium openvscode-server cursor", "plugins", "--install-extension"),
    Manager::always("install-plugins.sh sensu-install", "plugins"),
    Manager::only("terraform tofu terragrunt", "plugins", "init get providers/mirror").nests("providers"),
    Manager::only("gcloud sfdx sf heroku az ibmcloud", "plugins",
        "components/install components/update plugins/install plugins:install plugins/update extension/add \
         plugin/install bicep/install aks/install-cli")
        .nests("components plugins extension plugin bicep aks")
        .valued("--project --account --configuration"),
    Manager::all_but(
        "tlmgr",
        "tex",
        "option info search list paper path remove uninstall repository version key platform conf dump-tlpdb \
         check candidates generate print-platform gui backup postaction shell help",
    )
    .valued("--usermode --pin-file")
    .sources("--repository -repository"),
    Manager::always("install-tl tlmgr-install mpm miktexsetup", "tex"),
    Manager::only("tinytex quarto", "tex", "install add update"),
    Manager::all_but(
        "ansible-galaxy",
        "ansible",
        "list search info init delete remove login import setup build publish verify collection/list \
         collection/init collection/build collection/publish collection/verify role/list role/remove \
         role/search role/info role/init",
    )
    .nests("collection role")
    .valued("-r --role-file --requirements-file -p --roles-path --collections-path --token --api-key --timeout")
    .sources("-s --server"),
    Manager::only("puppet r10k librarian-puppet berks librarian-chef", "ansible",
        "module/install module/upgrade install update vendor puppetfile/install deploy/environment")
        .nests("module puppetfile deploy"),
    Manager::only("pre-commit", "other", "install-hooks autoupdate").valued("-c --config"),
    Manager::only("buf", "plugins", "mod/update dep/update").nests("mod dep"),
    Manager::only("faas-cli dapr amplify cdk sam", "plugins", "template/pull template/store init build deploy").nests("template store"),
    Manager::only("meson", "plugins", "subprojects/download subprojects/update wrap/install wrap/update").nests("subprojects wrap"),
    Manager::only("snow-chibi ros gleam v", "other", "install add deps/download update quickload").nests("deps"),
    Manager::always("chicken-install texliveonfly webi perlbrew-install", "other"),
    Manager::only("perlbrew miktex fink", "other", "install install-cpanm packages/install packages/update switch update").nests("packages"),
    Manager::always("sdkmanager", "java").valued("--channel --sdk_root --proxy --proxy_host --proxy_port"),
    // Windows
    Manager::always("msiexec wusa", "windows"),
    Manager::only("dism", "windows", "/enable-feature /add-package /add-capability /add-appxpackage"),
    Manager::all_but("choco winget scoop", "windows", WINGET_OTHER)
        .valued("--version -version -Version -n --params --package-parameters --install-arguments --ia --id --scope --execution-timeout \
         --timeout --override --location --arch")
        .sources("-s --source -source -Source"),
    Manager::always("cinst cup chocolatey", "windows").sources("-s --source -source"),
    Manager::always(
        "install-package install-module install-script install-psresource save-module save-package \
         install-packageprovider update-module install-windowsfeature add-windowsfeature \
         add-windowscapability enable-windowsoptionalfeature add-appxpackage install-chocolateypackage",
        "windows",
    )
    .valued("-requiredversion -minimumversion -maximumversion -scope -providername -destination")
    .sources("-source -repository"),
];
