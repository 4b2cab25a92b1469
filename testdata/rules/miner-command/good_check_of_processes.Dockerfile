FROM debian:12-slim
COPY checks.cfg /etc/nagios/nrpe.d/checks.cfg
CMD ["nrpe", "-c", "/etc/nagios/nrpe.cfg", "-f"]
