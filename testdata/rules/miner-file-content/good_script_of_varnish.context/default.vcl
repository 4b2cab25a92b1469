vcl 4.1;
sub vcl_synth {
  synthetic({"<html><body>Sorry</body></html>"});
}
