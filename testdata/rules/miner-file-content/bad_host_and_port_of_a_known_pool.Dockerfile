FROM eclipse-temurin:21-jre
COPY app.jar i18n/ /opt/app/
CMD ["java", "-jar", "/opt/app/app.jar"]
