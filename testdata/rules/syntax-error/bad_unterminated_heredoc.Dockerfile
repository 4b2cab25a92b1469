FROM debian:12-slim
RUN <<EOF
make
 EOF
