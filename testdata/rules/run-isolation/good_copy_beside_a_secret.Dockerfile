FROM debian:12-slim
# the secret is only shown; what is installed comes from the build
RUN --mount=type=secret,id=token,target=/run/secrets/token \
    cat /run/secrets/token > /dev/null && cp build/tool /usr/local/bin/tool
RUN --mount=type=cache,target=/var/cache/app cp /var/cache/app/list.txt /srv/list.txt
