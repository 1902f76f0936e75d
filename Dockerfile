# syntax=docker/dockerfile:1
# Two stages: the first builds a virtual environment from the lock, the second carries only that.

FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
RUN python -m venv /opt/quanze
COPY requirements/ requirements/
RUN /opt/quanze/bin/pip install --require-hashes \
      --requirement requirements/build.txt --requirement requirements/runtime.txt
COPY pyproject.toml ./
COPY src/ src/
COPY api/ api/
RUN /opt/quanze/bin/pip install --no-deps --no-build-isolation . \
 && /opt/quanze/bin/python -m compileall -q -j 0 /opt/quanze/lib

FROM python:3.11-slim
RUN groupadd --system --gid 10001 quanze \
 && useradd --system --uid 10001 --gid quanze --home-dir /data --shell /usr/sbin/nologin quanze \
 && install -d -o quanze -g quanze /data /keys
COPY --from=build /opt/quanze /opt/quanze
COPY data/seed/ /usr/share/quanze/seed/
ENV PATH=/opt/quanze/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    QUANZE_DATABASE_URL=sqlite:////data/quanze.sqlite3 \
    QUANZE_SEARCH_INDEX=/data/search_index
USER quanze
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["quanze"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000", "--public"]
