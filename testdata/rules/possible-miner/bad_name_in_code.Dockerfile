FROM python:3.12-slim
RUN python3 -c "import importlib.util as u, sys; sys.exit(u.find_spec('xmrig') is not None)"
