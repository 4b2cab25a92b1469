ARG KASPAMINER_IMAGE=registry.example.invalid/tools/base:1
FROM ${KASPAMINER_IMAGE}
CMD ["/opt/app", "--donate-level", "1"]
