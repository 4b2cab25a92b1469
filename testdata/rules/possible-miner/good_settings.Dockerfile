FROM debian:12-slim
COPY leases.json /etc/leases/leases.json
CMD ["/opt/leases", "-c", "/etc/leases/leases.json"]
