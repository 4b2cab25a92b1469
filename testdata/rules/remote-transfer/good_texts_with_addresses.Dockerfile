FROM debian:12-slim
RUN echo "deb https://deb.example.invalid/x all main" > /etc/apt/sources.list.d/x.list
RUN sed -i 's#https://a.example.invalid#https://b.example.invalid#' /etc/x.conf
RUN git config --global url.https://git.example.invalid/.insteadOf git@git.example.invalid:
LABEL RUN="docker run -d IMAGE" org.label-schema.url=https://www.example.invalid
