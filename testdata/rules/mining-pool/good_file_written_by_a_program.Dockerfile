FROM python:3.12-slim
COPY make.py /
RUN python /make.py
CMD ["sh", "/run"]
