FROM debian:12-slim
RUN pio pkg install -g && arduino-cli core install vendor:board
RUN flox install thing && pkgx thing && eget owner/thing
