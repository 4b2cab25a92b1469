# The image of minestop: a BuildKit frontend (`# syntax=`) and the command line in one static program.
#
#   docker build -t minestop .
#   docker run --rm -i minestop lint - < Dockerfile
#   docker save shop/web:1 | docker run --rm -i --tmpfs /tmp minestop scan -
FROM rust:1-slim AS build
WORKDIR /src
COPY . .
ENV RUSTFLAGS="-C target-feature=+crt-static"
# No network code inside of builds: images by name are for the command line.
RUN cargo build --release --locked --no-default-features --target "$(uname -m)-unknown-linux-gnu" \
    && mkdir /out && cp target/*/release/minestop /out/minestop

FROM scratch
COPY --from=build /out/minestop /minestop
LABEL moby.buildkit.frontend.network.none="true" \
      moby.buildkit.frontend.caps="moby.buildkit.frontend.inputs,moby.buildkit.frontend.subrequests,moby.buildkit.frontend.contexts"
ENTRYPOINT ["/minestop"]
