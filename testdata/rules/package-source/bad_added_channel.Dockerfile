FROM debian:12-slim
RUN conda config --add channels https://conda.example.invalid/x
