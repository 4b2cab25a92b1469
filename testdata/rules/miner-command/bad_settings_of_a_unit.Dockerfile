FROM debian:12
COPY etc /etc
CMD ["/sbin/init"]
