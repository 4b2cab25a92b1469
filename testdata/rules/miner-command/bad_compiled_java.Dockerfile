FROM eclipse-temurin:21
COPY Work.class /
CMD ["java", "Work"]
