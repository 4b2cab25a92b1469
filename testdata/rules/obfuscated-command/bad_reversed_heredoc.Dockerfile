FROM debian:12-slim
RUN <<EOF
echo 'ydaer/vrs/ hcuot' | rev | sh -
EOF
