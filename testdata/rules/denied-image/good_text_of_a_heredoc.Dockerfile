FROM debian:12-slim
COPY <<EOF /usr/share/doc/history.txt
FROM internal/legacy
EOF
