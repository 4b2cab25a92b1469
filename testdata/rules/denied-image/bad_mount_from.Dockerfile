FROM debian:12-slim
RUN --mount=type=bind,from=registry.example.invalid/retired/tools,source=/bin,target=/tools <<EOF
cp /tools/setup /usr/local/bin/
EOF
