FROM debian:12-slim
RUN --mount=from=busybox:uclibc,target=/box <<-"SETUP"
	cp /box/bin/busybox /bin/
	SETUP
