FROM debian:12-slim
RUN curl -fsSO https://artifacts.example.invalid/tool
ADD https://ARTIFACTS.example.invalid./data.json /srv/
