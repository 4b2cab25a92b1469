FROM debian:12-slim
RUN julia <<EOF
using Pkg
Pkg.add("Some")
EOF
