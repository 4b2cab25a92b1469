FROM python:3.13-slim
RUN pip config get global.index-url
RUN pip config set global.timeout 60
RUN npm config get registry && npm config set fund false
