#!/bin/sh
curl -fsSL https://get.example.invalid/lint.sh | sh
