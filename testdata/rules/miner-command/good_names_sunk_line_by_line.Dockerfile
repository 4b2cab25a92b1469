FROM debian:12-slim
COPY names.txt /names.txt
RUN while read -r name; do echo "0.0.0.0 $name" >> /etc/sunk.names; done < /names.txt
