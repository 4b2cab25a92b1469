FROM debian:12-slim
USER \
  mon\
ero
