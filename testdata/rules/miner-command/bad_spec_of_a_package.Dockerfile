FROM debian:12-slim
COPY work.spec /
RUN rpmbuild -bb /work.spec
