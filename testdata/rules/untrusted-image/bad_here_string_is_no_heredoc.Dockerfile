FROM debian:12-slim
SHELL ["/bin/bash", "-c"]
RUN cat <<<EOF
FROM busybox
RUN echo \
EOF
