FROM quickstart/debian:12
