FROM debian:12-slim
ARG LIBRARY=/usr/local/lib/libcache.so
ENV LD_PRELOAD="${LIBRARY}"
