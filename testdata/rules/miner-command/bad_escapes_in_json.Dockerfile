FROM debian:12-slim
ENTRYPOINT ["\u002fopt\u002f\u0078mrig"]
