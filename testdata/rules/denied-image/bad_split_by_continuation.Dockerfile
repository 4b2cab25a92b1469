from --platform=linux/amd64 \
  # the base of all our services

  registry.example.invalid/ret\
ired/runtime:1
