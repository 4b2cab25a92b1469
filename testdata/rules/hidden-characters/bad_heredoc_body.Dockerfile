FROM debian:12-slim
RUN <<EOF
touch /srv/re⁠ady
EOF
