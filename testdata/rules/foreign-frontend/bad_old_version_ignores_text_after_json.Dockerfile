# syntax=docker/dockerfile:1.8
FROM debian:12-slim
CMD ["/usr/local/bin/server"] || /usr/local/bin/other
