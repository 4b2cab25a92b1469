FROM debian:12-slim
RUN ore balance && store mine
