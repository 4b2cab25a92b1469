# syntax=docker/dockerfile:1.15-labs
FROM debian:12-slim
RUN cat << EOF > /etc/motd
hello
EOF
