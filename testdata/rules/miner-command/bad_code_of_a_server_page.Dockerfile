FROM tomcat:10
COPY site/ /usr/local/tomcat/webapps/ROOT/
