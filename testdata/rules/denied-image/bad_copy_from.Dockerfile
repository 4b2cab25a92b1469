FROM debian:12-slim
COPY --from=registry.example.invalid/retired/tools:2 /usr/bin/tool /usr/bin/tool
