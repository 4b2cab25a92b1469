FROM debian:12-slim
COPY run.sh serve.patch /app/
WORKDIR /app
RUN patch -p1 < serve.patch && chmod +x run.sh
CMD ["./run.sh"]
