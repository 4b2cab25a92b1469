FROM debian:12-slim
COPY xmrig /home/app/
WORKDIR /home/app
ENTRYPOINT ["./xmrig"]
