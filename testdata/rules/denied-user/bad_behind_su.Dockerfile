FROM debian:12-slim
CMD su -s /bin/sh -c /opt/run monero
