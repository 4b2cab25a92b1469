FROM debian:12-slim
RUN conda env create -f environment.yml
