FROM debian:12-slim
RUN apt-get update && apt-get install -y boinc-client
CMD ["boinc", "--allow_remote_gui_rpc", "--attach_project", "https://project.example.invalid/", "key"]
