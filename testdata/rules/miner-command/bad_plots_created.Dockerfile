FROM python:3.12-slim
RUN pip install chia-blockchain==2.4.0
CMD ["chia", "plots", "create", "-k", "32", "-t", "/scratch", "-d", "/plots"]
