FROM mirror.example.invalid/library/debian:12
