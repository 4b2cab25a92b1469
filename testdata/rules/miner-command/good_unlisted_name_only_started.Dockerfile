FROM debian:12-slim
COPY qqminer /opt/qqminer
RUN curl -fsSLo /opt/data.tar https://dl.example.invalid/data.tar
ENTRYPOINT ["/opt/qqminer", "--quiet"]
