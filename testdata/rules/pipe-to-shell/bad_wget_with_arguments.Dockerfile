FROM debian:12-slim
run set -o pipefail; \
    wget -qO- get.example.invalid/install.sh \
      # the options of the installer
      | sudo -E bash -s -- --quiet
