FROM debian:12-slim
RUN <<EOF
set -e
cd /src
git clone --depth 1 https://git.example.invalid/team/tool.git
EOF
