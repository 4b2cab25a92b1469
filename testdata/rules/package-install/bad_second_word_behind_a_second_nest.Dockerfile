FROM debian:12-slim
RUN grafana cli plugins install thing
