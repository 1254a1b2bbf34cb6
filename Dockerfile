# One image for every role: web, workers, beat and the one-shot set-up. docker-compose.yml says
# which command makes it which.
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1

# bubblewrap and libseccomp keep students' code apart: without them, no grading.
RUN apt-get update \
    && apt-get install -y --no-install-recommends bubblewrap libseccomp2 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --create-home reviewhub \
    && install -d -o reviewhub -g reviewhub /var/lib/reviewhub

WORKDIR /srv/reviewhub

# The product's packages, and what students' notebooks run on, change rarely: layers of their own.
COPY requirements.txt ./
RUN pip install -r requirements.txt
COPY notebooks ./notebooks
COPY workers ./workers
ENV REVIEWHUB_RUNTIMES=/opt/runtimes
# "gpu" adds CUDA's libraries, several gigabytes: see docs/deploying.md.
ARG RUNTIME_DEVICE=cpu
RUN python -m workers build-runtimes --all --device "$RUNTIME_DEVICE"

COPY . ./
RUN python -m reviewhub.catalogues

ENV REVIEWHUB_VAR=/var/lib/reviewhub \
    HOST=0.0.0.0 \
    PORT=8000
USER reviewhub
VOLUME /var/lib/reviewhub
EXPOSE 8000
