FROM registry.example.invalid.downloads.example.invalid/base/runtime:2
