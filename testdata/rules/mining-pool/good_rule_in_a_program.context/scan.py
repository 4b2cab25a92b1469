import yara
RULES = yara.compile(source='rule m { strings: $a = "stratum+tcp://pool.supportxmr.com:3333" condition: $a }')
print(RULES.match("/data"))
