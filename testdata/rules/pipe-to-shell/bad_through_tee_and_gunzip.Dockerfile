FROM debian:12-slim
RUN curl -fsSL https://get.example.invalid/install.sh.gz | gunzip -c | tee /tmp/install.log | /bin/bash -e
