FROM debian:12-slim
WORKDIR /etc
RUN cp ld.so.preload /opt/list && sed -n 1p ld.so.preload && cat < ld.so.preload
