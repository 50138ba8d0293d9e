FROM python:3.11-slim

# espeak-ng, PyAV and all else come as wheels: nothing is installed from Debian.
# EXTRA=-transcribe or EXTRA=-piper adds one (docs/speech.md).
ARG EXTRA=
WORKDIR /app
COPY requirements*.txt ./
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements${EXTRA}.txt

COPY bot bot
COPY conversations conversations
COPY locales locales

RUN useradd --create-home --uid 10001 sgwrs && mkdir /data && chown sgwrs /data
USER sgwrs
WORKDIR /data
ENV PYTHONPATH=/app PYTHONUNBUFFERED=1 SGWRS_HOST=0.0.0.0 \
    SGWRS_DATABASE=sqlite+aiosqlite:////data/data/sgwrs.db
VOLUME /data
EXPOSE 8080

HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD ["python", "-m", "bot", "run"]
