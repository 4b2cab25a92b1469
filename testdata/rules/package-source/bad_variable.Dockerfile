FROM python:3.13-slim
ENV PIP_INDEX_URL=https://pypi.example.invalid/simple
RUN pip install requests
