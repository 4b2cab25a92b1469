# echo deb http://packages.example.invalid >> /etc/apt/sources.list
FROM debian:12-slim
RUN cat /etc/apt/sources.list.d/debian.sources && grep localhost /etc/hosts
RUN git config --global user.name build && npm config get registry
