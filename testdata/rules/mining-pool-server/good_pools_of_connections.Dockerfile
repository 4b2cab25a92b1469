# git clone https://github.com/zone117x/node-open-mining-portal
FROM debian:12-slim
RUN apt-get update && apt-get install -y pgbouncer pgpool2
EXPOSE 3333
CMD ["pgpool", "-n"]
