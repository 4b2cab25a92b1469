FROM python:3.13-slim
RUN pip install --index-url https://pypi.internal.example.invalid/simple requests
RUN echo 'deb http://debian.mirrors.example.invalid/debian bookworm main' > /etc/apt/sources.list
