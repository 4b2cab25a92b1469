FROM eclipse-temurin:21-jre
COPY server.jar /srv/
EXPOSE 25565 3333
ENTRYPOINT ["java", "-Xmx2G", "-jar", "/srv/server.jar", "nogui"]
