FROM registry.example.invalid/base/runtime:2
FROM registry.example.invalid/older/runtime:1
