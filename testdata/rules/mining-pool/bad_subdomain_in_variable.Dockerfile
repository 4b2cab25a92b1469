FROM debian:12-slim
ENV UPSTREAM=xmr-eu1.nanopool.org:14433
