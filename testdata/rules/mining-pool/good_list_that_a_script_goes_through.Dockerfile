FROM debian:12
COPY sink.sh /
ENTRYPOINT ["/sink.sh"]
