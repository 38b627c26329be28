ARG PYTHON=3.13
FROM python:${PYTHON}-slim AS base
ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=off

FROM base AS deps
RUN apt-get update \
 && apt-get install --no-install-recommends -y \
      build-essential \
      libpq-dev \
 && rm -rf /var/lib/apt/lists/*
COPY requirements.txt requirements-dev.txt ./
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt

FROM deps AS test
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements-dev.txt
COPY . /app
WORKDIR /app
RUN ruff check . && mypy .
RUN pytest -q --junitxml=report.xml

FROM base AS runtime
RUN groupadd -r app && useradd -r -g app app
COPY --from=deps /usr/local /usr/local
COPY --chown=app:app . /app
USER app
WORKDIR /app
HEALTHCHECK CMD python -c "import urllib.request; urllib.request.urlopen('http://localhost:8000/health')" || exit 1
CMD ["gunicorn", "-b", "0.0.0.0:8000", "app:app"]
