const pools = /(nanopool\.org|supportxmr\.com)$/;
