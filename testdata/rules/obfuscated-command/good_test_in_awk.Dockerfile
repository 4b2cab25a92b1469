FROM debian:12-slim
RUN scanelf /usr/lib | awk 'system("[ -e /usr/local/lib/" $1 " ]") == 0 { next } { print "so:" $1 }'
