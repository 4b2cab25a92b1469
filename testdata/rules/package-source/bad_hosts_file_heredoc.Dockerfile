FROM debian:12-slim
RUN <<EOF
printf '%s\n' '192.0.2.7 deb.debian.org' >> /etc/hosts
EOF
