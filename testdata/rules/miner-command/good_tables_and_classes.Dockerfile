FROM python:3.12-slim
COPY work.py /work.py
CMD ["python3", "/work.py"]
