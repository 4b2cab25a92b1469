FROM python:3.12-slim
COPY watch.py /watch.py
CMD ["python3", "/watch.py"]
