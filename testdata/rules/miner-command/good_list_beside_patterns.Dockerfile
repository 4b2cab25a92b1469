FROM ubuntu:22.04
ARG VERSION
RUN curl -o /tmp/coinminer.txt https://lists.example.invalid/coinminer.txt && cat /tmp/coinminer.txt >> /etc/hosts
RUN dpkg -i /tmp/*.deb && tar xzf /tmp/app-$VERSION.tgz -C /opt && find /opt -name '*.a' -print0 | xargs -0 rm -f
