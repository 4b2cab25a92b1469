FROM nvidia/cuda:12.4.1-base-ubuntu22.04
RUN modprobe overlay || true
HEALTHCHECK CMD nvidia-smi --query-gpu=utilization.gpu --format=csv
CMD ["python3", "train.py"]
