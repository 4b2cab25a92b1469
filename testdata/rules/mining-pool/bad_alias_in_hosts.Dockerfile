FROM debian:12-slim
RUN echo "192.0.2.9 pool.supportxmr.com" >> /etc/hosts
