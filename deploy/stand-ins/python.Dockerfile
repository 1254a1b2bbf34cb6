# Python in /usr/local, as the official image has it: Debian's, with a virtual environment there.
FROM debian:bookworm-stand-in
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3-venv \
    && rm -rf /var/lib/apt/lists/* \
    && python3 -m venv --copies /usr/local
