FROM eclipse-temurin:21-jre
ENV JAVA_TOOL_OPTIONS=-javaagent:/opt/cache.jar
