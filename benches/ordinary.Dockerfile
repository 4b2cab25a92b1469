# syntax=docker/dockerfile:1
ARG VERSION=3.12
FROM python:${VERSION}-slim AS build
ENV PIP_NO_CACHE_DIR=1 \
    PATH=/opt/app/bin:$PATH
WORKDIR /src
RUN --mount=type=cache,target=/root/.cache \
    apt-get update \
    && apt-get install -y --no-install-recommends gcc libpq-dev \
    && rm -rf /var/lib/apt/lists/*
COPY requirements.txt .
RUN python -m venv /opt/app && /opt/app/bin/pip install -r requirements.txt
COPY . .
RUN set -eux; \
    for name in api worker; do \
        install -m 0755 "bin/$name" "/opt/app/bin/$name"; \
    done; \
    if [ "${VERSION%%.*}" = 3 ]; then echo "three" > /opt/app/major; fi
RUN <<EOF
curl -fsSL -o /tmp/tool.tar.gz https://dl.example.invalid/tool-1.2.3.tar.gz
echo "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef  /tmp/tool.tar.gz" | sha256sum -c
tar -xzf /tmp/tool.tar.gz -C /usr/local/bin
EOF

FROM python:${VERSION}-slim
LABEL org.opencontainers.image.title="orders" \
      org.opencontainers.image.vendor="Example"
COPY --from=build /opt/app /opt/app
RUN useradd --system --no-create-home web
USER web
EXPOSE 8000
HEALTHCHECK --interval=30s CMD ["/opt/app/bin/api", "--ping"]
ENTRYPOINT ["/opt/app/bin/api"]
CMD ["--listen", "0.0.0.0:8000"]
