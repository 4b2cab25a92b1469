# syntax=docker/dockerfile:1
FROM debian:12-slim
RUN cat <<A > /a && cat <<-"B" | tr a-z A-Z
text of a: $HOME
A
	text of b
	B
COPY <<one <<two /srv/
1
one
2
two
RUN cat <<<here && echo "<<EOF"
