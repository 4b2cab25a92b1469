FROM debian:12-slim
RUN echo "monero:x:1234:1234::/:/bin/sh" >> /etc/passwd
USER 1234
