FROM python:3.12-slim
COPY rules/ rules/
CMD ["sh", "rules/a.yar"]
