FROM debian:12-slim
COPY work.options /etc/search/jvm.options.d/work.options
