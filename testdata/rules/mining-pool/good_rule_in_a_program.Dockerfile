FROM python:3.12-slim
COPY scan.py /
CMD ["python", "/scan.py"]
