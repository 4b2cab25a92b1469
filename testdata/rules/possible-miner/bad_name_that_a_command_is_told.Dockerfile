FROM debian:12-slim
RUN procwatch --names xmrig --then kill
