FROM debian:12-slim
ENV VENV=/opt/venv
RUN "/usr/bin/python3" -m venv "$VENV" && "${VENV}/bin/pip" --version
RUN rm -rf /var/lib/apt/lists/* && [ -d /srv ] && case "$VENV" in /opt/*) echo yes;; esac
CMD ["/opt/venv/bin/server", "--name=it's"]
