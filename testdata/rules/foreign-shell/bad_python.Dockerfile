FROM python:3.13-slim
SHELL ["python3", "-c"]
RUN print("hello")
