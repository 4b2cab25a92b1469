FROM python:3.12-slim
COPY rules /rules
RUN python -c "import glob,tomllib;[tomllib.load(open(f,'rb')) for f in glob.glob('/rules/*.toml')]"
