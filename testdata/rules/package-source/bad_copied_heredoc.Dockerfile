FROM python:3.13-slim
COPY <<EOF /etc/pip.conf
[global]
index-url = https://pypi.example.invalid/simple
EOF
