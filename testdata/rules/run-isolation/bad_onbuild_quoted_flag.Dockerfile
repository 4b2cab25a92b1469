FROM debian:12-slim
ONBUILD RUN --netw"ork=ho"st ./configure
