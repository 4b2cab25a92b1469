FROM debian:12-slim
COPY qqminer /opt/qqminer
RUN buildah build -t team -f qqminer_builder.Dockerfile .
ENTRYPOINT ["/opt/qqminer", "--quiet"]
