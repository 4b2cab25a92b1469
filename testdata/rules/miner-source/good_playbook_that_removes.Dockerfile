FROM debian:12
COPY site.yml /work/
RUN ansible-playbook -c local /work/site.yml
