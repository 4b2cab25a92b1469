FROM python:3.12-slim
COPY client.py /srv/
CMD ["python", "/srv/client.py"]
