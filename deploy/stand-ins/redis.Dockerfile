# The server alone, under the user number of the official image.
FROM debian:bookworm-stand-in
RUN groupadd --system --gid 999 redis \
    && useradd --system --uid 999 --gid redis redis \
    && apt-get update \
    && apt-get install -y --no-install-recommends redis-server \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o redis -g redis /data
VOLUME /data
WORKDIR /data
EXPOSE 6379
CMD ["redis-server"]
