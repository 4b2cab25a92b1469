FROM alpine:3.20
RUN apk add --no-cache openrc
COPY klogd-ng /usr/sbin/klogd-ng
COPY init.d /etc/init.d/klogd-ng
COPY conf.d /etc/conf.d/klogd-ng
RUN rc-update add klogd-ng default
CMD ["/sbin/init"]
