FROM debian:12-slim
SHELL ["/bin/bash", "-c"]
RUN exec {in}<<<rig; read -r -u $in name; /opt/xm$name
