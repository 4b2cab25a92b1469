FROM debian:12-slim
ONBUILD ENV BASH_ENV=/etc/setup.sh
