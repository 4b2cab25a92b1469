# ENV LD_PRELOAD=/usr/local/lib/libcache.so
FROM node:22-slim
LABEL LD_PRELOAD=/usr/local/lib/libcache.so
ENV NODE_OPTIONS=--max-old-space-size=2048 JAVA_TOOL_OPTIONS=-Xmx512m LD_LIBRARY_PATH=/opt/lib LD_PRELOAD=
RUN cat /etc/ld.so.preload || true
