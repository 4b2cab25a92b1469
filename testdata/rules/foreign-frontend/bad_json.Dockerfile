{"syntax": "registry.example.invalid/tools/frontend:1", "from": "debian:12-slim"}
