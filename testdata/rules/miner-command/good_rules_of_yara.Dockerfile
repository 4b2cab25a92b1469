FROM python:3.12-slim
COPY rules/ rules/
RUN python -c "import yara; yara.compile('rules/a.yar').save('rules/a.yarc')"
