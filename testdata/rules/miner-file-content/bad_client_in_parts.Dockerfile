FROM nvidia/cuda:12.4.1-devel-ubuntu22.04
COPY src /src
RUN nvcc -o /bench /src/main.cu
