FROM debian:12-slim
RUN --mount=type=secret,id=setup sh /run/secrets/setup
