FROM python:3.12-slim
COPY exporter.py devices.yaml /app/
CMD ["python", "/app/exporter.py"]
