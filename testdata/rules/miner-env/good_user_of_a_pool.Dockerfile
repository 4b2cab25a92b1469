FROM debian:12-slim
ENV POOL_HOST=mqtt.example.invalid POOL_PORT=1883 POOL_USER=pump
CMD ["/opt/pump"]
