FROM debian:12-slim
COPY packages.txt /tmp/
RUN grep -v '^#' /tmp/packages.txt | xargs -r apt-get install -y
