FROM python:3.12-slim
COPY packages.lst /
RUN pip install -r /packages.lst
