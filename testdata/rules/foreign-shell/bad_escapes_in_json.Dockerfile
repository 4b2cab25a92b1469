FROM debian:12-slim
SHELL ["\u002fopt\u002ftool", "-c"]
