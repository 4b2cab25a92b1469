FROM debian:12-slim
RUN procwatch --names xmrig,kinsing --then kill
RUN touch /tmp/kdevtmpfsi && chattr +i /tmp/kdevtmpfsi
