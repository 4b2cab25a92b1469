FROM python:3.13-slim
ARG HOST=pypi.example.invalid
RUN pip install -i https://pypi.internal.example.invalid/simple \
      --extra-index-url "http://${HOST}/simple" requests
