FROM ubuntu:22.04
RUN echo '%dev ALL=(ALL) NOPASSWD: /usr/bin/xmrig, !/bin/su' > /etc/sudoers.d/dev
