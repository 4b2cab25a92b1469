FROM debian:12-slim
ONBUILD ADD git@git.example.invalid:team/tool.git#main /src
