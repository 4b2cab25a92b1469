FROM debian:12-slim
RUN --mount=type=bind,target=/src cp /src/data.bin /opt/
