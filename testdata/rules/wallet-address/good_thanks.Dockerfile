FROM python:3.12-alpine
COPY units.py /usr/local/bin/units
RUN chmod 755 /usr/local/bin/units && units 3 km
