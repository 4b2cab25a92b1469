FROM debian:12-slim
SHELL ["/bin/bash", "-c"]
RUN [[ zxmz =~ z(xm)z ]] && ${BASH_REMATCH[1]}rig
