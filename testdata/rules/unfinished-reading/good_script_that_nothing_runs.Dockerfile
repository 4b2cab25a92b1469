FROM debian:12-slim
COPY . /usr/share/doc/example/
