FROM eclipse-temurin:21-jre
COPY app.jar conf/ /opt/app/
CMD ["java", "-jar", "/opt/app/app.jar"]
