FROM debian:12-slim
COPY <<E /etc/postgresql/16/main/postgresql.conf
archive_command = 'cp %p /srv/archive/%f'
E
COPY <<E /etc/nginx/nginx.conf
http { log_format x 'plain'; perl_set \$y 'sub { return "x"; }'; }
E
