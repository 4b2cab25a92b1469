FROM "registry.example.invalid/retired/runtime:1" AS base
