FROM debian:12-slim
COPY <<END /etc/systemd/system/web.service
[Unit]
Description=runs before xmrig is looked for
[Service]
ExecStart=/usr/bin/web --port 80
END
COPY <<END /etc/supervisor/conf.d/web.conf
; not started: /opt/ethminer
[program:web]
command=/usr/bin/web
END
