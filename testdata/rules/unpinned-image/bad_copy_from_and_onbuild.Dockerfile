FROM scratch
ONBUILD COPY --from=busybox:1.37 /bin/busybox /bin/
