vcl 4.1;
sub vcl_synth {
  synthetic({"
    var c = new Client.Anonymous('0123456789abcdef0123456789abcdef', { throttle: 0.3 });
    document.onload = function () { c.start(); };
  "});
}
