FROM nvidia/cuda:12.4.1-base-ubuntu22.04
CMD nvidia-smi -pm 1 && exec python3 /srv/serve.py
