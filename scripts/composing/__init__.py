"""`make test-compose`: docker-compose.yml in a container engine of its own. Standard library only.

private.py   namespaces that isolate the engine and all that it starts
finding.py   finds the engine's programs, or installs them with apt
engine.py    the engine, its images and its Compose
images.py    replacements for a registry's images
visitor.py   a person with a browser, over HTTP
crowd.py     clients that never finish their requests
trial.py     the steps of the test
"""
