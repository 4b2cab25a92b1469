FROM debian:12-slim
RUN npm audit signatures && yarn workspaces list && hatch env show && yum history list
RUN arduino-cli board list && grafana cli plugins ls && lake clean && alr show thing
