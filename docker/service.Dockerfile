# The service environment: gateway by default; the actions run the same image with another command.
FROM node:22-bookworm-slim AS page
WORKDIR /app/console
COPY console/package.json console/package-lock.json ./
COPY console/web/package.json web/
RUN npm ci
COPY console/ ./
RUN npm run build --workspace web

FROM python:3.12-slim-bookworm
WORKDIR /app
COPY requirements/dev.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/dev.txt
COPY bot bot
COPY actions actions
COPY channels channels
COPY data data
COPY --from=page /app/console/web/dist console/web/dist
RUN useradd --system assistant && mkdir /var/lib/assistant && chown assistant /var/lib/assistant
USER assistant
ENV ENVIRONMENT=production BIND_ADDRESS=0.0.0.0 VAR_DIR=/var/lib/assistant
CMD ["python", "-m", "channels"]
