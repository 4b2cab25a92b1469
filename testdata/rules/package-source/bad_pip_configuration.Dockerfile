FROM python:3.13-slim
RUN pip config set global.index-url https://pypi.example.invalid/simple
RUN pip3 config --user set global.extra-index-url https://pypi.example.invalid/simple
RUN npm config set @team:registry https://npm.example.invalid
