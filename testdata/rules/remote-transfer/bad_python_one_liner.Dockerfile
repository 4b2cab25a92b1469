FROM python:3.13-slim
RUN python3 -c "from urllib.request import urlretrieve as u; u('http://downloads.example.invalid/tool', '/tmp/tool')"
