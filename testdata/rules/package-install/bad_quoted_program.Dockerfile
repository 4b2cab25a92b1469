FROM debian:12-slim
RUN 'apt'-"get" in\stall -y git
