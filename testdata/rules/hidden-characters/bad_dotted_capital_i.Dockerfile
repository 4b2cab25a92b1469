FROM debian:12-slim
WORKDİR /srv
