FROM python:3.12-slim
WORKDIR /app
# Nothing but the very files that `make lock` met; the engine has some more.
ARG LOCK=requirements.lock
COPY ${LOCK} requirements.lock
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
# What the app writes: machine code of the trainers, and what comes from the Hub.
ENV NUMBA_CACHE_DIR=/cache/numba HF_HOME=/cache/hub
RUN useradd --create-home atlas && install -d -o atlas /cache/numba /cache/hub
USER atlas
RUN python -m tokenizer_lab
VOLUME /cache/hub
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as web; path = os.environ.get('STREAMLIT_SERVER_BASE_URL_PATH', '') + '/_stcore/health'; web.urlopen('http://localhost:8501/' + path.lstrip('/'), timeout=4)"]
CMD ["streamlit", "run", "app.py", "--server.address", "0.0.0.0", "--server.port", "8501"]
