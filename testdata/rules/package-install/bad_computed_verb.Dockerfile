FROM debian:12-slim
RUN v=$(cat /etc/verb); apt-get -y $v curl
