FROM debian:12-slim
RUN yum-config-manager --disable extras && zypper lr && conda config --show channels
