#!/usr/bin/env python3
DONATE = """
If you like this program, send the author a coffee:
  XMR  44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A
"""
print(DONATE)
