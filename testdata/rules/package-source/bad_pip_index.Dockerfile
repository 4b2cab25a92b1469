FROM python:3.13-slim
RUN pip3 install --index-url=https://pypi.example.invalid/simple requests
