#!/bin/bash
POOLS="pool.supportxmr.com"
exec /opt/helper
