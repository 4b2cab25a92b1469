FROM debian
RUN apt-get install -y netcat-openbsd
