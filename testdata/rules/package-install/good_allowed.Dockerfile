FROM debian
RUN apt-get install -y curl ca-certificates
