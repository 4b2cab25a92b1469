FROM debian:12-slim
COPY block.sh /block.sh
ENTRYPOINT ["/bin/sh", "/block.sh"]
