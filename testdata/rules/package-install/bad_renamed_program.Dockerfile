FROM debian:12-slim
RUN cp /usr/local/bin/pip /tmp/p && /tmp/p install some-package
