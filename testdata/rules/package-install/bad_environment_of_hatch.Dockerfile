FROM debian:12-slim
RUN hatch env create
