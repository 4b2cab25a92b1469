FROM deb­ian:12-slim
