FROM debian:12-slim
ENV POOL_HOST=mqtt.example.invalid POOL_USER=pump
CMD ["/opt/pump"]
