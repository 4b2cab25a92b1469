FROM gitlab/gitlab-runner:alpine
COPY config.toml /etc/gitlab-runner/
