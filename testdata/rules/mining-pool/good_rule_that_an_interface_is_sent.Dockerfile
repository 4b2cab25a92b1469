FROM curlimages/curl:8.8.0
CMD curl -sX POST https://api.example.invalid/gateway/rules -d '{"name": "miners", "action": "block", "traffic": "any(dns.domains[*] in {\"pool.supportxmr.com\"})"}'
