FROM debian:12-slim
RUN cd /etc/apt && echo "deb http://mirror.example.invalid/debian stable main" > sources.list
