FROM python:3.13
COPY worker.py /srv/
CMD ["python3", "/srv/worker.py"]
