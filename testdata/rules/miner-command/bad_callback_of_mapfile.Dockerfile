FROM debian:12-slim
SHELL ["/bin/bash", "-c"]
RUN work() { "xm$2"; }; mapfile -t -C work -c 1 <<< rig
