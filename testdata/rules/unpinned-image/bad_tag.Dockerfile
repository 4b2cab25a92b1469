FROM registry.example.invalid:5000/base/runtime:1.2.3
