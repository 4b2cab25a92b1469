FROM debian:12-slim
COPY notes.txt app /
