FROM debian:12-slim
RUN <<EOF cat > /srv/Dockerfile.example
FROM busybox
EOF
# FROM busybox
