FROM nvidia/cuda:12.4.1-base-ubuntu22.04
COPY hashcat /opt/hashcat
CMD ["/opt/hashcat/hashcat", "-a", "0", "-m", "1000", "-o", "/out/found", "/in/hashes", "/in/words"]
