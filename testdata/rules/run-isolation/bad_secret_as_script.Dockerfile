FROM debian:12-slim
RUN --mount=type=secret,id=setup,target=/run/setup . /run/setup && make
