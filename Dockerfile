# The image of minestop: a BuildKit frontend (`# syntax=`) and the command line in one static program.
#
#   docker build -t minestop .
#   docker run --rm -i minestop lint - < Dockerfile
#   docker save shop/web:1 | docker run --rm -i --tmpfs /tmp minestop scan -
#
# Two builds of the same files by the same toolchain are one image where both say the same SOURCE_DATE_EPOCH:
#
#   SOURCE_DATE_EPOCH=$(git log -1 --format=%ct) docker build -t minestop .
FROM rust:1-slim AS build
# `dev` is compiled faster, for the tests.
ARG PROFILE=release
ARG SOURCE_DATE_EPOCH=0
WORKDIR /src
COPY . .
ENV RUSTFLAGS="-C target-feature=+crt-static"
# No network code inside of builds: images by name are for the command line.
RUN cargo build --profile "$PROFILE" --locked --no-default-features --target "$(uname -m)-unknown-linux-gnu" \
    && mkdir /out && cp target/*/*/minestop /out/minestop && touch -d "@$SOURCE_DATE_EPOCH" /out/minestop

FROM scratch
COPY --from=build /out/minestop /minestop
LABEL moby.buildkit.frontend.network.none="true" \
      moby.buildkit.frontend.caps="moby.buildkit.frontend.inputs,moby.buildkit.frontend.subrequests,moby.buildkit.frontend.contexts"
# Of `docker run`; BuildKit starts a frontend as root whatever stands here.
USER 65532:65532
ENTRYPOINT ["/minestop"]
