FROM python:3.12-slim
RUN python3 -c "import boto3; boto3.client('s3').download_file('a', 'b', 'c')"
