FROM python:3.12-slim
RUN python3 -c "import os; os.system(open('/etc/work').read())"
