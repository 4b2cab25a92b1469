FROM python:3.13-slim
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt && apt-get update && apt-get install -y git
