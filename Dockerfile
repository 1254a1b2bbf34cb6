# One image for every role: web, workers, mail, beat and the one-shot set-up. docker-compose.yml
# says which command makes it which.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm
FROM ${PYTHON_IMAGE}

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

# bubblewrap and libseccomp keep students' code apart: without them, no grading. The font is for
# Japanese names on certificates.
RUN apt-get update \
    && apt-get install -y --no-install-recommends bubblewrap libseccomp2 \
        fonts-ipaexfont-gothic \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home reviewhub

WORKDIR /srv/reviewhub

# What students' notebooks run on: gigabytes, so only what builds them comes before them.
ENV REVIEWHUB_RUNTIMES=/opt/runtimes
COPY protocol/__init__.py protocol/steps.py protocol/texts.py ./protocol/
COPY workers/__init__.py ./workers/
COPY workers/environments ./workers/environments
COPY workers/runtimes ./workers/runtimes
# "gpu" adds CUDA's libraries: see docs/deploying.md.
ARG RUNTIME_DEVICE=cpu
RUN python -m workers.environments.building --all --device "$RUNTIME_DEVICE"

COPY requirements.lock ./
RUN pip install --no-deps --require-hashes -r requirements.lock

COPY . ./
RUN python -m reviewhub.catalogues \
    # Volumes take the owner of the folder that they are laid over.
    && for folder in . static badge-keys media rendered candidates doctor slots mail; do \
        install -d -o reviewhub -g reviewhub "/var/lib/reviewhub/$folder"; \
    done \
    && install -d -o reviewhub -g reviewhub /srv/data

ENV REVIEWHUB_VAR=/var/lib/reviewhub \
    HOST=0.0.0.0 \
    PORT=8000
USER reviewhub
EXPOSE 8000
