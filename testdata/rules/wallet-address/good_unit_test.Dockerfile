FROM python:3.12-slim
COPY . /srv/shop
CMD ["python", "-m", "shop"]
