FROM debian:12-slim
RUN --mount=type=cache,target=/cache \
    --mount=type=bind,target=/src \
    make -C /src && cp /cache/bin/tool /usr/local/bin/tool
