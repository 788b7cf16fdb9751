# The engine: Rasa, sealed. It listens on the inner network only; the gateway holds its token.
FROM python:3.10-slim-bookworm
WORKDIR /app
COPY requirements/engine.txt requirements/
RUN pip install --no-cache-dir --require-hashes -r requirements/engine.txt
COPY bot/__init__.py bot/
COPY bot/court bot/court
COPY bot/knowledge bot/knowledge
COPY bot/nlu bot/nlu
COPY data data
COPY config.yml domain.yml endpoints.yml credentials.yml ./
ENV RASA_TELEMETRY_ENABLED=false SQLALCHEMY_SILENCE_UBER_WARNING=1 TF_CPP_MIN_LOG_LEVEL=3
RUN rasa train --fixed-model-name assistant
RUN useradd --system assistant && mkdir /var/lib/assistant && chown assistant /var/lib/assistant
USER assistant
ENV ACTIONS_HOST=actions ACTIONS_PORT=5055 TRACKERS_URL=sqlite:////var/lib/assistant/trackers.db
CMD ["python", "-m", "bot.nlu.serve", "-i", "0.0.0.0", "-p", "5005", "-m", "models/assistant.tar.gz", \
     "--endpoints", "endpoints.yml", "--credentials", "credentials.yml"]
