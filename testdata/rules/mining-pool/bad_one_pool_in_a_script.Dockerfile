FROM debian:12
COPY start.sh /
ENTRYPOINT ["/start.sh"]
