FROM debian:12-slim
RUN procwatch --names kdevtmpfsi --then kill
