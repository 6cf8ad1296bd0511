# Two stages: what is needed to build stays behind.
FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/interlude
COPY requirements-production.lock ./
RUN /opt/interlude/bin/pip install --no-cache-dir --disable-pip-version-check -r requirements-production.lock
COPY pyproject.toml README.md LICENSE ./
COPY mentoring mentoring
COPY storage storage
COPY bot bot
COPY admin_api admin_api
COPY locales locales
COPY phones/__init__.py phones/
RUN /opt/interlude/bin/pip install --no-cache-dir --disable-pip-version-check --no-deps . \
 && /opt/interlude/bin/python -m bot.shipped_lexicon \
 && /opt/interlude/bin/pip uninstall -q -y pip

FROM python:3.12-slim
LABEL org.opencontainers.image.title="Interlude" org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --system --uid 10001 --home-dir /data --create-home interlude
COPY --from=build /opt/interlude /opt/interlude
ENV PATH=/opt/interlude/bin:$PATH PYTHONUNBUFFERED=1 INTERLUDE_DATA_DIR=/data INTERLUDE_HTTP_HOST=0.0.0.0
USER interlude
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ.get('INTERLUDE_HTTP_PORT', '8080')}/healthz\", timeout=4)"]
ENTRYPOINT ["interlude"]
CMD ["run"]
